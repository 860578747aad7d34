"""The command line as a person meets it: exit codes, one line for what is wrong, Korean that aligns."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from gyebo.cli import _COMMANDS, SUMMARIES, command, main
from gyebo.cli.output import print_table

Out = pytest.CaptureFixture[str]


def run(capsys: Out, *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.parametrize("name", list(_COMMANDS))
def test_a_command_has_help_with_an_example(name: str) -> None:
    found = command.get_command(click.Context(command), name)
    assert found is not None and found.help
    assert f"gyebo {name}" in found.help
    assert found.help.splitlines()[0] == SUMMARIES[name]


def test_help_lists_every_command(capsys: Out) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert all(name in out and summary in out for name, summary in SUMMARIES.items())


def test_help_starts_without_what_it_does_not_use() -> None:
    script = "import sys; from gyebo.cli import main; main(['--help']); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    for heavy in ("rdflib", "pyoxigraph", "pyshacl", "networkx", "SPARQLWrapper", "rapidfuzz", "yaml"):
        assert f"'{heavy}'" not in done.stdout


def test_trace_starts_without_what_it_does_not_use(store: Path) -> None:
    words = ["trace", "P0027", "--store", str(store)]
    script = f"import sys; from gyebo.cli import main; main({words!r}); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    for heavy in ("rdflib", "pyshacl", "networkx", "SPARQLWrapper", "rapidfuzz"):
        assert f"'{heavy}'" not in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["trace", "없는 사업 이름입니다"], 2, "nothing is called"),
        (["trac"], 2, "Did you mean 'trace'"),
        (["trace"], 2, "Missing argument"),
        (["query", "program/amounts", "-p", "year"], 2, "no NAME=VALUE"),
        (["query", "nothing.rq"], 3, "the query cannot be read"),
        (["export", "tabels", "out"], 2, "did you mean tables"),
        (["export"], 2, "needs a format"),
        (["why", "P0001", "디지털정책관"], 2, "is a unit"),
        (["trace", "P0027", "--endpoint", "http://127.0.0.1:9/sparql"], 3, "does not answer"),
    ],
)
def test_what_is_wrong_is_one_line(
    capsys: Out, store: Path, words: list[str], code: int, message: str
) -> None:
    place = (
        []
        if words[0] in ("trac",) or "--endpoint" in words or words == ["trace"]
        else ["--store", str(store)]
    )
    got, out, err = run(capsys, *words, *place)
    assert got == code
    assert message in err
    assert out == ""
    assert "Traceback" not in err


def documents_of_trouble(folder: Path) -> dict[str, tuple[Path, str]]:
    files = {
        "empty": (b"", "the file is empty"),
        "binary": (bytes(range(256)) * 50, "neither UTF-8 nor CP949"),
        "unlisted": ("제목\n본문\n".encode(), "does not list this document"),
    }
    found = {}
    for name, (data, message) in files.items():
        path = folder / f"{name}.txt"
        path.write_bytes(data)
        found[name] = (path, message)
    return {**found, "missing": (folder / "none.txt", "no such file"), "folder": (folder, "this is a folder")}


@pytest.mark.parametrize("trouble", ["empty", "binary", "unlisted", "missing", "folder"])
def test_an_unreadable_document_is_one_line_and_changes_nothing(
    capsys: Out, tmp_path: Path, trouble: str
) -> None:
    path, message = documents_of_trouble(tmp_path)[trouble]
    out = tmp_path / "facts"
    code, printed, err = run(capsys, "extract", str(path), "--out", str(out))
    assert code == 3 and message in err and len(err.strip().splitlines()) == 1
    assert printed == "" and not out.exists()


def test_trace_prints_amounts_with_their_lines(capsys: Out, store: Path) -> None:
    code, out, _ = run(capsys, "trace", "디지털 시장실 운영", "--store", str(store))
    assert code == 0
    assert "438,223 천원  2019-budget-review:" in out
    assert "정보기획관" in out and "스마트도시정책관" in out and "디지털정책관" in out


def test_trace_speaks_json_and_csv(capsys: Out, store: Path) -> None:
    _, out, _ = run(capsys, "trace", "P0027", "--json", "--store", str(store))
    assert json.loads(out)["id"] == "P0027"
    _, out, _ = run(capsys, "trace", "P0027", "--csv", "--store", str(store))
    assert {row["사업"] for row in csv.DictReader(io.StringIO(out))} == {"P0027"}


def test_queries_speak_every_format(capsys: Out, store: Path) -> None:
    for format_, sign in (("table", "year"), ("csv", "year,"), ("tsv", "year\t"), ("json", '"head"')):
        code, out, _ = run(capsys, "query", "program/amounts", "-f", format_, "--store", str(store))
        assert code == 0 and sign in out


def test_columns_of_korean_align(capsys: Out) -> None:
    print_table(("이름", "n"), [("가나다", "1"), ("abc", "22"), ("가a나", "3")], {"n"})
    lines = capsys.readouterr().out.splitlines()
    from rich.cells import cell_len

    assert {cell_len(line) for line in lines[2:]} == {cell_len(lines[1])}


def test_export_writes_every_table(capsys: Out, store: Path, tmp_path: Path) -> None:
    from gyebo.export.tables import METADATA, TABLES

    code, _, err = run(capsys, "export", "tables", str(tmp_path / "out"), "--store", str(store))
    assert code == 0 and "figures.csv" in err
    assert {path.name for path in (tmp_path / "out").iterdir()} == {f"{name}.csv" for name in TABLES} | {
        METADATA
    }
    assert not list(tmp_path.glob("*.part"))
