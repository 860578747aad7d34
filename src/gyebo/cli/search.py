"""`gyebo search`: programs and units by name, with spaces, dots, case and single wrong letters forgiven."""

from pathlib import Path

import click

from gyebo.cli.options import engine_of, engine_options, row_options
from gyebo.cli.output import print_rows


@click.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True, help="At most so many.")
@engine_options
@row_options
def search(text: str, limit: int, store: Path | None, endpoint: str | None, output: str | None) -> int:
    """Find programs and units by name, misprints included.

    Names that hold the text come first, then names that are like it. Likeness only proposes.

    \b
    gyebo search 시장실
    gyebo search 디지털배운터
    """
    from gyebo.query.search import search as find

    rows = [
        (hit.id, hit.type, hit.name, hit.found_by, str(hit.score))
        for hit in find(engine_of(store, endpoint), text, limit)
    ]
    print_rows(("id", "종류", "이름", "찾은 이름", "일치(%)"), rows, output, right=("일치(%)",))
    return 0
