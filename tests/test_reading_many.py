"""Documents read many at once: the order, the facts and the errors of one after the other, with any executor."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from gyebo.cli import main
from gyebo.errors import Unreadable
from gyebo.facts.extract import extract_all
from gyebo.facts.folder import FILES
from gyebo.reading.many import in_order
from gyebo.resources import folder

Out = pytest.CaptureFixture[str]


class Lazy(Executor):
    """An executor of another kind, as a cluster's is: it begins nothing before its results are asked for."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return _Late(fn, *args, **kwargs)


class _Late(Future[Any]):
    def __init__(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        super().__init__()
        self._call: Callable[[], Any] = lambda: fn(*args, **kwargs)

    def result(self, timeout: float | None = None) -> Any:  # noqa: ARG002 (as futures have it)
        return self._call()


EXECUTORS: dict[str, Callable[[], Executor]] = {
    "threads": lambda: ThreadPoolExecutor(3),
    "processes": lambda: ProcessPoolExecutor(2, mp_context=get_context("forkserver")),
    "another": Lazy,
}


@pytest.fixture(params=sorted(EXECUTORS))
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    with EXECUTORS[request.param]() as made:
        yield made


# Miniatures under the names of official documents of their kinds, which the list of documents knows.
NAMES = {
    "supplementary_tab": "2021-supplementary-2-review",
    "diversion_report": "2021-q4-diversion-report",
    "settlement_report": "2023-settlement-review",
}


@pytest.fixture
def small(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three documents that can be read."""
    place = tmp_path_factory.mktemp("documents")
    made = [place / f"{name}.txt" for name in NAMES.values()]
    for path, miniature in zip(made, NAMES, strict=True):
        path.write_bytes((Path(__file__).parent / "documents" / f"{miniature}.txt").read_bytes())
    return made


def test_every_executor_reads_the_same_in_the_same_order(small: list[Path], executor: Executor) -> None:
    data = folder("data")
    assert list(extract_all(small, data, executor)) == list(extract_all(small, data))


def test_the_first_document_that_fails_is_the_error_told(
    small: list[Path], tmp_path: Path, executor: Executor
) -> None:
    empty, unknown = tmp_path / "empty.txt", tmp_path / "unknown.txt"
    empty.write_text("", encoding="utf-8")
    unknown.write_text("어느 문서", encoding="utf-8")
    paths = [small[0], unknown, empty, tmp_path / "missing.txt"]
    with pytest.raises(Unreadable) as alone:
        list(extract_all(paths, folder("data")))
    with pytest.raises(Unreadable) as together:
        list(extract_all(paths, folder("data"), executor))
    assert str(together.value) == str(alone.value)
    assert together.value.exit_code == alone.value.exit_code


def test_no_more_than_some_are_ahead_and_the_rest_is_cancelled() -> None:
    begun, go_on = [], Event()

    def work(path: Path) -> str:
        begun.append(path.name)
        go_on.wait(10)
        return path.name

    with ThreadPoolExecutor(1) as one:
        results = in_order(work, (Path(str(number)) for number in range(100)), one, ahead=4)
        go_on.set()
        assert [next(results), next(results)] == ["0", "1"]
        results.close()  # type: ignore[attr-defined]
    assert len(begun) <= 5


def _killed(path: Path) -> str:
    os._exit(9) if path.name == "heavy" else None
    return path.name


def test_a_killed_process_is_one_line() -> None:
    with (
        ProcessPoolExecutor(1, mp_context=get_context("forkserver")) as one,
        pytest.raises(Unreadable, match=r"heavy: a process that read documents was killed.*--jobs 1"),
    ):
        list(in_order(_killed, [Path("heavy")], one))


def test_the_command_prints_and_writes_the_same_with_any_number_of_jobs(
    small: list[Path], tmp_path: Path, capsys: Out
) -> None:
    printed, written = [], []
    for jobs in ("1", "2"):
        out = tmp_path / jobs / "deep"
        assert main(["extract", *map(str, small[:2]), "--out", str(out), "--jobs", jobs]) == 0
        printed.append(capsys.readouterr())
        written.append({path.relative_to(out): path.read_bytes() for path in out.rglob("*.csv")})
        assert {path.name for path in out.iterdir()} == {path.stem for path in small[:2]}
        assert {path.name for path in out.parent.iterdir()} == {"deep"}
    assert printed[0] == printed[1]
    assert written[0] == written[1] and len(written[0]) == 2 * len(FILES)


def test_nothing_is_written_when_one_document_cannot_be_read(
    small: list[Path], tmp_path: Path, capsys: Out
) -> None:
    words = [
        "extract",
        str(small[1]),
        str(tmp_path / "missing.txt"),
        "--out",
        str(tmp_path / "out"),
        "--jobs",
        "2",
    ]
    assert main(words) == 3
    assert "there is no such file" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_one_line(small: list[Path], tmp_path: Path, capsys: Out) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["extract", str(small[1]), "--out", str(tmp_path / "file" / "facts")]) == 3
    assert "the facts cannot be written" in capsys.readouterr().err
