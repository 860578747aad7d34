"""The side table of figures: the same, figure by figure, as what the graph says in SPARQL."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from gyebo.build import quads
from gyebo.check.claims import claims, counts
from gyebo.errors import Unreadable
from gyebo.graph.mint import Mint
from gyebo.graph.terms import A, term
from gyebo.resources import folder
from gyebo.store.embedded import Embedded
from gyebo.store.figures import FILE, amend_figures, recorded
from gyebo.store.write import fill
from tests.engines import Elsewhere

GRAPH = Mint().graph("2021-q4-diversion-report")


def same(engine: Embedded) -> bool:
    """Tell whether the table gives what the graph says."""
    assert (engine.graph / FILE).is_file()
    elsewhere = Elsewhere(engine)
    return claims(engine) == claims(elsewhere) and counts(engine) == counts(elsewhere)


@pytest.fixture(scope="module")
def document() -> list[Quad]:
    """What a short document says, in the order of the build."""
    return [quad for quad in quads(folder("data")) if quad.graph_name == GRAPH]


def built(path: Path, document: list[Quad], batch: int = 10) -> Embedded:
    fill(path, recorded(document, path / FILE, batch))
    return Embedded.over(path)


def test_the_build_writes_the_table_and_every_figure_is_that_of_the_graph(engine: Embedded) -> None:
    assert same(engine)
    assert len(claims(engine)) > 6_000
    assert len(counts(engine)) > 500


@pytest.mark.parametrize("batch", [1, 7, 10**6])
def test_no_figure_is_lost_between_batches(batch: int, document: list[Quad], tmp_path: Path) -> None:
    engine = built(tmp_path, document, batch)
    assert same(engine)
    assert len(claims(engine)) == 39


def test_what_is_said_later_or_twice_of_a_figure_changes_nothing(
    document: list[Quad], tmp_path: Path
) -> None:
    figure = next(quad for quad in document if quad.object == term("gb:Figure"))
    raw = next(q for q in document if q.subject == figure.subject and q.predicate == term("gb:rawValue"))
    engine = built(tmp_path, [*document, figure, raw])
    assert same(engine)


def test_changed_figures_are_written_anew(document: list[Quad], tmp_path: Path) -> None:
    figures = [quad.subject for quad in document if quad.object == term("gb:Figure")]
    first, second = [figure for figure in figures if isinstance(figure, NamedNode)][:2]
    gone = [quad for quad in document if quad.subject == first]
    won = next(q for q in document if q.subject == second and q.predicate == term("gb:amountWon"))
    other = Quad(second, won.predicate, Literal(7), GRAPH)
    new = NamedNode(f"{first.value}-x")
    copied = [Quad(new, quad.predicate, quad.object, GRAPH) for quad in gone]
    built(tmp_path, document)
    store = Store(str(tmp_path))
    for quad in (*gone, won):
        store.remove(quad)
    store.extend([other, *copied])
    store.flush()
    amend_figures(tmp_path / FILE, store, [*gone, won, other, *copied])
    del store
    engine = Embedded.over(tmp_path)
    assert same(engine)
    by_iri = {claim.iri: claim for claim in claims(engine)}
    assert first.value not in by_iri
    assert by_iri[second.value].won == 7
    assert new.value in by_iri


def test_a_table_that_is_no_table_is_one_line(document: list[Quad], tmp_path: Path) -> None:
    engine = built(tmp_path, document)
    (tmp_path / FILE).write_bytes(b"not a database, but long enough to look like one" * 100)
    with pytest.raises(Unreadable, match=r"figures cannot be read .*build anew"):
        claims(engine)


def test_a_table_that_cannot_be_written_is_one_line(document: list[Quad], tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(Unreadable, match=r"figures cannot be written .*free space"):
        list(recorded(document, tmp_path / FILE))


def test_things_of_other_classes_have_no_row(tmp_path: Path) -> None:
    thing = Quad(NamedNode("https://example.org/x"), A, term("gb:Contract"), GRAPH)
    assert claims(built(tmp_path, [thing])) == []
