"""Files that are no readable document: one line with file, line, what is wrong and what to do; nothing is written.

A table that cannot be read is another matter: it is told by its line, and the rest of the document is read.
"""

import csv
import os
from pathlib import Path

import pytest

from gyebo.cli import main
from gyebo.errors import Unreadable
from gyebo.reading.files import read_text

REPORT = "제목\n\n○ 예산은 3억원임.\n나무"
SETTLEMENT = Path(__file__).parent / "documents" / "settlement_report.txt"
LISTED = "2023-settlement-review"  # a name that data/documents.toml lists
GOOD = "○ 예산은 3억원임.\n"
Out = pytest.CaptureFixture[str]

# name: what is in the file, the line that is told, what is wrong, what to do
TROUBLE: dict[str, tuple[bytes, int | None, str, str]] = {
    "empty": (b"", None, "the file is empty", "extract the text"),
    "blank": (b" \n\t\r\n\n", None, "the file is empty", "extract the text"),
    "only a byte order mark": (b"\xef\xbb\xbf\n", None, "the file is empty", "extract the text"),
    "only unseen characters": ("\u200b\u00a0\n".encode(), None, "the file is empty", "extract the text"),
    "binary": (bytes(range(256)) * 50, 2, "neither UTF-8 nor CP949", "iconv -t UTF-8"),
    "zero bytes": (b"a\0b\0\n" * 50, 1, "neither UTF-8 nor CP949", "iconv -t UTF-8"),
    "control characters": (b"\x01\x02\x03\x04 a\n" * 50, 1, "neither UTF-8 nor CP949", "iconv -t UTF-8"),
    "UTF-16 with its mark": (REPORT.encode("utf-16"), 1, "this is UTF-16", "iconv -f UTF-16"),
    "UTF-16 big endian": (b"\xfe\xff" + REPORT.encode("utf-16-be"), 1, "this is UTF-16", "iconv -f UTF-16"),
    "UTF-16 without a mark": (REPORT.encode("utf-16-le"), 1, "neither UTF-8 nor CP949", "iconv -t UTF-8"),
    "Latin-1": ("Report\n\nÜber Häuser é\n".encode("latin-1"), 3, "neither UTF-8 nor CP949", "iconv"),
    "half a UTF-8 character": (REPORT.encode()[:-1], 4, "ends within a character", "a part is missing"),
    "half a character, BOM": (REPORT.encode("utf-8-sig")[:-2], 4, "ends within", "a part is missing"),
    "half a CP949 character": (REPORT.encode("cp949")[:-1], 4, "ends within", "a part is missing"),
    "a bad byte within": (REPORT.encode().replace(b"3", b"\xff"), 3, "neither UTF-8 nor CP949", "iconv"),
    "unlisted": (GOOD.encode(), None, "does not list this document", "add an entry"),
}


def _extract(capsys: Out, *words: str) -> tuple[int, str, str]:
    code = main(["extract", *words])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def _assert_told(capsys: Out, path: Path, line: int | None, what: str, step: str, out: Path) -> None:
    """Assert that the file is refused in one line, and that nothing is printed or written."""
    code, printed, told = _extract(capsys, str(path), "--out", str(out))
    assert code == 3
    assert len(told.splitlines()) == 1
    place = f"{path}:{line}: " if line else f"{path}: "
    assert told.startswith(f"gyebo: {place}"), told
    message, _, next_step = told.removeprefix(f"gyebo: {place}").partition("; ")
    assert what in message and step in next_step
    assert printed == "" and not out.exists()


@pytest.mark.parametrize("name", TROUBLE)
def test_a_file_that_is_no_document_is_one_line(capsys: Out, tmp_path: Path, name: str) -> None:
    data, line, what, step = TROUBLE[name]
    path = tmp_path / "report.txt"
    path.write_bytes(data)
    _assert_told(capsys, path, line, what, step, tmp_path / "facts")


def test_a_path_that_is_no_file_is_one_line(capsys: Out, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    (tmp_path / "file.txt").write_text(GOOD, encoding="utf-8")
    out = tmp_path / "facts"
    _assert_told(capsys, tmp_path, None, "this is a folder", "name the documents in it", out)
    _assert_told(capsys, tmp_path / "none.txt", None, "there is no such file", "check the path", out)
    _assert_told(capsys, pipe, None, "a pipe or a device", "save the text as a file", out)
    _assert_told(capsys, tmp_path / "file.txt" / "in.txt", None, "Not a directory", "check the path", out)
    _assert_told(capsys, tmp_path / ("n" * 300 + ".txt"), None, "name too long", "check the path", out)


@pytest.mark.skipif(os.geteuid() == 0, reason="for the superuser every file is readable")
def test_a_file_without_permission_is_one_line(capsys: Out, tmp_path: Path) -> None:
    path = tmp_path / f"{LISTED}.txt"
    path.write_text(GOOD, encoding="utf-8")
    path.chmod(0)
    _assert_told(capsys, path, None, "Permission denied", "permissions", tmp_path / "facts")


def test_one_bad_file_among_good_ones_writes_nothing(capsys: Out, tmp_path: Path) -> None:
    good, bad = tmp_path / f"{LISTED}.txt", tmp_path / "2019-budget-review.txt"
    good.write_text(GOOD, encoding="utf-8")
    bad.write_bytes(b"\xff\xff\xff")
    code, printed, told = _extract(capsys, str(good), str(bad), "--out", str(tmp_path / "facts"))
    assert (code, printed) == (3, "") and str(bad) in told
    assert not (tmp_path / "facts").exists()


def test_a_broken_table_is_an_issue_and_no_error(capsys: Out, tmp_path: Path) -> None:
    text = SETTLEMENT.read_text(encoding="utf-8")
    broken = "가로수 심기 700 7,777,777 30 4.3%"
    assert "가로수 심기 700 570 30 4.3%" in text
    path = tmp_path / f"{LISTED}.txt"
    path.write_text(text.replace("가로수 심기 700 570 30 4.3%", broken), encoding="utf-8")
    line = next(n for n, row in enumerate(path.read_text("utf-8").splitlines(), 1) if broken in row)
    code, printed, told = _extract(capsys, str(path), "--out", str(tmp_path / "facts"))
    assert code == 0 and LISTED in printed
    assert f"{LISTED}:{line}: row-not-read: " in told
    with (tmp_path / "facts" / LISTED / "issues.csv").open(encoding="utf-8", newline="") as file:
        assert [row["line"] for row in csv.DictReader(file) if row["code"] == "row-not-read"] == [str(line)]
    with (tmp_path / "facts" / LISTED / "figures.csv").open(encoding="utf-8", newline="") as file:
        figures = list(csv.DictReader(file))
    assert len(figures) > 100 and all(row["line"] != str(line) for row in figures)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_text_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(REPORT.encode(encoding))
    assert read_text(path) == (REPORT, "cp949" if encoding == "cp949" else "utf-8-sig")


def test_the_error_says_file_and_line_apart(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(REPORT.encode()[:-1])
    with pytest.raises(Unreadable) as told:
        read_text(path)
    assert (told.value.file, told.value.line) == (str(path), 4)
