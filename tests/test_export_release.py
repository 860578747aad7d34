"""A release: whole, checked by sha256sum, and true about what has changed since an earlier one."""

import csv
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, Namespace

from gyebo.build import build
from gyebo.cli import main
from gyebo.errors import Unreadable, UsageProblem
from gyebo.export.changelog import HEADINGS, Differences, changes, previous, write_changes
from gyebo.export.columns import TABLES
from gyebo.export.formats import FORMATS, export
from gyebo.export.parts import every
from gyebo.export.request import Request
from gyebo.store.embedded import Embedded

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DOCUMENT = "2021-q4-diversion-report"
FIGURE = f"https://w3id.org/gyebo/id/figure/{DOCUMENT}"
Json = dict[str, Any]
Out = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def data(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The facts of one document, the smallest, and all decisions."""
    folder = tmp_path_factory.mktemp("data")
    shutil.copytree(root / "data" / "decisions", folder / "decisions")
    shutil.copy(root / "data" / "documents.toml", folder)
    shutil.copytree(root / "data" / "facts" / DOCUMENT, folder / "facts" / DOCUMENT)
    return folder


@pytest.fixture(scope="module")
def first(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A first release."""
    store, out = tmp_path_factory.mktemp("store"), tmp_path_factory.mktemp("first") / "release"
    build(store, data)
    assert [step.name for step in export(Embedded(store), "all", out)][-1] == "SHA256SUMS"
    return out


@pytest.fixture(scope="module")
def second(data: Path, first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of other facts and decisions: a figure corrected and one gone, a link and a judgement withdrawn."""
    folder = tmp_path_factory.mktemp("second")
    shutil.copytree(data, folder / "data")
    edited(folder / "data" / "facts" / DOCUMENT / "figures.csv", corrected)
    edited(
        folder / "data" / "decisions" / "program_changes.csv",
        lambda row: None if row["change_id"] == "C0001" else row,
    )
    edited(folder / "data" / "decisions" / "judgements.csv", without_judgement)
    build(folder / "store", folder / "data")
    list(export(Embedded(folder / "store"), "all", folder / "release", Request(since=str(first))))
    return folder / "release"


Row = dict[str, str]


def corrected(row: Row) -> Row | None:
    if (row["line"], row["column"]) == ("44", "17"):
        return None
    if row["line"] == "56" and row["raw"] == "355,000":
        return {**row, "raw": "356,000", "amount_krw": "356000000"}
    return row


def without_judgement(row: Row) -> Row | None:
    return None if (row["rule"], row["document"]) == ("item-code-prefix", DOCUMENT) else row


def edited(path: Path, edit: Callable[[Row], Row | None]) -> None:
    """Write a table again with its rows edited; a row that becomes None goes."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names, rows = list(reader.fieldnames or ()), [edit(row) for row in reader]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in rows if row is not None)


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def said(folder: Path, name: str = "CHANGES.json") -> Json:
    found: Json = json.loads((folder / name).read_text(encoding="utf-8"))
    return found


# --- what is in it -----------------------------------------------------------------------------------


def test_sha256sum_finds_every_file_whole(first: Path) -> None:
    checked = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=first, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    listed = {line.rpartition(": ")[0] for line in checked.stdout.splitlines()}
    assert listed == files(first) - {"SHA256SUMS"} and len(listed) > 40


def test_sha256sum_finds_a_file_that_was_touched(first: Path, tmp_path: Path) -> None:
    shutil.copytree(first, tmp_path / "release")
    with (tmp_path / "release" / "cube.ttl").open("a") as file:
        file.write("\n")
    checked = subprocess.run(
        ["sha256sum", "-c", "--quiet", "SHA256SUMS"],
        cwd=tmp_path / "release",
        capture_output=True,
        check=False,
    )
    assert checked.returncode == 1 and b"cube.ttl: FAILED" in checked.stdout


def test_every_format_is_in_it(engine: Embedded) -> None:
    about_the_others = {"dcat", "ckan", "all"}  # they describe the parts
    assert {part.format for part in every(engine)} == set(FORMATS) - about_the_others
    assert len([part for part in every(engine) if part.path.startswith("documents/")]) == 5


def test_the_catalogue_describes_every_file_of_the_data(first: Path) -> None:
    catalogue = Graph().parse(first / "catalogue" / "catalogue.ttl")
    urls = {str(url).partition("/release/")[2] for url in catalogue.objects(None, DCAT.downloadURL)}
    about = {"SHA256SUMS", "CHANGES.md", "CHANGES.json", "release.json"}
    assert urls == {name for name in files(first) - about if not name.startswith(("catalogue/", "ckan/"))}
    resources = {
        resource["url"].partition("/release/")[2]
        for path in (first / "ckan").glob("*.json")
        for resource in json.loads(path.read_text(encoding="utf-8"))["resources"]
    }
    assert resources == urls


def test_the_version_is_that_of_the_graph(first: Path, second: Path) -> None:
    versions = []
    for folder in (first, second):
        about = said(folder, "release.json")
        lines = (folder / "gyebo.nq").read_bytes().splitlines()
        assert about["graph"]["quads"] == len(lines) == len(set(lines))
        assert about["version"] == f"0.1.0+{about['graph']['sha256'][:12]}"
        versions.append(about["version"])
    assert versions[0] != versions[1]


# --- what has changed --------------------------------------------------------------------------------


def test_a_first_release_is_compared_with_nothing(first: Path) -> None:
    assert said(first) == {"version": said(first, "release.json")["version"], "since": None, "changes": {}}
    assert "no earlier release" in (first / "CHANGES.md").read_text(encoding="utf-8")


def test_the_figures_that_changed_are_named(second: Path) -> None:
    figures = said(second)["changes"]["figures"]["figures"]
    assert [row["figure"] for row in figures["removed"]] == [f"{FIGURE}/44-17"] and not figures["added"]
    (one,) = figures["changed"]
    assert one == {
        "key": {"figure": f"{FIGURE}/56-73"},
        "fields": {"raw": {"before": "355,000", "after": "356,000"},
                   "amount_krw": {"before": "355000000", "after": "356000000"}},
    }  # fmt: skip


def test_links_and_judgements_that_changed_are_named(first: Path, second: Path) -> None:
    found = said(second)
    assert found["since"] == said(first, "release.json")["version"]
    links = found["changes"]["links"]["changes"]
    assert [(row["kind"], row["to_id"]) for row in links["removed"]] == [("new", "P0023")] and not links[
        "added"
    ]
    judged = [
        (change["fields"]["judgement"]["before"], change["fields"]["judgement"]["after"])
        for change in found["changes"]["discrepancies"]["discrepancies"]["changed"]
        if "judgement" in change["fields"]
    ]
    assert judged == [("source_error", "open")]


def test_people_can_read_it(second: Path) -> None:
    page = (second / "CHANGES.md").read_text(encoding="utf-8")
    assert all(f"## {ko} · {en}" in page for _, ko, en in HEADINGS.values())
    assert "raw '355,000' → '356,000'" in page and "그대로다. Unchanged." in page
    assert "### figures: +0 −1 ±1" in page


def test_a_release_does_not_differ_from_itself(first: Path) -> None:
    assert sum(each.count for each in changes(first, previous(first))) == 0
    assert {each.table for each in changes(first, previous(first))} == set(TABLES)


def test_long_lists_are_cut_for_people_only(tmp_path: Path, first: Path) -> None:
    rows = tuple({"figure": f"f{number}", "raw": "1"} for number in range(100))
    found = [
        Differences(table, rows if table == "figures" else (), (), ())
        for tables, _, _ in HEADINGS.values()
        for table in tables
    ]
    write_changes(tmp_path, "2", previous(first), found)
    assert "60 more: CHANGES.json" in (tmp_path / "CHANGES.md").read_text(encoding="utf-8")
    assert len(said(tmp_path)["changes"]["figures"]["figures"]["added"]) == 100


def broken(folder: Path) -> None:
    (folder / "release.json").write_text("{")


def tampered(folder: Path) -> None:
    (folder / "tables" / "figures.csv").write_text("figure\r\n")


def gone(folder: Path) -> None:
    (folder / "tables" / "figures.csv").unlink()


def unnamed(folder: Path) -> None:
    (folder / "release.json").unlink()


@pytest.mark.parametrize(
    ("harm", "problem", "told"),
    [
        (unnamed, UsageProblem, "is no release"),
        (broken, Unreadable, "cannot be read"),
        (tampered, Unreadable, "not as it was released"),
        (gone, Unreadable, "not as it was released"),
    ],
)
def test_an_earlier_release_must_be_one(
    first: Path, tmp_path: Path, harm: Callable[[Path], None], problem: type[Exception], told: str
) -> None:
    shutil.copytree(first, tmp_path / "old")
    harm(tmp_path / "old")
    with pytest.raises(problem, match=told):
        previous(tmp_path / "old")


def test_other_formats_take_no_earlier_release(store: Path, tmp_path: Path, capsys: Out) -> None:
    words = ["export", "tables", str(tmp_path / "out"), "--since", str(tmp_path), "--store", str(store)]
    assert main(words) == 2
    assert "tables takes no --since; these do: all" in capsys.readouterr().err
    words[1] = "all"
    assert main(words) == 2
    assert "is no release" in capsys.readouterr().err and not (tmp_path / "out").exists()


# --- whole or not at all -----------------------------------------------------------------------------


def test_a_killed_release_leaves_nothing_under_its_name(store: Path, tmp_path: Path) -> None:
    """The store of all documents, so that the release is far from done when the first file is."""
    out, part = tmp_path / "release", tmp_path / "release.part"
    command = [sys.executable, "-m", "gyebo", "export", "all", str(out), "--store", str(store)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    while not (part / "gyebo.nq").exists() and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert part.exists() and not out.exists()


def test_a_release_replaces_the_one_before_as_a_whole(first: Path, second: Path, tmp_path: Path) -> None:
    assert files(first) == files(second) and not list(first.parent.glob("*.part"))
