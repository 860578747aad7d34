"""`import gyebo`: what it costs, what it gives, and that its documentation and tutorial are true."""

import doctest
import re
import subprocess
import sys
from contextlib import redirect_stdout
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest
from rdflib import RDF, SKOS, Namespace

import gyebo
import gyebo.query.answer
import gyebo.query.api
import gyebo.query.letters
from gyebo.query.library import library

GB = Namespace("https://w3id.org/gyebo/def#")
TUTORIAL = Path(__file__).parents[1] / "docs" / "tutorial.md"


@pytest.fixture(scope="module")
def graph(store: Path) -> gyebo.Graph:
    return gyebo.open(store)


def test_import_brings_nothing_heavy() -> None:
    script = "import sys, gyebo; print(gyebo.__version__, sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    for heavy in (
        "rdflib",
        "pyoxigraph",
        "networkx",
        "SPARQLWrapper",
        "rapidfuzz",
        "yaml",
        "pandas",
        "polars",
    ):
        assert f"'{heavy}'" not in done.stdout


def test_the_package_offers_what_it_names() -> None:
    assert all(getattr(gyebo, name) for name in gyebo.__all__)
    assert dir(gyebo) == sorted(gyebo.__all__)
    with pytest.raises(AttributeError, match="no attribute 'opn'"):
        _ = gyebo.opn


@pytest.mark.parametrize("module", [gyebo.query.api, gyebo.query.answer, gyebo.query.letters])
def test_examples_in_the_documentation_are_true(module: ModuleType, graph: gyebo.Graph) -> None:
    result = doctest.testmod(module, extraglobs={"graph": graph, "SKOS": SKOS})
    assert result.failed == 0
    assert result.attempted > 0


def test_the_tutorial_prints_what_it_says(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each block of Python is followed by a block of text that it prints."""
    monkeypatch.setenv("GYEBO_STORE", str(store))
    page = TUTORIAL.read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```(?:\n+```text\n(.*?)```)?", page, re.DOTALL)
    assert len(blocks) > 8
    names: dict[str, object] = {}
    for code, expected in blocks:
        printed = StringIO()
        with redirect_stdout(printed):
            exec(compile(code, str(TUTORIAL), "exec"), names)  # noqa: S102 (our own page)
        assert printed.getvalue() == expected, code


def test_amounts_are_exact_integers_years_integers_rates_decimals(graph: gyebo.Graph) -> None:
    row = graph.query("year/settlement", year=2023)[0]
    assert type(row["appropriation"]) is int
    assert type(row["executionRate"]) is Decimal
    assert type(graph.query("program/years")[0]["year"]) is int
    assert graph.query("year/transfers")["balanced"] == ["true"] * 3
    assert graph.query("year/transfers")[0]["date"] == date(2021, 10, 12)


def test_what_is_not_printed_is_none(graph: gyebo.Graph) -> None:
    tenders = graph.query("program/contracts", program="P0023")
    assert tenders[0]["vendor"] is None and tenders[0]["tender"] == 3_468_000_000


@pytest.mark.parametrize("name", sorted(library()))
def test_every_answer_fits_python(graph: gyebo.Graph, name: str) -> None:
    if name.startswith(("export/", "search/", "page/")):
        return
    answer = graph.query(name)
    for column in answer.columns:
        assert len({type(value) for value in answer[column] if value is not None}) <= 1, column
        assert float not in {type(value) for value in answer[column]}


def test_names_may_be_given_for_ids(graph: gyebo.Graph) -> None:
    by_name = graph.query("program/amounts", program="디지털 시민 시장실 운영")
    assert by_name.rows == graph.query("program/amounts", program="P0027").rows
    with pytest.raises(gyebo.UsageProblem, match="is no program but a unit"):
        graph.query("program/amounts", program="디지털정책관")


def test_frames(graph: gyebo.Graph) -> None:
    answer = graph.query("year/settlement", year=2022)
    frame = answer.to_pandas()
    assert int(frame["appropriation"].sum()) == sum(
        value for value in answer["appropriation"] if isinstance(value, int)
    )
    assert str(frame["carryover"].dtype) in ("Int64", "object")
    polar = answer.to_polars()
    assert polar["appropriation"].sum() == int(frame["appropriation"].sum())
    assert polar.columns == list(answer.columns) == list(frame.columns)
    assert graph.query("year/transfers").to_polars()["date"][0] == date(2021, 10, 12)


def test_a_frame_without_its_package_is_one_line(graph: gyebo.Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(gyebo.UsageProblem, match="polars is not installed; pip install polars"):
        graph.query("year/transfers").to_polars()


def test_answers_read_as_csv_and_html(graph: gyebo.Graph) -> None:
    answer = graph.query("unit/totals")
    assert answer.to_csv().splitlines()[0] == ",".join(answer.columns)
    assert "<th scope='col'>bureau</th>" in answer._repr_html_()
    assert "165,084,000,000" in answer._repr_html_()
    with pytest.raises(gyebo.UsageProblem, match="did you mean bureau"):
        answer["bureaux"]


def test_rdf_of_a_thing_and_of_a_query(graph: gyebo.Graph) -> None:
    assert (None, RDF.type, GB.Program) in graph.graph("P0027")
    assert (None, RDF.type, GB.SourceDocument) in graph.graph("2023-settlement-review")
    assert len(graph.graph("CONSTRUCT { ?t a gb:Transfer } WHERE { ?t a gb:Transfer }")) == 15
    assert len(graph.graph("https://w3id.org/gyebo/id/nothing/here")) == 0


def test_a_lineage_is_a_graph_of_programs_and_changes(graph: gyebo.Graph) -> None:
    lineage = graph.lineage("항공사진 및 드론공간정보 운영")
    traced = graph.trace("P0046")
    assert set(lineage) == {member.id for member in traced.members}
    assert lineage.nodes["P0046"]["relation"] == "self"
    assert lineage.nodes["P0046"]["years"][2019]["name"]
    assert lineage.number_of_edges() > 0
    for _, _, change in lineage.edges(data=True):
        assert change["status"] in ("stated", "inferred")
        assert change["document"] and change["line"] and change["reason"]


def test_what_is_wrong_is_told(graph: gyebo.Graph, store: Path, tmp_path: Path) -> None:
    with pytest.raises(gyebo.UsageProblem, match="did you mean"):
        graph.query("year/settlment")
    with pytest.raises(gyebo.UsageProblem, match="name one of them"):
        gyebo.open(store, endpoint="http://127.0.0.1:9/")
    with pytest.raises(gyebo.Unreadable, match="no graph here"):
        gyebo.open(tmp_path)
    with pytest.raises(gyebo.UsageProblem, match="does not parse"):
        graph.sparql("SELECT * {")
    with pytest.raises(gyebo.UsageProblem, match="is a unit"):
        graph.lineage("디지털정책관")


def test_prefixes_of_ones_own_are_kept(graph: gyebo.Graph) -> None:
    text = "PREFIX gb: <http://example.org/other#> ASK { ?t a gb:Transfer }"
    assert not graph.ask(text)
    assert graph.ask("ASK { ?t a gb:Transfer }")
