"""Lineages: what `trace` tells is what the graph says, by ids and by paths alike."""

import pytest
from pyoxigraph import NamedNode

from gyebo.errors import UsageProblem
from gyebo.graph.terms import BASE
from gyebo.query.find import suggestions, the_thing, things
from gyebo.query.search import search
from gyebo.query.trace import trace
from gyebo.query.why import why
from gyebo.store.embedded import Embedded

# The reference: lineage by property path over the changes, which the materialised links must equal.
PATHS = """
PREFIX gb: <https://w3id.org/gyebo/def#>
SELECT DISTINCT ?program WHERE {
  { ?_p_iri gb:predecessor* ?program } UNION { ?_p_iri gb:successor* ?program }
}
"""


def all_programs(engine: Embedded) -> list[str]:
    query = "SELECT ?id WHERE { ?p a <https://w3id.org/gyebo/def#Program> ; <http://purl.org/dc/terms/identifier> ?id }"
    return [row[0] for row in engine.select(query).texts()]


def test_every_lineage_by_id_is_the_lineage_by_path(engine: Embedded) -> None:
    for program in all_programs(engine):
        by_path = engine.select(PATHS, {"_p_iri": NamedNode(f"{BASE}id/program/{program}")})
        ids = {row[0].rpartition("/")[2] for row in by_path.texts()}
        assert {member.id for member in trace(engine, program).members} == ids, program


def test_the_mayors_office_runs_from_2018_to_2023_through_three_bureaus(engine: Embedded) -> None:
    traced = trace(engine, the_thing(engine, "디지털 시장실 운영").id)
    years = {at.year for at in traced.years if at.amounts}
    assert {2018, 2019, 2020, 2021, 2022, 2023} <= years
    bureaus = {place.bureau for at in traced.years for place in at.places}
    assert bureaus == {"정보기획관", "스마트도시정책관", "디지털정책관"}
    assert all(money.document and money.line for at in traced.years for money in at.amounts)


@pytest.mark.parametrize(
    "name",
    [
        "디지털시민시장실구축",
        "디지털 시민 시장실 운영",
        "디지털시장실운영",
        "디지털 시민시장실 구축",
        "P0027",
    ],
)
def test_old_names_and_ids_answer(engine: Embedded, name: str) -> None:
    assert the_thing(engine, name).id == "P0027"


@pytest.mark.parametrize("name", ["디지털배운터 운영", "세계스마트시티지구 운영", "세계스마트시티 가구운영"])
def test_misprints_answer_as_the_thing_they_misprint(engine: Embedded, name: str) -> None:
    assert things(engine, name)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "the name is empty"),
        ("   ", "the name is empty"),
        ("가" * 500, "has 500 characters"),
        ("기본경비", "names"),
        ("디지털 시장실 윤영", "did you mean 디지털 시장실 운영"),
        ('"; DROP', "nothing is called"),
        ("P9999", "nothing is called"),
    ],
)
def test_unusable_names_are_told(engine: Embedded, name: str, message: str) -> None:
    with pytest.raises(UsageProblem, match=message):
        the_thing(engine, name)


def test_suggestions_propose_and_do_not_decide(engine: Embedded) -> None:
    assert "P0027" in {thing.id for thing in suggestions(engine, "디지털 시장실 윤영")}


def test_search_forgives_spaces_and_a_wrong_letter(engine: Embedded) -> None:
    assert search(engine, "디지털 배움터운영")[0].id == search(engine, "디지털배운터 운영")[0].id


def test_why_tells_merges_step_by_step(engine: Embedded) -> None:
    answer = why(
        engine,
        the_thing(engine, "실시간 공중 모니터링 체계 구축"),
        the_thing(engine, "항공사진 및 드론공간정보 운영"),
    )
    assert answer.verdict == "linked"
    assert [change.kind for change in answer.chain] == ["merge"]
    assert all(change.document and change.line for change in answer.chain)


def test_why_keeps_apart_what_the_documents_keep_apart(engine: Embedded) -> None:
    answer = why(engine, the_thing(engine, "P0001"), the_thing(engine, "P0063"))
    assert answer.verdict == "apart"
