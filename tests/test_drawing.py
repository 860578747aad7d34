"""Lineage drawings: well-formed, self-contained, dashed where inferred, every program-year in its column."""

import re
from xml.etree import ElementTree

import pytest

from gyebo.query.drawing import mermaid, svg
from gyebo.query.trace import Trace, trace
from gyebo.store.embedded import Embedded

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def traced(engine: Embedded) -> Trace:
    return trace(engine, "P0046")


def test_a_drawing_is_well_formed_and_reaches_nowhere(traced: Trace) -> None:
    drawn = svg(traced)
    ElementTree.fromstring(drawn)  # noqa: S314 (our own text)
    assert "<script" not in drawn and not re.search(r'(href|src)="', drawn)


def test_every_program_year_is_drawn_below_its_year(traced: Trace) -> None:
    root = ElementTree.fromstring(svg(traced))  # noqa: S314 (our own text)
    titles = [title.text or "" for title in root.iter(f"{SVG}title")]
    for at in traced.years:
        assert any(title.startswith(f"{at.year} {at.name} ({at.program})") for title in titles), at


def test_inferred_links_are_dashed_and_stated_ones_are_not(traced: Trace) -> None:
    root = ElementTree.fromstring(svg(traced))  # noqa: S314 (our own text)
    links = {}
    for group in root.iter(f"{SVG}g"):
        title, path = group.find(f"{SVG}title"), group.find(f"{SVG}path")
        if title is not None and path is not None:
            links[title.text] = "stroke-dasharray" in path.attrib
    told = {change.reason_ko: change.status for change in traced.changes if change.from_id != change.to_id}
    assert len(links) == len(told)
    for text, dashed in links.items():
        reason = next(reason for reason in told if reason in (text or ""))
        assert dashed == (told[reason] == "inferred")


def test_no_two_boxes_overlap(traced: Trace) -> None:
    root = ElementTree.fromstring(svg(traced))  # noqa: S314 (our own text)
    boxes = [box for group in root.iter(f"{SVG}g") for box in group.findall(f"{SVG}rect")]
    corners = [(box.get("x"), box.get("y")) for box in boxes]
    assert len(corners) == len(set(corners)) == len(traced.years)


def test_hostile_names_stay_text() -> None:
    from gyebo.query.trace import Member, Year

    name = '<script>alert("x")</script>'
    hostile = Trace(
        "P1", name, (Member("P1", name, "self", "stated"),), (Year(2020, "P1", name, (), ()),), ()
    )
    assert "<script" not in svg(hostile)
    assert '"' not in mermaid(hostile).splitlines()[1].replace('["', "").replace('"]', "")


def test_mermaid_tells_the_same_links(traced: Trace) -> None:
    drawn = mermaid(traced)
    assert drawn.startswith("flowchart LR\n")
    assert drawn.count("-.->") == sum(c.status == "inferred" and c.from_id != c.to_id for c in traced.changes)
