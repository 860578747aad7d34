"""Datasets for CKAN: by the field names of ckanext-dcat, and into a local stand-in that speaks CKAN's action API.

The stand-in is a real HTTP server on the loopback: it keeps datasets as CKAN does (it adds ids and state, and wants
an API key for changes), and it can be forbidding, busy, deaf, slow, or something else than CKAN.
"""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, Triple

from gyebo.cli import main
from gyebo.errors import Unreadable
from gyebo.export.catalogue import Catalogue, described
from gyebo.export.ckan import packages, write_packages
from gyebo.export.dcat import triples
from gyebo.export.parts import Part, written
from gyebo.export.publish import Portal, change, packages_in
from gyebo.export.statements import iri
from gyebo.store.embedded import Embedded

Json = dict[str, Any]
Out = pytest.CaptureFixture[str]
KEY = "a-users-key"
PARTS = (Part("contracts.ocds.json", "ocds"), Part("fdp", "fdp"), Part("cube.ttl", "cube", "cube"))


# --- a stand-in for CKAN -----------------------------------------------------------------------------


@dataclass
class State:
    """What the stand-in holds, was asked, and how it behaves: `mood` for the next `times` requests."""

    packages: dict[str, Json] = field(default_factory=dict)
    asked: list[tuple[str, Json]] = field(default_factory=list)
    mood: str = ""
    times: int = 1_000


class Handler(BaseHTTPRequestHandler):
    """Answers package_show, package_create and package_update."""

    protocol_version = "HTTP/1.1"
    state: State

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        action = self.path.rpartition("/")[2]
        self.state.asked.append((action, body))
        if self.state.mood and self.state.times > 0:
            self.state.times -= 1
            getattr(self, f"_{self.state.mood}")(action, body)
        else:
            self._normal(action, body)

    def _normal(self, action: str, body: Json) -> None:
        known = self.state.packages
        if action == "package_show":
            there = known.get(body["id"])
            self._done(there) if there else self._fault(404, "Not Found Error", {"message": "Not found"})
        elif self.headers.get("Authorization") != KEY:
            self._fault(403, "Authorization Error", {"message": "Access denied"})
        elif action == "package_create" and body["name"] in known:
            self._fault(409, "Validation Error", {"name": ["That URL is already in use."]})
        elif action == "package_update" and known[body["name"]]["id"] != body.get("id"):
            self._fault(409, "Validation Error", {"id": ["Missing value"]})
        else:
            self._done(self._kept(body))

    def _kept(self, body: Json) -> Json:
        number = len(self.state.packages)
        resources = [
            {"id": f"r{place}", "state": "active", **each} for place, each in enumerate(body["resources"])
        ]
        tags = [{"display_name": each["name"], "state": "active", **each} for each in body["tags"]]
        kept = {"id": f"p{number}", "state": "active", **body, "resources": resources, "tags": tags}
        self.state.packages[body["name"]] = kept
        return kept

    def _forbidding(self, _action: str, _body: Json) -> None:
        self._fault(403, "Authorization Error", {"message": "Access denied"})

    def _plain_forbidding(self, _action: str, _body: Json) -> None:
        self._send(403, b"<html>no</html>")

    def _busy(self, _action: str, _body: Json) -> None:
        self._send(503, b"busy")

    def _deaf(self, _action: str, _body: Json) -> None:
        self.close_connection = True

    def _forgetful(self, action: str, body: Json) -> None:
        """Do what is asked, and lose the answer."""
        if action == "package_create":
            self._kept(body)
            self.close_connection = True
        else:
            self.state.times += 1
            self._normal(action, body)

    def _slow(self, action: str, body: Json) -> None:
        time.sleep(1.5)
        self._normal(action, body)

    def _other(self, _action: str, _body: Json) -> None:
        self._send(200, b"<html>welcome</html>")

    def _refusing(self, action: str, body: Json) -> None:
        if action == "package_show":
            self._normal(action, body)
        else:
            self._fault(409, "Validation Error", {"owner_org": ["An organization must be\nprovided"]})

    def _done(self, result: Json) -> None:
        self._send(200, json.dumps({"success": True, "result": result}).encode())

    def _fault(self, status: int, kind: str, about: Json) -> None:
        self._send(status, json.dumps({"success": False, "error": {"__type": kind, **about}}).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Ckan:
    url: str
    state: State

    def changed(self) -> list[str]:
        """Return the changes that were asked for, in order."""
        return [f"{action} {body['name']}" for action, body in self.state.asked if action != "package_show"]


@pytest.fixture
def ckan(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ckan]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    state = State()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"state": state}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Ckan(f"http://127.0.0.1:{server.server_address[1]}", state)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def catalogue(engine: Embedded, tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    place, files = tmp_path_factory.mktemp("ckan"), list[tuple[str, str]]()
    list(written(engine, place, PARTS, files))
    return described(engine, place, files)


@pytest.fixture(scope="module")
def folder(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("packages")
    assert len(list(write_packages(catalogue, place))) == 7
    return place


# --- the datasets ------------------------------------------------------------------------------------


def harvested(found: list[Triple], dataset: str) -> Json:
    """Return a dataset as ckanext-dcat harvests it out of our DCAT, by the table in its documentation (mapping.md)."""

    def said(subject: str, *path: str) -> list[str]:
        things = [subject]
        for step in path:
            things = [
                triple.object.value
                for triple in found
                if isinstance(triple.subject, NamedNode) and triple.subject.value in things
                and triple.predicate == iri(step) and not isinstance(triple.object, Triple)
                and getattr(triple.object, "language", None) in (None, "ko")
            ]  # fmt: skip
        return sorted(things)

    def one(*path: str) -> str:
        return next(iter(said(dataset, *path)), "")

    extras = {
        "uri": dataset, "identifier": one("dct:identifier"), "issued": one("dct:issued"), "modified": one("dct:modified"),
        "language": json.dumps(said(dataset, "dct:language")), "theme": json.dumps(said(dataset, "dcat:theme")),
        "publisher_uri": one("dct:publisher"), "publisher_url": one("dct:publisher", "foaf:homepage"),
        "publisher_type": one("dct:publisher", "dct:type"), "contact_uri": one("dcat:contactPoint"),
        "contact_name": one("dcat:contactPoint", "vcard:fn"), "access_rights": one("dct:accessRights"),
        "spatial_uri": one("dct:spatial"), "temporal_start": one("dct:temporal", "dcat:startDate"),
        "temporal_end": one("dct:temporal", "dcat:endDate"), "in_series": one("dcat:inSeries"),
    }  # fmt: skip
    resources = [
        {
            "uri": file, "access_url": said(file, "dcat:accessURL")[0], "download_url": said(file, "dcat:downloadURL")[0],
            "size": int(said(file, "dcat:byteSize")[0]), "hash": said(file, "spdx:checksum", "spdx:checksumValue")[0],
            "mimetype": said(file, "dcat:mediaType")[0].partition("media-types/")[2],
            "license": said(file, "dct:license")[0], "availability": said(file, "dcatap:availability")[0],
        }
        for file in said(dataset, "dcat:distribution")
    ]  # fmt: skip
    return {
        "title": one("dct:title"), "url": one("dcat:landingPage"), "version": one("dcat:version"),
        "tags": said(dataset, "dcat:keyword"), "extras": extras, "resources": resources,
    }  # fmt: skip


def test_a_harvest_of_our_dcat_gives_the_same_datasets(catalogue: Catalogue) -> None:
    found = triples(catalogue)
    compared = 0
    for dataset, package in zip(catalogue.datasets, packages(catalogue), strict=True):
        harvest = harvested(found, dataset.iri)
        extras = {each["key"]: each["value"] for each in package["extras"]}
        assert {name: value for name, value in harvest["extras"].items() if value} == {
            name: (json.dumps(sorted(json.loads(extras[name]))) if name in ("language", "theme") else extras[name])
            for name in harvest["extras"] if name in extras
        }  # fmt: skip
        assert [harvest[name] for name in ("title", "url", "version")] == [
            package[name] for name in ("title", "url", "version")
        ]
        assert harvest["tags"] == sorted(tag["name"] for tag in package["tags"])
        ours = sorted(package["resources"], key=lambda each: str(each["uri"]))
        assert harvest["resources"] == [
            {name: each[name] for name in harvest["resources"][0]} for each in ours
        ]
        compared += len(ours)
    assert compared == len(catalogue.files) > 10


def test_names_are_those_that_ckan_allows(catalogue: Catalogue) -> None:
    for package in packages(catalogue):
        assert (
            2 <= len(package["name"]) <= 100
            and package["name"].replace("-", "").isalnum()
            and package["name"].islower()
        )
        assert all(len(tag["name"]) >= 2 for tag in package["tags"])
        assert len({resource["url"] for resource in package["resources"]}) == len(package["resources"])
        assert all(isinstance(extra["value"], str) for extra in package["extras"])


# --- into a portal -----------------------------------------------------------------------------------


def publish(ckan: Ckan, folder: Path, *words: str) -> int:
    return main(["publish", "ckan", ckan.url, "--from", str(folder), *words])


def test_without_apply_nothing_is_changed(ckan: Ckan, folder: Path, capsys: Out) -> None:
    for words in ((), ("--dry-run",)):
        assert publish(ckan, folder, "--json", *words) == 0
        said = capsys.readouterr()
        assert {row["change"] for row in json.loads(said.out)} == {"create"}
        assert "nothing has been changed" in said.err
    assert not ckan.changed() and not ckan.state.packages


def test_datasets_are_created_and_a_second_run_changes_nothing(
    ckan: Ckan, folder: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GYEBO_CKAN_KEY", KEY)
    assert publish(ckan, folder, "--apply", "--organization", "seoul") == 0
    created = [f"package_create {package['name']}" for package in packages_in(folder)]
    assert ckan.changed() == created and len(created) == 7
    assert {package["owner_org"] for package in ckan.state.packages.values()} == {"seoul"}
    capsys.readouterr()
    assert publish(ckan, folder, "--apply", "--json") == 0
    assert {row["change"] for row in json.loads(capsys.readouterr().out)} == {"nothing"}
    assert ckan.changed() == created


def test_only_what_differs_is_updated_and_what_others_added_stays(
    ckan: Ckan, folder: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GYEBO_CKAN_KEY", KEY)
    assert publish(ckan, folder, "--apply") == 0
    there = ckan.state.packages["gyebo-cube"]
    (resource,) = there["resources"]
    there["resources"] = [{"url": "https://elsewhere.example/", "id": "theirs"}, {**resource, "hash": "old"}]
    there["extras"].append({"key": "theirs", "value": "1"})
    there["title"], before = "old", len(ckan.changed())
    capsys.readouterr()
    assert publish(ckan, folder, "--apply", "--json") == 0
    (row,) = [row for row in json.loads(capsys.readouterr().out) if row["change"] != "nothing"]
    assert row == {
        "dataset": "gyebo-cube", "change": "update", "differences": "2",
        "what": f"title; resources: {resource['url']}",
    }  # fmt: skip
    assert ckan.changed()[before:] == ["package_update gyebo-cube"]
    now = ckan.state.packages["gyebo-cube"]
    assert [each["id"] for each in now["resources"]] == ["theirs", "r0"] and now["resources"][1] == resource
    assert {"key": "theirs", "value": "1"} in now["extras"] and now["title"] == "조정된 예산 큐브"


@pytest.mark.parametrize(
    ("mood", "key", "words", "code", "told", "asked"),
    [
        ("", "", ("--apply",), 3, "does not allow package_create; say the API key", 8),
        ("", "wrong", ("--apply",), 3, "GYEBO_CKAN_KEY", 8),
        ("forbidding", KEY, (), 3, "does not allow package_show", 1),
        ("plain_forbidding", KEY, (), 3, "the portal answers 403; check the API key", 1),
        ("busy", KEY, (), 3, "the portal answers 503; it is busy", 4),
        ("deaf", KEY, (), 3, "the portal does not answer (ConnectionError)", 4),
        ("other", KEY, (), 3, "is this a CKAN portal?", 1),
        ("refusing", KEY, ("--apply",), 3, "An organization must be", 8),
    ],
)
def test_a_portal_that_does_not_do_it_is_one_line(
    ckan: Ckan, folder: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch,
    mood: str, key: str, words: tuple[str, ...], code: int, told: str, asked: int,
) -> None:  # fmt: skip
    monkeypatch.setenv("GYEBO_CKAN_KEY", key)
    ckan.state.mood = mood
    assert publish(ckan, folder, *words) == code
    said = capsys.readouterr()
    assert told in said.err and len(said.err.strip().splitlines()) == 1 and not said.out
    assert len(ckan.state.asked) == asked and KEY not in said.err
    assert not ckan.state.packages


def test_a_portal_that_is_not_there_is_one_line(folder: Path, capsys: Out) -> None:
    assert main(["publish", "ckan", "http://127.0.0.1:9", "--from", str(folder)]) == 3
    assert "does not answer" in capsys.readouterr().err


@pytest.mark.parametrize("mood", ["busy", "deaf"])
def test_a_portal_that_is_busy_for_a_moment_is_asked_again(ckan: Ckan, folder: Path, mood: str) -> None:
    ckan.state.mood, ckan.state.times = mood, 3
    assert publish(ckan, folder) == 0
    assert len(ckan.state.asked) == 3 + 7


def test_a_create_whose_answer_is_lost_is_not_done_twice(
    ckan: Ckan, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GYEBO_CKAN_KEY", KEY)
    ckan.state.mood, ckan.state.times = "forgetful", 1
    assert publish(ckan, folder, "--apply") == 0
    assert len(ckan.state.packages) == 7


def test_a_slow_portal_is_not_waited_for(ckan: Ckan) -> None:
    ckan.state.mood = "slow"
    portal = Portal(ckan.url, seconds=0.2)
    with pytest.raises(Unreadable, match=r"does not answer \(ReadTimeout\)"):
        portal.show("gyebo-cube")
    portal.close()
    assert len(ckan.state.asked) == 1


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["portal.example"], 2, "is no web address"),
        (["http://127.0.0.1:9", "--apply", "--dry-run"], 2, "opposite things"),
        (["http://127.0.0.1:9", "--from", "{tmp}"], 3, "no datasets for CKAN are here"),
        (["http://127.0.0.1:9", "--from", "{tmp}/broken"], 3, "this is no dataset"),
        (["http://127.0.0.1:9", "--from", "{tmp}/other"], 3, "no dataset for CKAN"),
    ],
)
def test_wrong_arguments_are_told(
    tmp_path: Path, capsys: Out, words: list[str], code: int, told: str
) -> None:
    for name, text in (("broken", "{"), ("other", "[]")):
        (tmp_path / name / "ckan").mkdir(parents=True)
        (tmp_path / name / "ckan" / "a.json").write_text(text)
    assert main(["publish", "ckan", *(word.format(tmp=tmp_path) for word in words)]) == code
    said = capsys.readouterr().err
    assert told in said and len(said.strip().splitlines()) == 1


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert main(["publish", "ckan", "http://127.0.0.1:9"]) == 2
    assert "pip install 'gyebo[export]'" in capsys.readouterr().err


def test_changes_do_not_touch_what_they_are_told_of() -> None:
    package: Json = {
        "name": "a",
        "title": "t",
        "extras": [],
        "tags": [],
        "resources": [{"url": "u", "name": "n", "size": 2}],
    }
    there: Json = {
        "id": "1",
        **package,
        "resources": [{"url": "u", "name": "n", "size": 1, "id": "r"}],
        "private": False,
    }
    found = change(package, there)
    assert found.kind == "update" and found.differences == ("resources: u",)
    assert found.content["id"] == "1" and found.content["resources"] == [
        {"url": "u", "name": "n", "size": 2, "id": "r"}
    ]
    assert there["resources"][0]["size"] == 1 and change(package, {**there, **package}).kind == "nothing"
