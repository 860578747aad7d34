"""Documentation that cannot fall behind: what is made from the code is as the code says, what is named exists."""

import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest

import gyebo
from gyebo.check.shapes import our_shapes
from gyebo.cli import SUMMARIES
from gyebo.query.library import library
from tests import reference

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "README.ko.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
MADE = ("cli", "python", "tables", "terms", "codes")


@cache
def made() -> dict[Path, str]:
    """Return what the generator writes."""
    return reference.pages()


@pytest.mark.parametrize("path", [*(f"reference/{name}.md" for name in MADE), "checks.md", "queries.md"])
def test_the_reference_is_what_the_code_says(path: str) -> None:
    """Where this fails: `python -m tests.reference`, and look at what has changed."""
    page = ROOT / "docs" / path
    assert page.read_text(encoding="utf-8").splitlines() == made()[page].splitlines()


def test_nothing_else_is_made_and_all_that_is_made_is_held() -> None:
    assert {page.stem for page in (ROOT / "docs" / "reference").glob("*.md")} == set(MADE)
    assert len(made()) == len(MADE) + 2


def test_every_command_and_every_name_of_the_package_is_in_the_reference() -> None:
    commands, python = (
        made()[reference.DOCS / "reference/cli.md"],
        made()[reference.DOCS / "reference/python.md"],
    )
    assert all(f"\n## gyebo {name}\n" in commands for name in SUMMARIES)
    assert "\n## gyebo publish ckan\n" in commands
    offered = set(gyebo.__all__) - {"__version__"}
    assert all(re.search(rf"(## |\*\*`)gyebo\.{name}\b", python) for name in offered)
    assert all(f"### Graph.{name}\n" in python for name in vars(gyebo.Graph) if not name.startswith("_"))


def test_every_variable_of_the_environment_is_in_the_reference() -> None:
    """The code reads no other, and all of these."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py")]
    read = {name for text in texts for name in re.findall(r'os\.environ(?:\.get\(|\[)"(\w+)"', text)}
    assert read == set(reference.ENVIRONMENT)


def test_every_page_is_in_the_index() -> None:
    index = ROOT / "docs" / "index.md"
    named = {(index.parent / target).resolve() for target, _ in links(index)}
    assert set((ROOT / "docs").rglob("*.md")) - {index} <= named


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
    for target, anchor in links(page):
        leads_to = page.parent / target if target else page
        assert leads_to.exists(), target
        assert not anchor or anchor in anchors(leads_to), f"{target}#{anchor}"


def links(page: Path) -> list[tuple[str, str]]:
    """Return what a page links to within the repository: files, and anchors in them."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = re.findall(r"\]\(([^)\s]+)\)", text)
    return [(target.partition("#")[0], target.partition("#")[2]) for target in found if ":" not in target]


@cache
def anchors(page: Path) -> set[str]:
    """Return the anchors of a page: those it declares, and those that GitHub makes of its headings."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    found, seen = set(re.findall(r'<a id="([^"]+)">', text)), dict[str, int]()
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        slug = _slug(heading)
        found.add(f"{slug}-{seen[slug]}" if slug in seen else slug)
        seen[slug] = seen.get(slug, 0) + 1
    return found


def _slug(heading: str) -> str:
    """Return GitHub's anchor of a heading: letters, digits, hyphens; spaces as hyphens."""
    plain = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", heading).casefold()
    kept = (c for c in plain if c in " -_" or unicodedata.category(c)[0] in "LNM")
    return "".join(kept).replace(" ", "-")


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("Sums along a lineage", "sums-along-a-lineage"),
        ("4a. A portal that harvests", "4a-a-portal-that-harvests"),
        ("gb:amountWon", "gbamountwon"),
        ("To add …", "to-add-"),
        ("시작하기 전에", "시작하기-전에"),
    ],
)
def test_anchors_are_made_as_github_makes_them(heading: str, slug: str) -> None:
    assert _slug(heading) == slug


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_name_only_commands_that_exist(page: Path) -> None:
    code = re.findall(r"```.*?```|`[^`\n]+`", page.read_text(encoding="utf-8"), re.DOTALL)
    named = {name for text in code for name in re.findall(r"(?:^|[\s`/])gyebo ([a-z]+(?:-[a-z]+)*)\b", text)}
    assert named <= set(SUMMARIES)
