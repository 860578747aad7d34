"""What a query cannot do: outlive its limits, slow its neighbours, empty the memory, stay when its client has left."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from pyoxigraph import NamedNode, Quad

from gyebo.graph.terms import BASE
from gyebo.store.embedded import Embedded
from gyebo.store.layout import publish
from gyebo.store.write import fill

if TYPE_CHECKING:
    from benchmarks.servers import Server

SECONDS = 2.0
NORMAL = "SELECT ?p ?o WHERE { <https://w3id.org/gyebo/id/program/%s> ?p ?o }"
_MANY = " ".join(map(str, range(3000)))
# Takes time and nothing else.
ENDLESS = (
    f"SELECT (COUNT(*) AS ?n) {{ VALUES ?a {{ {_MANY} }} VALUES ?b {{ {_MANY} }} VALUES ?c {{ {_MANY} }} }}"
)
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def server(store: Path, root: Path) -> Iterator["Server"]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(root))
        from benchmarks.serve import HOSTILE  # noqa: F401 (imported while it is found)
        from benchmarks.servers import gyebo_server
    options = (
        "--store",
        str(store),
        "--time-limit",
        str(SECONDS),
        "--memory-limit",
        "256",
        "--result-limit",
        "8",
    )
    with gyebo_server(*options) as running:
        yield running


def hostile() -> dict[str, str]:
    from benchmarks.serve import HOSTILE

    return HOSTILE


NAMES = [
    "cartesian product", "sorted cartesian product", "path between all", "path to and fro", "deep nesting",
    "many values", "endless regex", "concatenation", "grouped cartesian product", "everything", "not exists",
    "many unions",
]  # fmt: skip


def test_the_list_of_hostile_queries_is_whole(server: "Server") -> None:
    assert sorted(hostile()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_query_ends_in_its_limit(server: "Server", name: str) -> None:
    answer = httpx.post(f"{server.url}/sparql", data={"query": hostile()[name]}, timeout=60)
    told = answer.json()["error"]
    assert (answer.status_code, told) in {
        (503, "time-limit"), (503, "memory-limit"), (503, "size-limit"), (503, "busy"), (400, "bad-request"),
        (413, "body-limit"), (400, "syntax"),
    }  # fmt: skip
    assert httpx.post(f"{server.url}/sparql", data={"query": "ASK {}"}).json()["boolean"] is True


def test_normal_questions_are_answered_beside_hostile_ones(server: "Server", engine: Embedded) -> None:
    programs = [f"P00{number}" for number in range(10, 40)]
    expected = {program: len(engine.select(NORMAL % program).rows) for program in programs}

    async def all_at_once() -> None:
        async with httpx.AsyncClient(base_url=server.url, timeout=120) as client:
            attacks = [
                asyncio.create_task(client.post("/sparql", data={"query": f"{query} # {place}"}))
                for query in hostile().values()
                for place in range(2)
            ]
            await asyncio.sleep(0.5)
            for program in programs:
                answer = await client.get("/sparql", params={"query": NORMAL % program})
                assert answer.status_code == 200, answer.text
                assert len(answer.json()["results"]["bindings"]) == expected[program]
            assert (await client.get("/")).status_code == 200
            for attack in attacks:
                assert (await attack).status_code in (400, 413, 503), (await attack).text[:200]

    asyncio.run(all_at_once())


def test_places_for_long_queries_are_bounded(server: "Server") -> None:
    async def many() -> list[httpx.Response]:
        # More than the places of all queues together: however fast the machine is, some find none.
        async with httpx.AsyncClient(
            base_url=server.url, timeout=60, limits=httpx.Limits(max_connections=150)
        ) as client:
            asked = (client.post("/sparql", data={"query": f"{ENDLESS} # {place}"}) for place in range(120))
            return await asyncio.gather(*asked)

    answers = asyncio.run(many())
    busy = [answer for answer in answers if answer.json()["error"] == "busy"]
    assert {answer.status_code for answer in answers} == {503}
    assert busy and all(answer.headers["retry-after"] == "5" for answer in busy)
    assert any(answer.json()["error"] == "time-limit" for answer in answers)


def test_a_query_ends_when_its_client_leaves(server: "Server") -> None:
    query = ENDLESS + " # left alone"
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{server.url}/sparql", data={"query": query}, timeout=0.6)
    # Its process is gone before the query's own limit.
    end = time.monotonic() + SECONDS - 1.0
    while any(niced(pid) for pid in server.workers):
        assert time.monotonic() < end
        time.sleep(0.05)


def niced(pid: int) -> bool:
    """Whether a process works on a long query, and has not been killed: to end takes a while on a busy machine."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        told = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return False
    pending = next(int(line.split()[1], 16) for line in told.splitlines() if line.startswith("SigPnd"))
    exiting = int(fields[6]) & 4 or pending & 1 << (signal.SIGKILL - 1)
    return fields[16] == "10" and fields[0] != "Z" and not exiting


def below_all(pid: int) -> bool:
    try:
        return os.sched_getscheduler(pid) == os.SCHED_IDLE
    except OSError:
        return False


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="only Linux has a priority below all others")
def test_a_long_query_gives_way_to_all_others(server: "Server") -> None:
    """Niceness counts within a session only (Linux: autogroup), so that the server and its workers must share one."""
    with httpx.Client(base_url=server.url, timeout=60) as client, ThreadPoolExecutor(1) as beside:
        asked = beside.submit(client.post, "/sparql", data={"query": ENDLESS + " # lowered"})
        while not (long := [pid for pid in server.workers if niced(pid) and below_all(pid)]):
            assert not asked.done(), "it ended before its process was seen"
            time.sleep(0.01)
        assert {os.getsid(pid) for pid in long} == {os.getsid(server.process.pid)}
        assert os.getpgid(server.process.pid) not in {os.getpgid(pid) for pid in long}, (
            "Ctrl-C would reach it"
        )
        assert asked.result().status_code == 503


def test_a_spawner_that_has_died_is_started_again(server: "Server") -> None:
    spawner = server.processes[1]
    assert server.workers
    for pid in (spawner, *server.workers):
        os.kill(pid, signal.SIGKILL)
    with httpx.Client(base_url=server.url, timeout=60) as client:
        assert {client.get("/sparql", params={"query": f"ASK {{}} # {n}"}).status_code for n in range(9)} <= {
            200,
            503,
        }
        for _ in range(100):
            if len(server.workers) == 3:
                break
            time.sleep(0.1)
        assert server.processes[1] != spawner
        assert client.get("/sparql", params={"query": "ASK {} # once more"}).json()["boolean"] is True


def test_workers_share_no_random_numbers(server: "Server") -> None:
    """They are forked from one process: what it had drawn before, all of them would draw again."""
    with httpx.Client(base_url=server.url, timeout=60) as client:
        query = "SELECT (STRUUID() AS ?id) (RAND() AS ?number) {}"
        asked = [client.get("/sparql", params={"query": query}).json() for _ in range(30)]
    rows = [told["results"]["bindings"][0] for told in asked]
    assert len({row["id"]["value"] for row in rows}) == len({row["number"]["value"] for row in rows}) == 30


def test_workers_do_not_outgrow_their_number(server: "Server") -> None:
    for _ in range(100):
        if len(server.workers) == 3:
            return
        time.sleep(0.1)
    assert len(server.workers) == 3


def test_an_answer_too_large_is_an_error_not_a_part(server: "Server") -> None:
    query = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 100000"
    answer = httpx.post(f"{server.url}/sparql", data={"query": query}, timeout=60)
    assert (answer.status_code, answer.json()["error"]) in {(503, "size-limit"), (503, "time-limit")}


def test_a_large_answer_comes_whole(server: "Server", engine: Embedded) -> None:
    query = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 6000"
    answer = httpx.post(f"{server.url}/sparql", data={"query": query}, timeout=60)
    assert answer.status_code == 200 and len(answer.content) > 1 << 20
    assert len(answer.json()["results"]["bindings"]) == 6000


def test_a_body_over_its_limit_is_refused(server: "Server") -> None:
    headers = {"content-type": "application/sparql-query"}
    told = httpx.post(f"{server.url}/sparql", content=b"#" * ((1 << 20) + 1), headers=headers)
    assert (told.status_code, told.json()["error"]) == (413, "body-limit")

    def pieces() -> Iterator[bytes]:
        for _ in range(20):
            yield b"#" * 100_000

    try:
        streamed = httpx.post(f"{server.url}/sparql", content=pieces(), headers=headers)
    except httpx.TransportError:  # the server has closed before all was sent
        return
    assert streamed.status_code == 413


def test_a_fault_of_the_engine_ends_in_an_error(server: "Server") -> None:
    """Oxigraph ends its process over a sort of unlike values (as of 0.5.13); ours goes on."""
    answer = httpx.post(
        f"{server.url}/sparql", data={"query": "SELECT * { ?s ?p ?o } ORDER BY ?o LIMIT 1"}, timeout=60
    )
    assert answer.status_code in (200, 503)
    assert httpx.get(f"{server.url}/sparql", params={"query": "ASK {}"}).status_code == 200


def test_addresses_that_http_does_not_know(server: "Server") -> None:
    host, port = server.url.removeprefix("http://").split(":")
    for raw in (
        b"GET /sparql?query=\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET //sparql HTTP/1.1\r\nHost: \xff\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET http://elsewhere/sparql HTTP/1.1\r\nHost: x\r\n\r\n",
    ):
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(65536)
        assert not answer or int(answer.split(b" ")[1]) < 500, raw


def test_a_head_that_does_not_end_is_cut(server: "Server") -> None:
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
        answer = b""
        try:
            for _ in range(100):
                connection.sendall(b"a" * 10_000)
            answer = connection.recv(65536)
        except OSError:  # closed while we were still sending
            return
    assert answer.split(b" ")[1:2] in ([], [b"400"])


def test_nothing_went_wrong_inside(server: "Server") -> None:
    assert not [line for line in server.log if "Traceback" in line or "fault" in line]
    assert not [line for line in server.log if "SELECT" in line], "queries are logged only where asked"


# --- rebuilds, remote endpoints ------------------------------------------------------------------------


def published(folder: Path, base: str) -> None:
    """Put a graph of one triple in use."""
    thing = NamedNode(f"{base}thing")
    quad = Quad(thing, thing, thing, NamedNode(f"{base}graph"))
    publish(folder, sha256(base.encode()).hexdigest(), "0", lambda path: fill(path, [quad]))


def test_a_rebuild_is_noticed(tmp_path: Path, root: Path, server: "Server") -> None:
    from benchmarks.servers import gyebo_server

    def graphs(url: str) -> set[str]:
        told = httpx.get(f"{url}/sparql", params={"query": "SELECT DISTINCT ?g { GRAPH ?g {} }"}).json()
        return {row["g"]["value"] for row in told["results"]["bindings"]}

    published(tmp_path, "https://one.example/")
    with gyebo_server("--store", str(tmp_path), "--base", "https://one.example/") as running:
        void = httpx.get(f"{running.url}/.well-known/void")
        assert all(graph.startswith("https://one.example/") for graph in graphs(running.url))
        published(tmp_path, "https://two.example/")
        assert all(graph.startswith("https://two.example/") for graph in graphs(running.url))
        again = httpx.get(f"{running.url}/.well-known/void", headers={"if-none-match": void.headers["etag"]})
        assert again.status_code == 200 and again.headers["etag"] != void.headers["etag"]
        for _ in range(20):  # both workers
            assert httpx.get(f"{running.url}/sparql", params={"query": "ASK {}"}).status_code == 200


def test_a_remote_endpoint_is_asked_within_the_same_bounds(server: "Server", engine: Embedded) -> None:
    from benchmarks.servers import gyebo_server

    with gyebo_server("--endpoint", f"{server.url}/sparql") as front:

        def asked(query: str, **more: str) -> httpx.Response:
            return httpx.get(f"{front.url}/sparql", params={"query": query, **more}, timeout=60)

        here = engine.select(NORMAL % "P0027")
        assert len(asked(NORMAL % "P0027").json()["results"]["bindings"]) == len(here.rows)
        assert (
            asked("ASK { ?s ?p ?o }", **{"named-graph-uri": f"{BASE}id/graph/cube"}).json()["boolean"]
            is False
        )
        assert asked("CONSTRUCT { <x:a> <x:b> <x:c> } {}").headers["content-type"].startswith("text/turtle")
        assert asked("ASK { ?s ?p }").json()["error"] == "bad-request"
        assert asked(COUNT, **{"default-graph-uri": "http://x/none"}).status_code == 400
        assert asked("SELECT * { SERVICE <http://x/> {} }").status_code == 403
        assert httpx.post(f"{front.url}/sparql", data={"query": ENDLESS}, timeout=60).status_code == 503
        graph = httpx.get(
            f"{front.url}/graph", params={"graph": f"{BASE}id/graph/2021-q4-diversion-report"},
            headers={"accept": "application/n-triples"}, timeout=60,
        )  # fmt: skip
        assert graph.status_code == 200 and graph.text.count(" .\n") > 100
        assert httpx.get(f"{front.url}/graph", params={"graph": "x:none"}).status_code == 404
        assert not [line for line in front.log if "Traceback" in line]


def test_an_endpoint_that_is_not_there_is_told(root: Path, server: "Server") -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/sparql"

        from benchmarks.servers import gyebo_server

        with gyebo_server("--endpoint", nobody) as front:
            told = httpx.get(f"{front.url}/sparql", params={"query": "ASK {}"}, timeout=60)
            assert (told.status_code, told.json()["error"]) == (502, "endpoint-unreachable")
            assert httpx.get(f"{front.url}/.well-known/void", timeout=60).status_code == 502
            assert not [line for line in front.log if "Traceback" in line]
