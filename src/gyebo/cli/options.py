"""Options that commands share: where the store is, which endpoint, which output."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gyebo.store.place import default_store

__all__ = ["default_store", "engine_of", "engine_options", "row_options"]

if TYPE_CHECKING:
    from gyebo.store.engine import Engine

F = TypeVar("F", bound=Callable[..., Any])


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
