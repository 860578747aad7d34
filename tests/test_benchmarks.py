"""The synthetic country: made again from its seed, as eventful as the documents, its lineages right by id and path."""

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


def test_a_larger_country_holds_the_smaller_and_its_cities_share_nothing() -> None:
    from benchmarks.city import City, Country

    small, large = Country(2, city=2), Country(5, city=2)
    assert [city.bureaus for city in large.cities()] == [2, 2, 1]
    assert small.decisions() == City(2).decisions()
    assert list(large.readings())[: 2 * 18] == list(small.readings())
    decisions = large.decisions()
    for ids in (
        [unit.id for unit in decisions.units],
        [program.program_id for program in decisions.programs],
        [change.change_id for change in decisions.program_changes],
        [change.change_id for change in decisions.unit_changes],
    ):
        assert len(ids) == len(set(ids))


def test_a_country_may_have_another_shape() -> None:
    from benchmarks.city import Country
    from benchmarks.history import Shape

    shape = Shape(departments=6, programs=40, first=2011, years=4, items=(2,))
    city = Country(1, shape=shape).cities()[0]
    bureau = city.bureau(0)
    assert list(bureau.years) == [2011, 2012, 2013, 2014]
    assert {len(lives) for lives in bureau.years.values()} == {40}
    assert {life.department for lives in bureau.years.values() for life in lives} == set(range(6))
    assert len(list(city.readings())) == 4 * 3


@pytest.mark.parametrize(
    "shape", [{"departments": 1}, {"programs": 3}, {"years": 2}, {"items": (0, 1)}, {"items": (99,)}]
)
def test_an_impossible_shape_is_refused(shape: dict[str, int]) -> None:
    from benchmarks.history import Shape

    with pytest.raises(ValueError, match="has"):
        Shape(**shape)  # type: ignore[arg-type]


@pytest.mark.parametrize("bureaus", [0, 1000])
def test_a_city_of_impossible_size_is_refused(bureaus: int) -> None:
    from benchmarks.city import City

    with pytest.raises(ValueError, match="bureaus"):
        City(bureaus)


def test_the_country_is_made_with_the_rates_of_the_documents() -> None:
    from benchmarks.rates import rates

    for rate in rates():
        assert 0.9 * rate.documents < rate.country < 1.1 * rate.documents, rate


def test_changes_are_as_frequent_as_in_the_documents() -> None:
    from benchmarks.city import City
    from benchmarks.history import FATES, ONE, PROGRAM_YEARS

    bureaus = 30
    told = Counter(change.kind for change in City(bureaus).decisions().program_changes)
    program_years = bureaus * ONE.programs * (ONE.years - 1)
    for kind, links in (("merge", 1), ("split", 2), ("rename", 1), ("end", 1)):
        expected = links * FATES[kind] / PROGRAM_YEARS * program_years
        assert 0.6 * expected < told[kind] < 1.5 * expected, kind


def test_every_printed_name_is_decided_and_every_figure_has_its_place() -> None:
    from benchmarks.city import Country

    city = Country(3, city=2)
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


def test_the_side_table_and_the_answers_of_engines_are_compared(tmp_path: Path) -> None:
    from benchmarks.city import Country
    from benchmarks.country import NAMES, _side_table, asked
    from benchmarks.scale import build

    build(Country(1), tmp_path)
    told = _side_table(tmp_path)
    assert told["rows"] > 100 and told["all"] < told["SPARQL"]
    assert set(asked("embedded", tmp_path)["ms"]) == set(NAMES)
