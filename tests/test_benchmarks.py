"""The synthetic city: made again from its seed, as eventful as the documents, its lineages right by id and by path."""

from collections import Counter
from pathlib import Path

import pytest

from gyebo.lineage.names import Names
from gyebo.store.embedded import Embedded


@pytest.fixture(autouse=True)
def importable(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `benchmarks`, which no wheel carries, be imported from the checkout."""
    monkeypatch.syspath_prepend(str(root))


def test_a_seed_makes_one_city_and_a_larger_city_holds_the_smaller() -> None:
    from benchmarks.city import City

    small, again, large = City(2), City(2), City(3)
    assert small.decisions() == again.decisions()
    assert list(small.readings()) == list(again.readings()) == list(large.readings())[: 2 * 18]
    assert City(2, seed=1).decisions() != small.decisions()


@pytest.mark.parametrize("bureaus", [0, 1000])
def test_a_city_of_impossible_size_is_refused(bureaus: int) -> None:
    from benchmarks.city import City

    with pytest.raises(ValueError, match="bureaus"):
        City(bureaus)


def test_changes_are_as_frequent_as_in_the_documents() -> None:
    from benchmarks.city import City
    from benchmarks.history import FATES, PROGRAM_YEARS, PROGRAMS, YEARS

    bureaus = 30
    told = Counter(change.kind for change in City(bureaus).decisions().program_changes)
    program_years = bureaus * PROGRAMS * (len(YEARS) - 1)
    for kind, links in (("merge", 1), ("split", 2), ("rename", 1), ("end", 1)):
        expected = links * FATES[kind] / PROGRAM_YEARS * program_years
        assert 0.6 * expected < told[kind] < 1.5 * expected, kind


def test_every_printed_name_is_decided_and_every_figure_has_its_place() -> None:
    from benchmarks.city import City

    city = City(2)
    names, places = Names(city.decisions()), []
    for entry, reading in city.readings():
        for figure in reading.figures:
            assert names.program(figure.program, figure.department, entry.fiscal_year).decided, figure
            assert names.unit(figure.department, entry.fiscal_year), figure
            places.append((figure.document, figure.line, figure.column))
    assert len(places) == len(set(places))


def test_no_triple_stands_in_two_graphs() -> None:
    from benchmarks.city import City
    from benchmarks.scale import quads

    triples = Counter(quad.triple for quad in quads(City(2)))
    assert max(triples.values()) == 1


def test_lineages_by_id_are_those_by_path(tmp_path: Path) -> None:
    from benchmarks.city import City
    from benchmarks.lineage import agree, linked, members, of_store
    from benchmarks.scale import build

    city = City(1)
    assert build(city, tmp_path) > 90_000
    ask, programs = of_store(Embedded(tmp_path)), linked(city)
    agree(ask, programs)
    assert max(len(members(ask, program)) for program in programs) > 2
