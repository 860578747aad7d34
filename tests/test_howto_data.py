"""The how-to pages that add a document, decide on its names and judge its contradictions do what they say."""

from pathlib import Path

from tests.howto import chains, checkout, follow


def test_the_pages_do_what_they_say(store: Path, tmp_path: Path) -> None:
    follow(chains()["add-a-document"], checkout(store, tmp_path))
