"""The side table of totals: equal to the SPARQL sum row by row, exact, and never counting money twice."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, Quad

from gyebo.errors import Unreadable
from gyebo.graph.cube import Claim, Claims, Key, observation_quads
from gyebo.graph.mint import Mint
from gyebo.graph.terms import A, code, term
from gyebo.resources import folder
from gyebo.store.embedded import Embedded
from gyebo.store.totals import FILE, Total, summed, totals, write_totals
from gyebo.store.write import fill, ontology_quads
from tests.engines import Elsewhere

MINT = Mint()


def by_place(rows: tuple[Total, ...]) -> dict[tuple[str, int, str, str, str], Total]:
    places = {(row.unit, row.year, row.round, row.kind, row.as_of): row for row in rows}
    assert len(places) == len(rows)
    return places


def test_the_build_writes_the_table_and_every_total_is_the_sparql_sum(engine: Embedded) -> None:
    assert (engine.graph / FILE).is_file()
    table, query = totals(engine), summed(engine)
    assert by_place(table) == by_place(query)
    assert len(table) > 100


def test_every_total_of_a_synthetic_city_is_the_sparql_sum(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(root))
    from benchmarks.city import City
    from benchmarks.scale import build

    build(City(1), tmp_path)
    engine = Embedded(tmp_path)
    table = totals(engine)
    assert by_place(table) == by_place(summed(engine))
    assert {row.kind for row in table} >= {"proposed", "original", "final", "expenditure", "unspent"}


@pytest.mark.parametrize("asked", [{}, {"unit": "U02-1"}, {"year": 2018, "kind": "final"}, {"unit": "U99-9"}])
def test_an_engine_without_the_table_answers_the_same(engine: Embedded, asked: dict[str, str]) -> None:
    assert totals(Elsewhere(engine), **asked) == totals(engine, **asked)  # type: ignore[arg-type]


# As printed: 2018 as finally amended, departments added up (2019-budget-review:382 prints 92,755,820 thousand won,
# 399 thousand above what its own rows come to), and what the settlement of 2023 carries over (2023-settlement-review:55).
@pytest.mark.parametrize(
    ("unit", "year", "round", "kind", "won"),
    [("U02-1", 2018, "_T", "final", 92_755_421_000), ("U03-1", 2023, "S", "carryover", 2_514_000_000)],
)
def test_totals_are_those_of_the_documents(
    engine: Embedded, unit: str, year: int, round: str, kind: str, won: int
) -> None:
    found = by_place(totals(engine, unit=unit, year=year, kind=kind))
    assert found[unit, year, round, kind, ""].won == won


def _units() -> Iterator[Quad]:
    """A bureau U1-1 of the city U0-1 with the departments U2-1 and U3-1."""
    for unit, parent in (("U0-1", ""), ("U1-1", "U0-1"), ("U2-1", "U1-1"), ("U3-1", "U1-1")):
        node, graph = MINT.unit(unit), MINT.graph("decisions")
        yield Quad(node, A, term("gb:UnitVersion"), graph)
        yield Quad(node, term("dct:identifier"), Literal(unit), graph)
        yield Quad(node, term("gb:assertionStatus"), code("assertion-status", "stated"), graph)
        if parent:
            yield Quad(node, term("org:unitOf"), MINT.unit(parent), graph)


KEY = Key(
    year=2021, program="P1", unit="", item="_T", account="_T", round="0", kind="original", as_of=""
)  # fmt: skip
HUGE = 700_000_000_000_001  # won, beyond what 53 bits of a float keep once added up


def _city(tmp_path: Path, amounts: dict[Key, tuple[str, int]]) -> Embedded:
    claims = Claims(list)
    for number, (key, (unit, won)) in enumerate(amounts.items(), start=1):
        claims[key].append(Claim(won, 1, "made-up", number, 1, unit))
    fill(
        tmp_path,
        [
            *_units(),
            *observation_quads(MINT, claims),
            *ontology_quads(sorted(folder("ontology").rglob("*.ttl")), MINT.graph("ontology")),
        ],
    )
    engine = Embedded.over(tmp_path)
    write_totals(engine, tmp_path / FILE)
    assert totals(engine) == summed(engine)
    return engine


def _won(engine: Embedded) -> dict[tuple[str, str], int]:
    return {(row.unit, row.as_of): row.won for row in totals(engine)}


def test_departments_add_up_to_bureau_and_city(tmp_path: Path) -> None:
    amounts = {
        KEY: ("U2-1", HUGE),
        replace(KEY, program="P2"): ("U3-1", 20),
        replace(KEY, program="P3"): ("U1-1", 3),
    }
    engine = _city(tmp_path, amounts)
    assert _won(engine) == {
        ("U0-1", ""): HUGE + 23, ("U1-1", ""): HUGE + 23, ("U2-1", ""): HUGE, ("U3-1", ""): 20
    }  # fmt: skip
    assert [row.amounts for row in totals(engine)] == [3, 3, 1, 1]


def test_items_and_accounts_within_a_known_whole_are_not_added(tmp_path: Path) -> None:
    general, special = (replace(KEY, account=name) for name in ("general", "urban-development-special"))
    amounts = {
        KEY: ("U2-1", 100),
        replace(KEY, item="201-01"): ("U2-1", 60),
        general: ("U2-1", 70),
        special: ("U3-1", 30),
    }
    assert _won(_city(tmp_path, amounts)) == {("U0-1", ""): 100, ("U1-1", ""): 100, ("U2-1", ""): 100}


def test_accounts_are_added_where_no_whole_is_known(tmp_path: Path) -> None:
    general, special = (replace(KEY, account=name) for name in ("general", "urban-development-special"))
    engine = _city(tmp_path, {general: ("U2-1", 70), special: ("U2-1", 30)})
    assert _won(engine) == {("U0-1", ""): 100, ("U1-1", ""): 100, ("U2-1", ""): 100}
    assert {row.amounts for row in totals(engine)} == {2}


def test_amounts_as_of_a_day_stand_apart(tmp_path: Path) -> None:
    engine = _city(tmp_path, {KEY: ("U1-1", 9), replace(KEY, as_of="2021-07-31"): ("U1-1", 4)})
    assert _won(engine)["U1-1", ""] == 9
    assert _won(engine)["U1-1", "2021-07-31"] == 4


def test_won_are_stored_as_integers(engine: Embedded) -> None:
    connection = sqlite3.connect(engine.graph / FILE)
    try:
        assert connection.execute("SELECT DISTINCT typeof(won) FROM totals").fetchall() == [("integer",)]
    finally:
        connection.close()


def test_a_table_that_cannot_be_written_or_read_is_one_line(engine: Embedded, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="the totals cannot be written"):
        write_totals(engine, tmp_path / "nowhere" / FILE)
    _city(tmp_path, {KEY: ("U2-1", 1)})
    (tmp_path / FILE).write_bytes(b"this is no database, and longer than its header would be" * 9)
    with pytest.raises(Unreadable, match="the totals cannot be read"):
        totals(Embedded.over(tmp_path))
