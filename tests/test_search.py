"""Search: what is typed finds what is meant, in the same order with the index and without it."""

import csv
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gyebo.errors import Unreadable, UsageProblem
from gyebo.query.candidates import candidates, index_of
from gyebo.query.find import suggestions
from gyebo.query.index import FILE, ROLES, TYPES, Known, known_names, write_index
from gyebo.query.letters import Wanted, initials, likeness
from gyebo.query.search import Hit, ranked, search
from gyebo.store.embedded import Embedded
from gyebo.text.names import key

CASES = Path(__file__).parent / "cases" / "search.csv"


def cases() -> list[tuple[str, str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["type"], row["id"]) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def plain(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """The engine over a graph without a search index."""
    folder = tmp_path_factory.mktemp("plain") / "store"
    shutil.copytree(store, folder)
    engine = Embedded(folder)
    (engine.graph / FILE).unlink(missing_ok=True)
    return engine


@pytest.fixture(scope="module")
def indexed(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """The engine over a graph with a search index."""
    folder = tmp_path_factory.mktemp("indexed") / "store"
    shutil.copytree(store, folder)
    engine = Embedded(folder)
    write_index(engine, engine.graph / FILE)
    return engine


@pytest.fixture(scope="module")
def names(plain: Embedded) -> list[Known]:
    return list(known_names(plain))


@pytest.mark.parametrize(("text", "type_", "id_"), cases())
def test_what_is_typed_finds_what_is_meant(indexed: Embedded, text: str, type_: str, id_: str) -> None:
    first = search(indexed, text)[0]
    assert (first.type, first.id) == (type_, id_)


@pytest.mark.parametrize(("text", "type_", "id_"), cases())
def test_the_same_is_found_without_the_index(
    indexed: Embedded, names: list[Known], text: str, type_: str, id_: str
) -> None:
    slowly = ranked(Wanted(text), names, frozenset(TYPES))
    assert (slowly[0].type, slowly[0].id) == (type_, id_)
    # Names that hold the text are all the same; of those only like it the index proposes the likeliest.
    assert holding(search(indexed, text, 200)) == holding(slowly[:200])


def holding(hits: list[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.score >= 90]


def test_a_graph_without_index_is_searched_by_sparql(plain: Embedded) -> None:
    assert index_of(plain) is None
    assert search(plain, "디지털배운터")[0].id == "P0092"


def test_the_index_is_the_same_every_time(plain: Embedded, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_index(plain, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_the_index_holds_every_program_unit_and_contract(plain: Embedded, names: list[Known]) -> None:
    found = {known.thing.iri for known in names}
    query = "SELECT ?thing WHERE { VALUES ?class { <%s> } ?thing a ?class }"
    for kind in ("Program", "UnitVersion", "Contract", "SourceDocument"):
        things = {row[0] for row in plain.select(query % f"https://w3id.org/gyebo/def#{kind}").texts()}
        assert things and things <= found, kind


def test_a_name_stands_once_for_a_thing_in_its_best_role(names: list[Known]) -> None:
    places = [(known.thing.iri, key(known.name)) for known in names]
    assert len(places) == len(set(places))
    assert {known.role for known in names} <= set(ROLES)


def test_an_index_that_cannot_be_written_is_one_line(plain: Embedded, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="the search index cannot be written"):
        write_index(plain, tmp_path / "no" / "such" / FILE)


def test_types_can_be_chosen(indexed: Embedded) -> None:
    assert {hit.type for hit in search(indexed, "감리", types=("contract",))} == {"contract"}
    assert search(indexed, "사무관리비", types=("program",)) == []


def test_a_hit_says_what_its_name_is_and_where_it_belongs(indexed: Embedded) -> None:
    hit = search(indexed, "세계스마트시티지구 운영")[0]
    assert (hit.found_by, hit.role, hit.score) == ("세계스마트시티지구 운영", "misprint", 100)
    assert "2023" in hit.context and hit.iri.endswith("/id/program/P0014")


def test_short_latin_words_are_not_found_in_the_middle_of_others(indexed: Embedded) -> None:
    assert all(re.search(r"(?<![a-z])ai(?![a-z])", hit.found_by.casefold()) for hit in search(indexed, "ai"))
    assert search(indexed, "pc") == search(indexed, "PC")


@pytest.mark.parametrize(
    ("text", "message"), [("", "nothing to search"), (" ·- ", "nothing"), ("가" * 201, "201")]
)
def test_an_unusable_text_is_told(indexed: Embedded, text: str, message: str) -> None:
    with pytest.raises(UsageProblem, match=message):
        search(indexed, text)


def test_suggestions_come_out_of_the_index_too(indexed: Embedded, plain: Embedded) -> None:
    assert suggestions(indexed, "디지털 시장실 윤영")[0] == suggestions(plain, "디지털 시장실 윤영")[0]


def test_likeness_proposes_and_never_decides(indexed: Embedded) -> None:
    """Another program's name is more alike than the true former name: both are shown, neither is chosen."""
    hits = search(indexed, "서부 스마트시티 민관 협력")
    assert hits[0].score < 100


@given(st.text(max_size=40))
def test_any_text_is_searched_or_refused(indexed: Embedded, text: str) -> None:
    try:
        hits = search(indexed, text)
    except UsageProblem:
        return
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@given(
    st.sampled_from(["디지털 시장실 운영", "사랑의PC 보급", "메타버스 서울 추진", "기본경비"]),
    st.text(max_size=3),
)
def test_a_name_answers_itself_best(name: str, more: str) -> None:
    assert likeness(Wanted(name), name) == 100
    assert likeness(Wanted(name), name + more) <= 100


@given(st.sampled_from(["디지털 시장실", "PC 보급", "서울"]), st.data())
def test_the_index_proposes_every_name_that_holds_the_text(
    indexed: Embedded, names: list[Known], text: str, data: st.DataObject
) -> None:
    index = index_of(indexed)
    assert index is not None
    known = data.draw(st.sampled_from([known for known in names if key(text) in key(known.name)]))
    assert known in candidates(index, Wanted(text))


def test_initials() -> None:
    assert initials("디지털 시장실 운영 (3단계)") == "ㄷㅈㅌㅅㅈㅅㅇㅇ(3ㄷㄱ)"
