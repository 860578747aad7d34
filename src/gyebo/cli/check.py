"""`gyebo check`: what does not fit in the graph, by document and line."""

from dataclasses import asdict
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gyebo.cli.options import engine_of, engine_options, row_options
from gyebo.cli.output import print_json, print_rows
from gyebo.errors import UsageProblem

if TYPE_CHECKING:
    from gyebo.check.findings import Finding
    from gyebo.store.engine import Engine

_SEVERITIES = {"violation": "모순", "warning": "주의", "info": "참고"}
_COLUMNS = (
    "rule", "severity", "document", "lines", "subject", "printed", "expected", "difference", "tolerance",
    "message_ko", "message_en",
)  # fmt: skip


@click.command()
@click.option("--document", metavar="ID", help="Only what concerns one document.")
@click.option(
    "--info", is_flag=True, help="Also what is only worth knowing, such as digits that were cut off."
)
@row_options
@engine_options
def check(
    document: str | None, info: bool, output: str | None, store: Path | None, endpoint: str | None
) -> int:
    """Check the graph against its shapes and rules.

    Every finding says its document and line, what is printed, what was expected and by how much rounding
    lets the two differ. The rules are explained in docs/checks.md. Exit code 1 when there are findings.

    \b
    gyebo check
    gyebo check --document 2023-settlement-review --csv
    """
    from gyebo.check.run import check as run

    engine = engine_of(store, endpoint)
    if document:
        _must_exist(engine, document)
    found = [
        f for f in run(engine).findings if document in (None, f.document) and (info or f.severity != "info")
    ]
    if output == "json":
        print_json([{**asdict(finding), "lines": list(finding.lines)} for finding in found])
    elif output == "csv":
        print_rows(_COLUMNS, map(_row, found), output)
    else:
        _tell(found)
    return int(any(finding.severity != "info" for finding in found))


def _must_exist(engine: "Engine", document: str) -> None:
    from gyebo.check.claims import sheets

    known = sorted({source for source, _ in sheets(engine)})
    if document not in known:
        raise UsageProblem(f"no document {document!r} was read", f"one of: {', '.join(known)}")


def _row(finding: "Finding") -> tuple[str, ...]:
    lines = " ".join(map(str, finding.lines))
    return (
        finding.rule, finding.severity, finding.document, lines, finding.subject, finding.printed, finding.expected,
        finding.difference, finding.tolerance, finding.message.ko, finding.message.en,
    )  # fmt: skip


def _tell(found: "list[Finding]") -> None:
    for document, group in groupby(found, key=attrgetter("document")):
        click.echo(click.style(document or "그래프", bold=True))
        for finding in group:
            click.echo(
                f"  {finding.line:>5}행  {_SEVERITIES[finding.severity]}  {finding.message.ko}  [{finding.rule}]"
            )
        click.echo()
    counts = [(name, sum(f.severity == severity for f in found)) for severity, name in _SEVERITIES.items()]
    told = ", ".join(f"{name} {count}건" for name, count in counts if count)
    click.echo(told or "어긋나는 곳이 없습니다.")
