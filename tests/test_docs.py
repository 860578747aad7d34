"""Documentation that cannot fall behind: every command, query and page that is named exists, and the other way round."""

import re
from pathlib import Path

import pytest

from gyebo.check.shapes import our_shapes
from gyebo.cli import SUMMARIES
from gyebo.query.library import library

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "README.ko.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
]


@pytest.mark.parametrize("name", sorted(library()))
def test_every_query_is_in_the_reference(name: str) -> None:
    page = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    query = library()[name]
    assert f"| `{name}` | {query.summary_ko}<br>{query.summary} |" in page


def test_the_reference_names_no_query_that_is_gone() -> None:
    page = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z_]+/[a-z_]+)` \|", page, re.MULTILINE)) == set(library())


def test_every_shape_leads_to_its_explanation_and_every_explanation_has_a_shape() -> None:
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    shapes = our_shapes().named().values()
    assert set(re.findall(r'<a id="([a-z-]+)">', page)) == {shape.see.rpartition("#")[2] for shape in shapes}
    whole = {shape.id for shape in shapes if not shape.id.endswith("-cut")}
    assert set(re.findall(r"^\| `([a-z-]+)` ", page, re.MULTILINE)) == whole


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_link_to_what_is_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_name_only_commands_that_exist(page: Path) -> None:
    named = set(
        re.findall(
            r"(?:^|[\s`/])gyebo ([a-z]+(?:-[a-z]+)*)\b", page.read_text(encoding="utf-8"), re.MULTILINE
        )
    )
    prose = {"and", "reads", "follows", "is", "itself", "cannot"}
    assert {name for name in named if name not in SUMMARIES} <= prose
