"""The lineage of municipal budget programs as a linked-data graph, each figure with its document and line.

`gyebo.open()` opens the graph that `gyebo build` has made, `gyebo.open(endpoint=…)` one elsewhere; docs/tutorial.md
shows what can be done with it. Nothing heavy is imported before it is used.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gyebo.errors import GyeboError, Unreadable, UsageProblem
    from gyebo.query.answer import Answer
    from gyebo.query.api import Graph
    from gyebo.query.api import open_graph as open

    __version__: str

__all__ = ["Answer", "Graph", "GyeboError", "Unreadable", "UsageProblem", "__version__", "open"]

_WHERE = {
    "Answer": ("gyebo.query.answer", "Answer"),
    "Graph": ("gyebo.query.api", "Graph"),
    "GyeboError": ("gyebo.errors", "GyeboError"),
    "Unreadable": ("gyebo.errors", "Unreadable"),
    "UsageProblem": ("gyebo.errors", "UsageProblem"),
    "open": ("gyebo.query.api", "open_graph"),
}


def __getattr__(name: str) -> object:
    """Return what the package offers, imported when somebody asks for it (PEP 562).

    The version is that of the installed metadata, its only source.
    """
    from importlib import import_module
    from importlib.metadata import version

    if name == "__version__":
        return version("gyebo")
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _WHERE[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    """Return what the package offers."""
    return sorted(__all__)
