"""Files → documents: encodings are recognised and named, anything unreadable is told in one line."""

import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

from gyebo.errors import Unreadable
from gyebo.model.document import Correction, Document
from gyebo.reading.lines import numbered
from gyebo.text.normalize import clean

_ENCODINGS = ("utf-8-sig", "cp949")
_CUT_OFF = ("unexpected end of data", "incomplete multibyte sequence")
_TEXT_SHARE = 0.02


def read_text(path: Path) -> tuple[str, str]:
    """Return the text of a file and its encoding (utf-8-sig covers UTF-8 with and without BOM, else cp949).

    Raises `Unreadable` for a missing file, a folder, a pipe, an empty or a binary file.
    """
    text, encoding = _decoded(path, _bytes(path))
    if not clean(text).strip():
        raise Unreadable(path, None, "the file is empty", "extract the text of the report into it first")
    return text, encoding


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Unreadable(
                path, None, "this is a folder", "name the documents in it, for example with *.txt"
            )
        if path.exists() and not path.is_file():
            raise Unreadable(path, None, "this is a pipe or a device", "save the text as a file first")
        return path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(path, None, "there is no such file", "check the path") from None
    except OSError as error:
        step = "check the path and its permissions"
        raise Unreadable(path, None, error.strerror or str(error), step) from error


def _decoded(path: Path, data: bytes) -> tuple[str, str]:
    failed = []
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            failed.append(error)
            continue
        if _is_text(text):
            return unicodedata.normalize("NFC", text), encoding
    raise _not_text(path, data, max(failed, key=lambda error: error.start, default=None))


def _not_text(path: Path, data: bytes, error: UnicodeDecodeError | None) -> Unreadable:
    """Return what is wrong with bytes that are no text, at the line that the better encoding reached."""
    line = error.object.count(b"\n", 0, error.start) + 1 if error else 1
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return Unreadable(path, 1, "this is UTF-16 text", "convert it (iconv -f UTF-16 -t UTF-8)")
    if error and error.reason in _CUT_OFF:
        step = "a part is missing: copy it or extract the text again"
        return Unreadable(path, line, "the file ends within a character", step)
    step = "convert it (iconv -t UTF-8) or extract the text again"
    return Unreadable(path, line, "this is neither UTF-8 nor CP949 text", step)


def _is_text(text: str) -> bool:
    strange = sum(1 for ch in text[:100_000] if ch < " " and ch not in "\t\n\r\f")
    return strange <= len(text[:100_000]) * _TEXT_SHARE and "\0" not in text


def make_document(
    text: str, *, id: str, title: str, kind: str, bureau: str, fiscal_year: int, round: str,
    corrections: tuple[Correction, ...] = (),
) -> Document:  # fmt: skip
    """Return the document that a text is, its lines cleaned and numbered."""
    lines = numbered(text)
    return Document(id, title, kind, bureau, fiscal_year, round, lines, corrections)
