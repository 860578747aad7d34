"""The how-to pages do what they say: every command in them runs, and prints what stands under it."""

import re
from pathlib import Path

import pytest

from tests.howto import PAGES, blocks, chains, checkout, follow, pattern, squeezed

# These change the data or write files for a while; they have test files of their own, to run beside this one.
ELSEWHERE = ("add-a-document", "publish-on-a-portal")


@pytest.mark.parametrize("name", [name for name in chains() if name not in ELSEWHERE])
def test_a_page_does_what_it_says(name: str, store: Path, tmp_path: Path) -> None:
    follow(chains()[name], checkout(store, tmp_path))


def test_every_page_is_followed() -> None:
    followed = {page for chain in chains().values() for page in chain}
    assert followed | {page for page in PAGES if page.name.endswith(".ko.md")} == set(PAGES)
    assert set(ELSEWHERE) < set(chains())


@pytest.mark.parametrize(
    ("shown", "printed", "fits"),
    [
        ("a  b\n", "a b\n", True),
        ("a\n", "a\nb\n", False),
        ("a\n…\n", "a\nb\nc\n", True),
        ("…\nc\n", "a\nb\nc\n", True),
        ("a\nc\n", "a\nb\nc\n", False),
        ("a … c\n", "a   b   c\n", True),
        ("a … d\n", "a   b   c\n", False),
        ("x  y\n─────\n1  2\n", "x    y\n──────\n1    2\n", True),
    ],
)
def test_what_a_page_shows_is_compared_strictly(shown: str, printed: str, fits: bool) -> None:
    assert bool(re.fullmatch(pattern(shown), squeezed(printed))) == fits


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_has_commands_that_run(page: Path) -> None:
    found = blocks(page)
    assert any(block.printed and not block.not_run for block in found)
    assert len(found) == page.read_text(encoding="utf-8").count("```sh")


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.name.endswith(".ko.md")], ids=lambda p: p.name
)
def test_a_korean_page_shows_what_the_english_one_shows(page: Path) -> None:
    assert blocks(page) == blocks(page.with_name(page.name.replace(".ko.md", ".md")))
