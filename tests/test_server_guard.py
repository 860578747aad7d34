"""What is known about a query before it runs: its form, its graphs, whether it reaches out; which format is meant."""

import socket
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gyebo.server.guard import Form, judged
from gyebo.server.negotiation import GRAPHS, ROWS, negotiated
from gyebo.server.problems import Problem
from gyebo.server.security import origin
from gyebo.server.settings import Settings
from gyebo.server.worker import FAILED, Job
from gyebo.server.workers import Pool
from gyebo.store.layout import current

FORMS = [
    ("SELECT * {}", Form.SELECT),
    ("# ASK\nselect (1 AS ?ask) {}", Form.SELECT),
    ("PREFIX select: <x:select> BASE <http://insert/> ASK {}", Form.ASK),
    ("PREFIX : <x:> CONSTRUCT { :delete :load :clear } {}", Form.CONSTRUCT),
    ("describe <x:insert>", Form.DESCRIBE),
    ("\ufeffASK {}", Form.ASK),
]


@pytest.mark.parametrize(("query", "form"), FORMS)
def test_a_form_is_known(query: str, form: Form) -> None:
    assert judged(query).form is form


# Every way to write SERVICE that the grammar, or a sloppy reading of it, could let through.
REACHING_OUT = [
    "SELECT * { SERVICE <http://h/> { ?s ?p ?o } }",
    "SELECT * {SERVICE<http://h/>{?s ?p ?o}}",
    "SELECT * { sErViCe SILENT <http://h/> { ?s ?p ?o } }",
    "SELECT * { SERVICE # <http://allowed/>\n <http://h/> { ?s ?p ?o } }",
    "SELECT * { SERVICE ?x { ?s ?p ?o } }",
    "SELECT * { ?s ?p '#' . SERVICE <http://h/> {} }",
    "SELECT * { ?s ?p \"\"\" \" ' \"\"\" . SERVICE <http://h/> {} }",
    "SELECT * { ?s ?p \"\\\"\" . SERVICE <http://h/> {} }",
    "SELECT * { ?s ?p '''\\''' . ' ''' . SERVICE <http://h/> {} }",
    "PREFIX e: <x:> SELECT * { ?s e:a\\#b ?o . SERVICE <http://h/> {} }",
    "PREFIX e: <x:> SELECT * { ?s e:a\\' ?o . SERVICE <http://h/> {} . ?s e:b\\' ?o }",
    "SELECT * { FILTER(1 < 2) SERVICE <http://h/> {} FILTER(2 > 1) }",
    "SELECT * { FILTER(?a<#>\n?b) SERVICE <http://h/> {} }",
    "SELECT * { FILTER(?a<?b)SERVICE<http://h/>{} FILTER(?c>?d) }",
    "SELECT * { ?s ?p \"x\"@service . SERVICE <http://h/> {} }",
    "SELECT * { SER\\u0056ICE <http://h/> {} }",
    "SELECT * { \\u0053\\u0045RVICE <http://h/> {} }",
    "SELECT * { ?s ?p \"\\u0022 . SERVICE <http://h/> {} #\" }",
    "SELECT * { SELECT * { { OPTIONAL { MINUS { SERVICE <http://h/> {} } } } } }",
    "SELECT * { FILTER EXISTS { SERVICE <http://h/> {} } }",
    "BASE <http://h/> SELECT * { SERVICE <sparql> {} }",
    "PREFIX h: <http://h/> SELECT * { SERVICE h:sparql {} }",
    "SELECT * { SERVICE <http://allowed@h/> {} }",
    "SELECT * { SERVICE <http://allowed.h/> {} }",
    "SELECT * { SERVICE <file:///etc/passwd> {} }",
    "SELECT * { SERVICE <http://allowed/> {} SERVICE <http://h/> {} }",
    "SELECT * { SERVICE <//allowed/> {} }",
]  # fmt: skip


@pytest.mark.parametrize("query", REACHING_OUT)
def test_a_query_that_reaches_out_is_refused(query: str) -> None:
    with pytest.raises(Problem) as refused:
        judged(query, frozenset({"allowed"}))
    assert refused.value.told.status == 403


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://Allowed:8080/sparql> {} }",
        "BASE <http://allowed/> SELECT * { SERVICE SILENT <sparql> {} }",
        "PREFIX a: <http://allowed/> SELECT * { SERVICE a:sparql {} }",
    ],
)
def test_a_host_that_is_allowed_may_be_asked(query: str) -> None:
    assert not judged(query, frozenset({"allowed"})).constant
    with pytest.raises(Problem):
        judged(query)


def test_a_worker_has_no_network(store: Path) -> None:
    """What slips past the guard still reaches nobody: asked directly, a worker cannot even open a connection."""
    reached: list[str] = []
    with socket.socket() as trap:
        trap.bind(("127.0.0.1", 0))
        trap.listen()
        trap.settimeout(5)

        def answer() -> None:
            try:
                connection, _ = trap.accept()
            except OSError:
                return
            reached.append("reached")
            connection.close()

        thread = Thread(target=answer)
        thread.start()
        query = f"SELECT * {{ SERVICE <http://127.0.0.1:{trap.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
        kind = ask_worker(store, query)
        trap.shutdown(socket.SHUT_RDWR)
        thread.join()
    if reached and not networks_can_be_left():
        pytest.skip("this kernel lets no process leave its network; the guard alone stands here")
    assert kind == FAILED and not reached


def ask_worker(store: Path, query: str) -> bytes:
    import asyncio

    async def asked() -> bytes:
        pool = Pool(Settings(workers=1), lambda: current(store))
        await pool.start()
        try:
            never: asyncio.Future[None] = asyncio.get_running_loop().create_future()

            async def gone() -> None:
                await never

            job = Job(query, "json", None, None, False, None, 1 << 20, 10.0, {})
            answer = await pool.answer(job, gone)
            assert answer is not None
            return answer.kind
        finally:
            await pool.stop()

    return asyncio.run(asked())


def networks_can_be_left() -> bool:
    import subprocess
    import sys

    code = "import ctypes as c; k = c.CDLL(None); raise SystemExit(k.unshare(1 << 30) and k.unshare(5 << 28))"
    return subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_graphs_of_a_query_are_known_by_prefix_and_base() -> None:
    query = (
        "BASE <http://b/> PREFIX p: <http://p/> ASK FROM <x> FROM NAMED p:y FROM <http://z> { GRAPH <w> {} }"
    )
    assert judged(query).graphs == ("http://b/x", "http://p/y", "http://z")


@pytest.mark.parametrize(
    ("query", "constant"),
    [
        ("ASK {}", True),
        ("SELECT (NOW() AS ?n) {}", False),
        ("SELECT (rand() AS ?n) {}", False),
        ("SELECT ('NOW()' AS ?now) {}", True),
        ("SELECT (STRUUID() AS ?n) {}", False),
    ],
)
def test_only_what_the_graph_decides_may_be_kept(query: str, constant: bool) -> None:
    assert judged(query).constant is constant


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(Problem):
        judged("ASK " + "{" * 201 + "}" * 201)
    judged("ASK " + "{" * 199 + "}" * 199)


@given(st.text(max_size=300))
def test_any_text_is_judged_or_refused(text: str) -> None:
    try:
        judged(text, frozenset({"allowed"}))
    except Problem as problem:
        assert 400 <= problem.told.status < 500


@given(st.sampled_from(REACHING_OUT), st.text(alphabet=" \t", max_size=3))
def test_blanks_change_no_judgement(query: str, blanks: str) -> None:
    with pytest.raises(Problem):
        judged(blanks + query.replace(" ", " " + blanks), frozenset({"allowed"}))


@given(st.text(max_size=200))
def test_any_accept_header_is_answered_or_refused(accept: str) -> None:
    for formats in (ROWS, GRAPHS):
        try:
            media_type, format = negotiated(accept, formats)
        except Problem as problem:
            assert problem.told.status == 406
        else:
            assert media_type in format.types


ACCEPTS = [
    ("", "application/sparql-results+json"),
    ("*/*", "application/sparql-results+json"),
    ("text/csv;q=0.5,application/*;q=0.4", "text/csv"),
    ("APPLICATION/SPARQL-RESULTS+XML", "application/sparql-results+xml"),
    ("text/csv;q=nonsense, text/tab-separated-values;q=0.001", "text/tab-separated-values"),
    ("application/json;charset=utf-8;q=0.7", "application/json"),
    ("text/*;q=0.5, text/csv;q=0, */*;q=0.1", "text/tab-separated-values"),
]


@pytest.mark.parametrize(("accept", "expected"), ACCEPTS)
def test_a_format_is_chosen(accept: str, expected: str) -> None:
    assert negotiated(accept, ROWS)[0] == expected


@pytest.mark.parametrize("host", ["", "a b", "x/y", 'x"', "a\r\nb: c", "가", "x" * 300])
def test_a_host_header_that_is_none_is_not_written_anywhere(host: str) -> None:
    assert origin("http", host, "http://here") == "http://here"
