"""Where the content folders are, in a checkout and in an installed wheel alike."""

from pathlib import Path

CONTENT = ("data", "loaders", "ontology", "queries", "shapes")


def folder(name: str) -> Path:
    """Return the content folder `name`: bundled in a wheel, else at the top of the checkout."""
    if name not in CONTENT:
        raise ValueError(f"{name!r} is not one of {CONTENT}")
    package = Path(__file__).parent
    bundled = package / "content" / name
    return bundled if bundled.is_dir() else package.parents[1] / name
