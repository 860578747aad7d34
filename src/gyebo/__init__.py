"""The lineage of municipal budget programs as a linked-data graph, each figure with its document and line."""

__all__ = ["__version__"]


def __getattr__(name: str) -> str:
    """Return `__version__` from the installed metadata, its only source, when somebody asks."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import version

    return version("gyebo")
