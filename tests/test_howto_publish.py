"""The how-to page on publishing does what it says."""

from pathlib import Path

from tests.howto import chains, checkout, follow


def test_the_page_does_what_it_says(store: Path, tmp_path: Path) -> None:
    follow(chains()["publish-on-a-portal"], checkout(store, tmp_path))
