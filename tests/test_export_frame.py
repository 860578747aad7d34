"""What every export promises: whole or not at all, the same bytes again, one line when it cannot."""

import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from gyebo.build import build
from gyebo.cli import main
from gyebo.errors import Unreadable, UsageProblem
from gyebo.export.formats import FORMATS, export
from gyebo.export.place import placed
from gyebo.export.rdf import write_nquads
from gyebo.export.request import Request
from gyebo.store.embedded import Embedded
from gyebo.store.remote import Remote

# The release, which is all formats in one folder, has tests of its own.
SINGLE = [name for name in FORMATS if name != "all"]
DOCUMENT = "2021-q4-diversion-report"
Out = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def small(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of one document, the smallest, and all decisions."""
    data, folder = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("small")
    shutil.copytree(root / "data" / "decisions", data / "decisions")
    shutil.copy(root / "data" / "documents.toml", data)
    shutil.copytree(root / "data" / "facts" / DOCUMENT, data / "facts" / DOCUMENT)
    build(folder, data)
    return folder


@pytest.fixture(scope="module")
def exported(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every format of the small store."""
    folder = tmp_path_factory.mktemp("exported")
    engine = Embedded(small)
    for name in SINGLE:
        *_, last = export(engine, name, folder / name)
        assert last.unit
    return folder


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


# --- the table of formats ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_its_writer_and_says_what_it_is(name: str) -> None:
    format = FORMATS[name]
    module, _, function = format.writer.partition(":")
    assert callable(getattr(import_module(module), function))
    assert format.ko and format.en and format.name == name


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_explained(root: Path, name: str) -> None:
    assert f"| `{name}` |" in (root / "docs" / "exports.md").read_text(encoding="utf-8")


def test_the_formats_are_listed(capsys: Out) -> None:
    assert main(["export", "--list", "--json"]) == 0
    out = capsys.readouterr().out
    assert all(f'"{name}"' in out for name in FORMATS)


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch, engine: Embedded, tmp_path: Path) -> None:
    monkeypatch.setattr("gyebo.export.formats.find_spec", lambda _: None)
    with pytest.raises(
        UsageProblem, match=r"xlsx needs the package xlsxwriter; pip install 'gyebo\[export\]'"
    ):
        list(export(engine, "xlsx", tmp_path / "out.xlsx"))


# --- the same again ----------------------------------------------------------------------------------


def test_the_same_graph_gives_the_same_bytes_in_another_process(
    small: Path, exported: Path, tmp_path: Path
) -> None:
    script = (
        "import sys; from pathlib import Path; from gyebo.store.embedded import Embedded\n"
        "from gyebo.export.formats import FORMATS, export\n"
        "for name in set(FORMATS) - {'all'}: list(export(Embedded(Path(sys.argv[1])), name, Path(sys.argv[2]) / name))"
    )
    another = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Seoul", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", script, small, tmp_path], check=True, env=another)
    assert digests(tmp_path) == digests(exported)


@pytest.fixture(scope="module")
def remote(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Remote]:
    """A running Oxigraph server with the small graph."""
    binary = Path(sys.executable).parent / "oxigraph"
    program = str(binary) if binary.exists() else shutil.which("oxigraph")
    if program is None:
        pytest.skip("the Oxigraph server is not installed (PyPI: oxigraph)")
    folder = tmp_path_factory.mktemp("server")
    shutil.copy(exported / "nquads", folder / "small.nq")
    load = [program, "load", "--location", str(folder / "store"), "--file", str(folder / "small.nq")]
    subprocess.run(load, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    serve = [
        program,
        "serve-read-only",
        "--location",
        str(folder / "store"),
        "--bind",
        address,
        "--union-default-graph",
    ]
    server = subprocess.Popen(serve, stderr=subprocess.DEVNULL)
    try:
        _await(f"http://{address}/")
        yield Remote(f"http://{address}/query")
    finally:
        server.terminate()
        server.wait()


def _await(url: str) -> None:
    for _ in range(200):
        try:
            with urlopen(url, timeout=5):  # noqa: S310 (our own server on loopback)
                return
        except URLError:
            time.sleep(0.05)
    raise TimeoutError(url)


@pytest.mark.parametrize("name", SINGLE)
def test_an_endpoint_gives_the_same_bytes(remote: Remote, exported: Path, name: str, tmp_path: Path) -> None:
    list(export(remote, name, tmp_path / name))
    given = {path: digest for path, digest in digests(exported).items() if path.split("/")[0] == name}
    assert digests(tmp_path) == given


def test_the_whole_graph_may_be_written_by_name(small: Path, exported: Path, tmp_path: Path) -> None:
    lines = (exported / "nquads").read_bytes().splitlines()
    assert write_nquads(Embedded(small), tmp_path / "again.nq") == len(lines)


# --- whole or not at all -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["trig", "tables"])
def test_a_killed_export_leaves_nothing_under_its_name_and_the_next_one_clears_up(
    store: Path, tmp_path: Path, name: str
) -> None:
    out, part = tmp_path / "out", tmp_path / "out.part"
    command = [sys.executable, "-m", "gyebo", "export", name, str(out), "--store", str(store)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    while not part.exists() and process.poll() is None:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert part.exists() and not out.exists()
    list(export(Embedded(store), "mermaid" if name == "trig" else "tables", out))
    assert out.exists() and listed(tmp_path) == ["out"]


def test_an_export_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("old", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt), placed(out, folder=False) as place:
        place.write_text("half", encoding="utf-8")
        raise KeyboardInterrupt
    assert out.read_text(encoding="utf-8") == "old" and listed(tmp_path) == ["out"]


def filled(out: Path, *names: str) -> None:
    """Put a folder with some files in place, as an export does."""
    with placed(out, folder=True) as place:
        for name in names:
            (place / name).parent.mkdir(exist_ok=True)
            (place / name).write_text(name, encoding="utf-8")


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    filled(tmp_path / "out", "a.csv", "sub/b.csv")
    filled(tmp_path / "out", "a.csv", "sub/b.csv", "c.csv")
    assert listed(tmp_path / "out") == ["a.csv", "c.csv", "sub"]
    assert listed(tmp_path) == ["out"]


@pytest.mark.parametrize("strange", ["notes.txt", "sub/notes.txt", ".hidden"])
def test_a_folder_with_other_files_is_never_replaced(tmp_path: Path, strange: str) -> None:
    filled(tmp_path / "out", "a.csv")
    (tmp_path / "out" / strange).parent.mkdir(exist_ok=True)
    (tmp_path / "out" / strange).write_text("mine", encoding="utf-8")
    with pytest.raises(UsageProblem, match="which this export does not write"):
        filled(tmp_path / "out", "a.csv", "c.csv")
    assert (tmp_path / "out" / strange).read_text(encoding="utf-8") == "mine"
    assert listed(tmp_path) == ["out"] and not (tmp_path / "out" / "c.csv").exists()


def test_a_folder_called_part_that_is_not_ours_stays(tmp_path: Path) -> None:
    (tmp_path / "out.part").mkdir()
    (tmp_path / "out.part" / "mine").touch()
    for folder in (True, False):
        with pytest.raises(UsageProblem, match="is in the way"), placed(tmp_path / "out", folder):
            pass
    assert (tmp_path / "out.part" / "mine").exists()


def test_a_run_killed_while_it_switches_is_undone_by_the_next(tmp_path: Path) -> None:
    """Between the two renames the old folder lies beside the new one, both marked."""
    for name, files in (("out.old", ["a.csv"]), ("out.part", ["a.csv", "b.csv"])):
        filled(tmp_path / name, *files)
        (tmp_path / name / ".gyebo-unfinished").touch()
    with pytest.raises(ZeroDivisionError), placed(tmp_path / "out", folder=True):
        raise ZeroDivisionError
    assert listed(tmp_path) == ["out"] and listed(tmp_path / "out") == ["a.csv"]


def test_a_run_killed_before_or_after_it_switches_leaves_nothing_for_long(tmp_path: Path) -> None:
    (tmp_path / "out.part").mkdir()
    filled(tmp_path / "out", "a.csv")
    (tmp_path / "out" / ".gyebo-unfinished").touch()
    filled(tmp_path / "out.old", "a.csv")
    (tmp_path / "out.old" / ".gyebo-unfinished").touch()
    filled(tmp_path / "out", "a.csv", "b.csv")
    assert listed(tmp_path) == ["out"] and listed(tmp_path / "out") == ["a.csv", "b.csv"]


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    filled(tmp_path / "link", "a.csv")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real" / "a.csv").exists()


# --- what cannot be done is told in one line ---------------------------------------------------------


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """Let no file grow beyond `size` bytes: a write beyond it fails as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("name", SINGLE)
def test_a_full_disk_is_one_line_and_leaves_nothing(small: Path, tmp_path: Path, name: str) -> None:
    engine = Embedded(small)
    with full_disk(2_000), pytest.raises(Unreadable) as raised:
        list(export(engine, name, tmp_path / "out"))
    assert "cannot be written" in str(raised.value) and "\n" not in str(raised.value)
    assert raised.value.exit_code == 3
    assert not listed(tmp_path)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["export", "turtle", "{tmp}/here"], 2, "is a folder and this export is one file"),
        (["export", "tables", "{tmp}/file"], 2, "is a file and this export is a folder"),
        (["export", "turtle", "{tmp}/file/out.ttl"], 3, "the file cannot be written"),
        (["export", "tables", "{tmp}/file/out"], 3, "the folder cannot be written"),
        (["export", "turtle", "{tmp}/nowhere/out.ttl"], 3, "No such file or directory"),
        (["export", "turtl", "{tmp}/out"], 2, "did you mean turtle"),
        (["export", "tables", "{tmp}/out", "--graph", "cube"], 2, "tables takes no --graph"),
        (["export", "turtle", "{tmp}/out", "--program", "P0027"], 2, "turtle takes no --program"),
        (["export", "turtle", "{tmp}/out", "--graph", "cub"], 2, "did you mean cube"),
        (
            ["export", "dot", "{tmp}/out", "--program", "디지털 시장실 운용"],
            2,
            "did you mean 디지털 시장실 운영",
        ),
        (["export", "dot", "{tmp}/out", "--program", "U06-3"], 2, "no program"),
    ],
)
def test_what_cannot_be_exported_is_told(
    capsys: Out, small: Path, tmp_path: Path, words: list[str], code: int, told: str
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "file").touch()
    assert main([*(word.format(tmp=tmp_path) for word in words), "--store", str(small)]) == code
    said = capsys.readouterr().err
    assert told in said and len(said.strip().splitlines()) == 1
    assert listed(tmp_path) == ["file", "here"]


def test_the_command_says_what_it_wrote(capsys: Out, small: Path, tmp_path: Path) -> None:
    out = tmp_path / "cube.ttl"
    assert main(["export", "turtle", str(out), "--graph", "cube", "--store", str(small)]) == 0
    said = capsys.readouterr()
    assert said.err.startswith(f"{out}: ") and said.err.endswith(" triples\n") and not said.out


def test_progress_shows_on_a_terminal_only(small: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "gyebo",
        "export",
        "turtle",
        str(tmp_path / "out"),
        "--store",
        str(small),
    ]
    piped = subprocess.run(command, check=True, capture_output=True)
    assert b"\x1b[" not in piped.stderr and not piped.stdout
    ours, theirs = os.openpty()
    environment = {**os.environ, "TERM": "xterm"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=environment) as process:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # the end of a terminal is an error on Linux
            while more := os.read(ours, 4096):
                shown += more
        assert process.stdout is not None and process.stdout.read() == b""
    os.close(ours)
    assert process.returncode == 0 and b"\x1b[" in shown and b"triples" in shown


def test_a_program_that_is_not_there(engine: Embedded, tmp_path: Path) -> None:
    for name in ("records", "dot"):
        with pytest.raises(UsageProblem, match="no program has the id"):
            list(export(engine, name, tmp_path / "out", Request(program="P9999")))
