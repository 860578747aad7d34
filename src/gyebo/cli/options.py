"""Options that commands share: where the store is, which endpoint, which output."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from gyebo.store.engine import Engine

F = TypeVar("F", bound=Callable[..., Any])


def default_store() -> Path:
    """Return where the store is kept: GYEBO_STORE, else .gyebo in a checkout, else the user's data folder."""
    if named := os.environ.get("GYEBO_STORE"):
        return Path(named)
    root = Path(__file__).parents[3]
    if (root / "pyproject.toml").is_file() and (root / "data").is_dir():
        return root / ".gyebo"
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "gyebo"


def engine_options(function: F) -> F:
    """Add --store and --endpoint."""
    store = click.option(
        "--store", type=click.Path(path_type=Path), help="Folder of the store (GYEBO_STORE)."
    )
    endpoint = click.option(
        "--endpoint", metavar="URL", help="Ask a SPARQL 1.1 endpoint instead of the store."
    )
    return endpoint(store(function))


def row_options(function: F) -> F:
    """Add --json and --csv."""
    as_json = click.option("--json", "output", flag_value="json", help="Print JSON.")
    as_csv = click.option("--csv", "output", flag_value="csv", help="Print CSV.")
    return as_json(as_csv(function))


def engine_of(store: Path | None, endpoint: str | None) -> "Engine":
    """Open the store, or the endpoint where one is named."""
    if endpoint:
        from gyebo.store.remote import Remote

        return Remote(endpoint)
    from gyebo.store.embedded import Embedded

    return Embedded(store or default_store())
