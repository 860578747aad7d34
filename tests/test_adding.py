"""One document added to a graph that is there: byte for byte what building everything anew gives."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import Quad

from gyebo.check.claims import Claim, claims
from gyebo.errors import UsageProblem
from gyebo.export.quads import CANONICAL, sorted_lines
from gyebo.facts.decisions import Decisions, read_decisions
from gyebo.facts.folder import read_facts
from gyebo.facts.sources import source_entries
from gyebo.graph.adding import Paper
from gyebo.graph.build import graph_quads
from gyebo.graph.items import Items
from gyebo.graph.mint import Mint
from gyebo.resources import folder
from gyebo.store.adding import add_document
from gyebo.store.embedded import Embedded
from gyebo.store.figures import FILE as FIGURES
from gyebo.store.figures import recorded
from gyebo.store.layout import Manifest, current, publish
from gyebo.store.totals import FILE, Total, summed, totals, write_totals
from gyebo.store.write import fill, ontology_quads

MINT = Mint()
ITEMS = Items(folder("loaders") / "items.csv")
OFFICIAL = (
    "2019-budget-review", "2020-supplementary-2-review", "2021-supplementary-2-review", "2021-q4-diversion-report",
    "2023-settlement-review",
)  # fmt: skip


def official() -> tuple[Decisions, list[Paper]]:
    data = folder("data")
    entries = source_entries(data / "documents.toml").values()
    return read_decisions(data / "decisions"), [
        (entry, read_facts(data / "facts" / entry.id)) for entry in entries
    ]


@pytest.fixture
def synthetic(root: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Decisions, list[Paper]]:
    monkeypatch.syspath_prepend(str(root))
    from benchmarks.city import Country

    country = Country(2, city=1)
    return country.decisions(), list(country.readings())


def quads(decisions: Decisions, papers: Iterable[Paper]) -> Iterable[Quad]:
    listed = list(papers)
    yield from graph_quads(MINT, decisions, ITEMS, lambda: listed)
    yield from ontology_quads(sorted(folder("ontology").rglob("*.ttl")), MINT.graph("ontology"))


def built(place: Path, decisions: Decisions, papers: Iterable[Paper], inputs: str) -> Manifest:
    def filled(path: Path) -> int:
        count = fill(path, recorded(quads(decisions, papers), path / FIGURES))
        write_totals(Embedded.over(path), path / FILE)
        return count

    return publish(place, inputs, "test", filled)


def added(place: Path, decisions: Decisions, papers: list[Paper], document: str) -> Manifest:
    """Build a graph without a document, then add it."""
    built(place, decisions, [paper for paper in papers if paper[0].id != document], "before")
    chosen: Callable[[set[str]], Iterable[Paper]] = lambda ids: [p for p in papers if p[0].id in ids]  # noqa: E731
    paper = next(paper for paper in papers if paper[0].id == document)
    return add_document(
        place, paper, chosen, decisions, ITEMS, MINT, before="before", after="after", version="test"
    )


def lines(engine: Embedded) -> list[str]:
    return list(sorted_lines(engine.quads(), CANONICAL))


@dataclass(frozen=True)
class Whole:
    """A graph built from everything: canonical N-Quads, and what its side tables give."""

    lines: list[str]
    totals: tuple[Total, ...]
    claims: list[Claim]


def whole_of(place: Path, decisions: Decisions, papers: list[Paper]) -> Whole:
    built(place, decisions, papers, "whole")
    engine = Embedded(place)
    return Whole(lines(engine), totals(engine), claims(engine))


def same(place: Path, manifest: Manifest, whole: Whole) -> None:
    engine = Embedded(place)
    assert lines(engine) == whole.lines
    assert totals(engine) == whole.totals
    assert claims(engine) == whole.claims
    assert manifest == Manifest(manifest.format, len(whole.lines), "after", "test")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """The graph of all official documents."""
    return whole_of(tmp_path_factory.mktemp("whole"), *official())


# One that shares programs with all others, and one in the middle of the list.
@pytest.mark.parametrize("document", [OFFICIAL[0], OFFICIAL[3]])
def test_an_official_document_added_last_gives_the_whole_graph(
    document: str, whole: Whole, tmp_path: Path
) -> None:
    decisions, papers = official()
    same(tmp_path, added(tmp_path, decisions, papers, document), whole)


def test_a_document_of_the_synthetic_country_does_too(
    synthetic: tuple[Decisions, list[Paper]], tmp_path: Path
) -> None:
    decisions, papers = synthetic
    papers = papers[18:]  # of one bureau
    place = tmp_path / "added"
    manifest = added(place, decisions, papers, papers[16][0].id)
    same(place, manifest, whole_of(tmp_path / "whole", decisions, papers))


def test_only_documents_that_share_programs_are_read_again(
    synthetic: tuple[Decisions, list[Paper]], tmp_path: Path
) -> None:
    decisions, papers = synthetic
    asked: list[set[str]] = []
    without, paper = papers[:-3], papers[-3]

    def chosen(ids: set[str]) -> list[Paper]:
        asked.append(ids)
        return [one for one in papers[:-2] if one[0].id in ids]

    built(tmp_path, decisions, without, "before")
    before = Embedded(tmp_path)
    held = lines(before)
    add_document(
        tmp_path, paper, chosen, decisions, ITEMS, MINT, before="before", after="after", version="test"
    )
    bureau = paper[0].id.rpartition("-")[2]
    assert len(asked) == 1 and paper[0].id in asked[0]
    assert all(document.endswith(bureau) for document in asked[0])
    assert lines(before) == held  # who had the graph open still has what it was


def test_other_side_tables_are_written_anew_and_never_carried_over(
    synthetic: tuple[Decisions, list[Paper]], tmp_path: Path
) -> None:
    decisions, papers = synthetic
    built(tmp_path, decisions, papers[:1], "before")
    (current(tmp_path) / "search.sqlite").write_bytes(b"of the graph before")
    add_document(
        tmp_path, papers[1], lambda ids: [p for p in papers[:2] if p[0].id in ids], decisions, ITEMS, MINT,
        before="before", after="after", version="test", finish=lambda path: (path / "new").touch(),
    )  # fmt: skip
    assert (current(tmp_path) / "new").is_file()
    assert not (current(tmp_path) / "search.sqlite").exists()
    assert totals(Embedded(tmp_path)) == summed(Embedded(tmp_path))


def test_a_graph_of_other_data_is_refused_and_stays(
    synthetic: tuple[Decisions, list[Paper]], tmp_path: Path
) -> None:
    decisions, papers = synthetic
    built(tmp_path, decisions, papers[:1], "something else")
    before = current(tmp_path)
    with pytest.raises(UsageProblem, match="not that of the same data without"):
        add_document(
            tmp_path, papers[1], lambda _: papers, decisions, ITEMS, MINT, before="before", after="after", version="x"
        )  # fmt: skip
    assert current(tmp_path) == before
