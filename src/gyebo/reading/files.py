"""Files → documents: encodings are recognised and named, anything unreadable is told in one line."""

import unicodedata
from pathlib import Path

from gyebo.errors import Unreadable
from gyebo.model.document import Correction, Document
from gyebo.reading.lines import numbered

_ENCODINGS = ("utf-8-sig", "cp949")
_TEXT_SHARE = 0.02


def read_text(path: Path) -> tuple[str, str]:
    """Return the text of a file and its encoding (utf-8-sig covers UTF-8 with and without BOM, else cp949).

    Raises `Unreadable` for a missing file, a folder, an empty or a binary file.
    """
    if path.is_dir():
        raise Unreadable(path, None, "this is a folder", "name the documents in it, for example with *.txt")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(path, None, "there is no such file", "check the path") from None
    except OSError as error:
        raise Unreadable(path, None, error.strerror or str(error), "check the file's permissions") from error
    if not data.strip():
        raise Unreadable(path, None, "the file is empty", "extract the text of the report into it first")
    return _decoded(path, data)


def _decoded(path: Path, data: bytes) -> tuple[str, str]:
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return unicodedata.normalize("NFC", text), encoding
    line = data[: _first_bad(data)].count(b"\n") + 1
    step = "convert it (iconv -t UTF-8) or extract the text again"
    raise Unreadable(path, line, "this is neither UTF-8 nor CP949 text", step)


def _is_text(text: str) -> bool:
    strange = sum(1 for ch in text[:100_000] if ch < " " and ch not in "\t\n\r\f")
    return strange <= len(text[:100_000]) * _TEXT_SHARE and "\0" not in text


def _first_bad(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def make_document(
    text: str, *, id: str, title: str, kind: str, bureau: str, fiscal_year: int, round: str,
    corrections: tuple[Correction, ...] = (),
) -> Document:  # fmt: skip
    """Return the document that a text is, its lines cleaned and numbered."""
    lines = numbered(text)
    return Document(id, title, kind, bureau, fiscal_year, round, lines, corrections)
