"""`gyebo trace`: the lineage of a program, a department or a bureau, in the terminal."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.cells import cell_len

from gyebo.cli.options import engine_of, engine_options, row_options
from gyebo.cli.output import print_json, print_rows, won
from gyebo.errors import Unreadable

if TYPE_CHECKING:
    from gyebo.query.find import Thing
    from gyebo.query.trace import Change, Money, Trace, Year
    from gyebo.store.engine import Engine

_COLUMNS = ("연도", "사업", "이름", "부서", "구분", "금액(원)", "인쇄", "근거")
KINDS = {
    "rename": "명칭 변경", "merge": "통합", "split": "분리", "transfer": "이관", "new": "신설", "end": "종료",
    "suspend": "중단", "resume": "재개", "move": "소속 변경", "create": "신설", "abolish": "폐지",
}  # fmt: skip
STATUSES = {"stated": "문서 명시", "inferred": "추론"}


@click.command()
@click.argument("name")
@click.option("--year", type=int, help="Only this fiscal year.")
@click.option("--mermaid", "output", flag_value="mermaid", help="Print the drawing as a Mermaid flowchart.")
@click.option("--svg", type=click.Path(path_type=Path), help="Write the drawing to this SVG file.")
@engine_options
@row_options
def trace(
    name: str,
    year: int | None,
    svg: Path | None,
    store: Path | None,
    endpoint: str | None,
    output: str | None,
) -> int:
    """Show what became of a program, and what it came from.

    NAME is any name that was ever printed, an old one or a misprint too, or an id. Every amount leads to
    a document and a line; what no document states is marked inferred (추론).

    \b
    gyebo trace "디지털 시장실 운영"
    gyebo trace P0027 --year 2020 --json
    gyebo trace P0046 --svg lineage.svg
    gyebo trace 디지털정책관
    """
    from gyebo.query.find import the_thing

    engine = engine_of(store, endpoint)
    thing = the_thing(engine, name)
    if thing.type == "unit":
        _unit(engine, thing, output)
    else:
        _program(engine, thing, year, output, svg)
    return 0


def _program(
    engine: "Engine", thing: "Thing", year: int | None, output: str | None, svg: Path | None
) -> None:
    from gyebo.query.trace import trace as trace_program

    traced = trace_program(engine, thing.id)
    if svg or output == "mermaid":
        _draw(traced, svg)
        return
    if output == "json":
        print_json(traced.as_json())
        return
    years = [at for at in traced.years if year in (None, at.year)]
    if output == "csv":
        print_rows(_COLUMNS, [row for at in years for row in _rows(at)], output)
        return
    _heading(traced)
    _years(years)
    _changes(traced.changes)


def _draw(traced: "Trace", svg: Path | None) -> None:
    """Print the drawing in Mermaid, or write it to an SVG file."""
    from gyebo.query import drawing

    if svg is None:
        click.echo(drawing.mermaid(traced), nl=False)
        return
    try:
        svg.write_text(drawing.svg(traced), encoding="utf-8")
    except OSError as error:
        raise Unreadable(
            svg, None, f"the drawing cannot be written ({error.strerror})", "choose another place"
        ) from error
    click.echo(f"drawn into {svg}", err=True)


def _heading(traced: "Trace") -> None:
    years = [at.year for at in traced.years]
    span = f", {min(years)}–{max(years)}" if years else ""
    click.echo(f"{traced.name} ({traced.id}){span}")
    for member in traced.members:
        if member.relation != "self":
            side = "앞선 사업" if member.relation == "ancestor" else "뒤를 이은 사업"
            click.echo(f"  {side}: {member.name} ({member.id}, {STATUSES[member.status]})")


def _rows(at: "Year") -> list[list[str]]:
    """Return a year's rows for CSV, each complete in itself."""
    first = [str(at.year), at.program, at.name, _places(at)]
    return [[*first, *_money(money)] for money in _shown(at.amounts)] or [[*first, "", "", "", ""]]


def _years(years: "list[Year]") -> None:
    """Print each year as a heading with its amounts below, aligned over all years."""
    cells = {at: [_money(money) for money in _shown(at.amounts)] for at in years}
    widths = [max((cell_len(row[i]) for rows in cells.values() for row in rows), default=0) for i in range(3)]
    for at, rows in cells.items():
        click.echo(
            f"\n{at.year}  {at.name} ({at.program})" + (f"  {places}" if (places := _places(at)) else "")
        )
        for what, amount, raw, source in rows:
            click.echo(
                f"      {_left(what, widths[0])}  {_right(amount, widths[1])}  {_right(raw, widths[2])}  {source}"
            )


def _left(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _right(text: str, width: int) -> str:
    return " " * (width - cell_len(text)) + text


def _places(at: "Year") -> str:
    """Return the units that a program is printed under, a star where only a later document prints it."""
    names = (f"{p.name}({p.bureau})" if p.bureau else p.name for p in at.places)
    stars = ("*" if p.basis == "listed" else "" for p in at.places)
    return " / ".join(name + star for name, star in zip(names, stars, strict=True))


def _shown(amounts: "tuple[Money, ...]") -> "list[Money]":
    """Return the amounts of the whole program; where a year has none, those of its expense items."""
    whole = [money for money in amounts if money.item == "_T"]
    return whole or list(amounts)


def _money(money: "Money") -> list[str]:
    what = [money.kind_name, *([money.item_name] if money.item != "_T" else [])]
    if money.round.isdigit() and money.round != "0":
        what.append(f"제{money.round}회")
    if money.as_of:
        what.append(f"{money.as_of} 현재")
    return [
        " · ".join(what),
        won(money.amount_won),
        f"{money.raw} {money.unit}",
        f"{money.document}:{money.line}",
    ]


def _changes(changes: "tuple[Change, ...]") -> None:
    click.echo("\n변화")
    for change in changes:
        click.echo(f"  {told(change)}")
    if not changes:
        click.echo("  기록된 변화 없음")
    click.echo("\n* 그 해의 문서가 아니라 뒤의 문서에 적힌 부서. 금액은 명목이며 물가를 반영하지 않음.")


def told(change: "Change") -> str:
    """Return a change in one line: id, kind, status, its two ends, where it is printed."""
    before = _end(change.from_year, change.from_name, change.from_id)
    after = _end(change.to_year, change.to_name, change.to_id)
    ends = " → ".join(part for part in (before, after) if part)
    sure = f" {change.confidence}" if change.status == "inferred" and change.confidence else ""
    source = f"{change.document}:{change.line}" if change.line else "근거 줄 없음"
    return f"{change.id} {KINDS.get(change.kind, change.kind)} [{STATUSES[change.status]}{sure}] {ends}  {source}"


def _end(year: str, name: str, identifier: str) -> str:
    return f"{year} {name} ({identifier})".strip() if identifier else ""


def _unit(engine: "Engine", thing: "Thing", output: str | None) -> None:
    """Print the versions of a unit and of those before and after it, then the reorganisations between them."""
    from gyebo.query.library import run

    versions = list(run(engine, "unit/versions", {"unit": thing.id}).records())
    names = ("조직", "이름", "종류", "소속", "부터", "까지", "상태", "근거")
    rows = [
        [
            v["id"],
            v["name"],
            v["kind"],
            v["parentName"],
            v["from"],
            v["through"],
            STATUSES[v["status"]],
            f"{v['document']}:{v['line']}",
        ]
        for v in versions
    ]
    print_rows(names, rows, output)
    if output is None:
        ids = {v["id"] for v in versions}
        click.echo("\n조직개편")
        for record in run(engine, "unit/changes").records():
            if record["fromId"] in ids or record["toId"] in ids:
                ends = f"{record['fromName']} ({record['fromId']}) → {record['toName']} ({record['toId']})"
                when = record["time"][: {"day": 10, "month": 7}.get(record["precision"], 4)]
                what = f"{KINDS.get(record['kind'], record['kind'])} [{STATUSES[record['status']]}]"
                click.echo(
                    f"  {record['change']} {when} {what} {ends}  {record['document']}:{record['line']}"
                )
