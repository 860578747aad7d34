"""Names broken over lines by a narrow table cell: where the break was a space, and where it cut a word in two.

An extraction tool keeps the space at which a line was broken. Where none is left, the document itself says
whether the two halves are one word: "정보통신시설" + "유지관리" stand apart elsewhere in it, "빅데" + "이터" do not.
"""

from collections.abc import Iterable

from gyebo.model.document import Document
from gyebo.text.normalize import unspace


def joined(document: Document, parts: Iterable[str]) -> str:
    """Return the pieces of a broken name, lines as printed with their spaces, as one name."""
    name = ""
    for part in parts:
        if not part.strip():
            continue
        name = f"{name}{_between(document, name, part)}{part}" if name else part
    return unspace(name)


def _between(document: Document, before: str, after: str) -> str:
    """Return what stands between two pieces: a space or nothing."""
    if before[-1:].isspace() or after[:1].isspace():
        return " "
    left, right = before.split()[-1], after.split()[0]
    return " " if _printed(document, f"{left} {right}") and not _printed(document, left + right) else ""


def _printed(document: Document, words: str) -> bool:
    return any(words in line.text for line in document.lines)
