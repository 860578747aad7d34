"""`gyebo search`: anything with a name, with spaces, dots, particles, case and single wrong letters forgiven."""

from pathlib import Path

import click

from gyebo.cli.options import engine_of, engine_options, row_options
from gyebo.cli.output import print_rows

_TYPES = {
    "program": "사업", "unit": "조직", "item": "과목", "document": "원문서", "contract": "계약", "source": "인용 문서",
}  # fmt: skip
_NAMES = ("id", "type", "name", "found_by", "role", "score", "context", "iri")


@click.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True, help="At most so many.")
@click.option("--type", "types", type=click.Choice(list(_TYPES)), multiple=True, help="Only these types.")
@engine_options
@row_options
def search(
    text: str,
    limit: int,
    types: tuple[str, ...],
    store: Path | None,
    endpoint: str | None,
    output: str | None,
) -> int:
    """Find anything that has a name, misprints included.

    Programs, units, expense items, contracts and documents: names that hold the text come first, then names
    that are like it. Likeness only proposes. Initial consonants are enough (ㄷㅈㅌㅅㅈㅅ), and so is an id or the
    code of an expense item.

    \b
    gyebo search 시장실
    gyebo search 디지털배운터
    gyebo search 감리 --type contract
    """
    from gyebo.query.search import search as find

    hits = find(engine_of(store, endpoint), text, limit, types or tuple(_TYPES))
    if output:
        rows = [tuple(str(getattr(hit, name)) for name in _NAMES) for hit in hits]
        print_rows(_NAMES, rows, output)
        return 0
    table = [
        (hit.id, _TYPES[hit.type], hit.name, hit.found_by if hit.found_by != hit.name else "", str(hit.score), hit.context)
        for hit in hits
    ]  # fmt: skip
    if table:
        print_rows(
            ("id", "종류", "이름", "찾은 이름", "일치(%)", "언제 · 어디"), table, None, right=("일치(%)",)
        )
    else:
        click.echo(
            "비슷한 이름이 없습니다. 이름의 일부만 넣어 보십시오. (nothing has a name like it; try a part)",
            err=True,
        )
    return 0
