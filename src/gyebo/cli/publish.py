"""`gyebo publish`: the data into portals of others."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gyebo.cli.options import engine_of, engine_options, row_options
from gyebo.cli.output import print_rows
from gyebo.errors import UsageProblem

if TYPE_CHECKING:
    from gyebo.export.publish import Change


@click.group()
def publish() -> None:
    """Bring the data into the portals of others.

    \b
    gyebo publish ckan https://portal.example
    """


@publish.command()
@click.argument("url")
@click.option(
    "--from",
    "folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="A release, or what gyebo export ckan has written; else the store is exported.",
)
@click.option("--apply", is_flag=True, help="Change the portal; without it only say what would change.")
@click.option(
    "--dry-run", is_flag=True, help="Only say what would change, which is what happens without --apply."
)
@click.option(
    "--organization", metavar="NAME", default="", help="The portal's organisation that owns new datasets."
)
@row_options
@engine_options
def ckan(
    url: str, folder: Path | None, apply: bool, dry_run: bool, organization: str,
    output: str | None, store: Path | None, endpoint: str | None,
) -> int:  # fmt: skip
    """Create and update the datasets and resources of a CKAN portal.

    URL is the portal's address. Without --apply nothing is changed. The API key comes from GYEBO_CKAN_KEY.
    What others have added to the datasets stays; a second run changes nothing.

    \b
    gyebo publish ckan https://portal.example
    gyebo publish ckan https://portal.example --from release/ --organization seoul --apply
    """
    if apply and dry_run:
        raise UsageProblem("--apply and --dry-run say opposite things", "leave one of them out")
    _needs_ckanapi()
    from gyebo.export.publish import Portal, packages_in, planned

    portal = Portal(url, os.environ.get("GYEBO_CKAN_KEY", ""))
    try:
        with _folder(folder, store, endpoint) as place:
            changes = list(planned(portal, packages_in(place), organization))
        if apply:
            for change in changes:
                if change.kind != "nothing":
                    portal.act(change)
                    click.echo(f"{change.name}: {change.kind}d", err=True)
    finally:
        portal.close()
    _told(changes, output)
    if not apply and any(change.kind != "nothing" for change in changes):
        click.echo("nothing has been changed; with --apply the portal is", err=True)
    return 0


def _needs_ckanapi() -> None:
    from importlib.util import find_spec

    if find_spec("ckanapi") is None:
        raise UsageProblem("publish ckan needs the package ckanapi", "pip install 'gyebo[export]'")


@contextmanager
def _folder(folder: Path | None, store: Path | None, endpoint: str | None) -> Iterator[Path]:
    """Give the folder with the datasets; without one, export them into a folder that goes away again."""
    if folder:
        yield folder
        return
    from gyebo.cli.export import shown
    from gyebo.export.formats import export

    with tempfile.TemporaryDirectory(prefix="gyebo-publish-") as temporary:
        place = Path(temporary) / "ckan"
        for _ in shown(export(engine_of(store, endpoint), "ckan", place)):
            pass
        yield place


def _told(changes: "list[Change]", output: str | None) -> None:
    rows = [
        (change.name, change.kind, str(len(change.differences)), "; ".join(change.differences))
        for change in changes
    ]
    print_rows(("dataset", "change", "differences", "what"), rows, output)
