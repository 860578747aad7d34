"""`gyebo check`: what does not fit in the graph, by document and line, and what was judged of it."""

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gyebo.cli.options import engine_of, engine_options, row_options
from gyebo.cli.output import print_json, print_rows
from gyebo.errors import UsageProblem

if TYPE_CHECKING:
    from gyebo.check.judgements import Judged, Judgement
    from gyebo.check.run import Checked
    from gyebo.store.engine import Engine

_SEVERITIES = {"violation": "모순", "warning": "주의", "info": "참고"}
_JUDGED = {"open": "판단 없음", "source_error": "원문 오류", "explained": "설명됨"}
_COLUMNS = (
    "rule", "severity", "document", "lines", "subject", "printed", "expected", "difference", "tolerance",
    "message_ko", "message_en", "judgement", "reason", "reason_ko",
)  # fmt: skip


@click.command()
@click.option("--document", metavar="ID", help="Only what concerns one document.")
@click.option(
    "--info", is_flag=True, help="Also what is only worth knowing, such as digits that were cut off."
)
@click.option("--open", "waiting", is_flag=True, help="Only what nobody has judged yet.")
@click.option("--report", type=click.Choice(["turtle"]), help="Print a SHACL validation report.")
@click.option("--data", type=click.Path(path_type=Path), help="Folder with decisions/judgements.csv.")
@row_options
@engine_options
def check(
    document: str | None, info: bool, waiting: bool, report: str | None, data: Path | None, output: str | None,
    store: Path | None, endpoint: str | None,
) -> int:  # fmt: skip
    """Check the graph against its shapes and rules.

    Every finding says its document and line, what is printed, what was expected, by how much rounding lets
    the two differ, and what a person judged after a look at the source. The rules are explained in
    docs/checks.md. Exit code 1 when something is not judged, or a judgement matches nothing any more.

    \b
    gyebo check
    gyebo check --document 2023-settlement-review --csv
    """
    from gyebo.check.judgements import judge, judgements_file, read_judgements, stale
    from gyebo.check.run import check as run

    engine = engine_of(store, endpoint)
    if document:
        _must_exist(engine, document)
    judgements = read_judgements(judgements_file(data))
    checked = run(engine)
    judged = [
        each for each in judge(checked.findings, judgements) if document in (None, each.finding.document)
    ]
    old = [row for row in stale(checked.findings, judgements) if document in (None, row.document)]
    shown = [
        each for each in judged if (info or each.finding.severity != "info") and (each.waits or not waiting)
    ]
    if report:
        click.echo(_report(checked, judged), nl=False)
    else:
        _print(shown, output, "판단을 기다리는 것이 없습니다." if waiting else "어긋나는 곳이 없습니다.")
    _tell_stale(old)
    return int(bool(old) or any(each.waits for each in judged))


def _must_exist(engine: "Engine", document: str) -> None:
    from gyebo.check.claims import sheets

    known = sorted({source for source, _ in sheets(engine)})
    if document not in known:
        raise UsageProblem(f"no document {document!r} was read", f"one of: {', '.join(known)}")


def _report(checked: "Checked", judged: "list[Judged]") -> str:
    from gyebo.check.report import report

    kept = {(each.finding.rule, each.finding.targets[0]) for each in judged}
    results = [r for r in checked.results if (r.rule, r.focus) in kept]
    told = {(result.rule, result.focus) for result in results}
    rules = [each.finding for each in judged if (each.finding.rule, each.finding.targets[0]) not in told]
    return report(results, rules)


def _print(shown: "list[Judged]", output: str | None, nothing: str) -> None:
    if output == "json":
        print_json([_record(each) for each in shown])
    elif output == "csv":
        print_rows(_COLUMNS, [[str(_record(each)[name]) for name in _COLUMNS] for each in shown], output)
    else:
        _tell(shown, nothing)


def _record(each: "Judged") -> dict[str, str]:
    finding = each.finding
    return {
        "rule": finding.rule, "severity": finding.severity, "document": finding.document,
        "lines": ";".join(map(str, finding.lines)), "subject": finding.subject, "printed": finding.printed,
        "expected": finding.expected, "difference": finding.difference, "tolerance": finding.tolerance,
        "message_ko": finding.message.ko, "message_en": finding.message.en, "judgement": each.judgement,
        "reason": each.reason, "reason_ko": each.reason_ko,
    }  # fmt: skip


def _tell(shown: "list[Judged]", nothing: str) -> None:
    for document, group in groupby(shown, key=lambda each: each.finding.document):
        click.echo(click.style(document or "그래프", bold=True))
        for each in group:
            finding = each.finding
            said = f"{_SEVERITIES[finding.severity]}, {_JUDGED[each.judgement]}"
            click.echo(f"  {finding.line:>5}행  {said}  {finding.message.ko}  [{finding.rule}]")
            if each.reason_ko:
                click.echo(f"           {each.reason_ko}")
        click.echo()
    counts = [
        (name, sum(e.finding.severity == severity for e in shown)) for severity, name in _SEVERITIES.items()
    ]
    told = ", ".join(f"{name} {count}건" for name, count in counts if count)
    waiting = sum(each.waits for each in shown)
    click.echo(f"{told}; 판단을 기다리는 것 {waiting}건" if told else nothing)


def _tell_stale(old: "list[Judgement]") -> None:
    for row in old:
        click.echo(
            f"gyebo: a judgement matches nothing any more: {row.rule}, {row.document}:{row.line}, {row.subject}, "
            f"{row.printed}; delete it from judgements.csv",
            err=True,
        )
