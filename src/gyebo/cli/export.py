"""`gyebo export`: the graph as files for other tools."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gyebo.cli.options import engine_of, engine_options, row_options
from gyebo.cli.output import print_rows
from gyebo.errors import UsageProblem

if TYPE_CHECKING:
    from gyebo.export.request import Step
    from gyebo.store.engine import Engine


@click.command()
@click.argument("format", required=False)
@click.argument("out", required=False, type=click.Path(path_type=Path))
@click.option("--list", "listed", is_flag=True, help="List the formats.")
@click.option(
    "--graph", metavar="NAME", help="Only one named graph: a document's id, decisions, cube, ontology."
)
@click.option("--program", metavar="NAME", help="Only one program, or the lineage of one, by name or id.")
@click.option("--since", metavar="FOLDER", help="Say what has changed since an earlier release.")
@row_options
@engine_options
def export(
    format: str | None, out: Path | None, listed: bool, graph: str | None, program: str | None, since: str | None,
    output: str | None, store: Path | None, endpoint: str | None,
) -> int:  # fmt: skip
    """Write the graph for other tools.

    OUT is a file or a folder, as the format says. It appears only when it is complete, and a folder with
    files of yours in it is never replaced.

    \b
    gyebo export --list
    gyebo export tables out/
    gyebo export trig report.trig --graph 2023-settlement-review
    gyebo export mermaid lineage.mmd --program "디지털 시장실 운영"
    gyebo export all release-2/ --since release-1/
    """
    if listed:
        _list(output)
        return 0
    if format is None or out is None:
        raise UsageProblem(
            "export needs a format and a place to write to", "for example gyebo export tables out/"
        )
    from gyebo.export.formats import check, find
    from gyebo.export.formats import export as write
    from gyebo.export.request import Request

    check(find(format), Request(graph or "", program or "", since or ""))
    engine = engine_of(store, endpoint)
    request = Request(graph or "", _program(engine, program), since or "")
    for step in shown(write(engine, format, out, request)):
        click.echo(f"{out / step.name if step.name else out}: {step.count:,} {step.unit}", err=True)
    return 0


def _list(output: str | None) -> None:
    from gyebo.export.formats import FORMATS

    rows = [
        (f.name, "folder" if f.folder else "file", f.ko, f.en, ", ".join(f"--{part}" for part in f.parts))
        for f in FORMATS.values()
    ]
    print_rows(("format", "writes", "내용", "content", "options"), rows, output)


def _program(engine: "Engine", name: str | None) -> str:
    """Return the id of the program that a name or an id means."""
    if not name:
        return ""
    from gyebo.query.find import the_thing

    thing = the_thing(engine, name)
    if thing.type != "program":
        raise UsageProblem(f"{name!r} is a {thing.type}, no program", "find programs with gyebo search")
    return thing.id


def shown(steps: "Iterable[Step]") -> "Iterator[Step]":
    """Show steps as they come on a terminal; give the last one of each file, in order."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    last: dict[str, Step] = {}
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("…", total=None)
        for step in steps:
            last[step.name] = step
            progress.update(task, description=f"{step.name} {step.count:,} {step.unit}".strip())
    yield from last.values()
