"""Rows of flattened tables in which a row is a label and all the figures up to the next label.

What an extraction tool leaves of a ruled table: labels broken over lines, values one a line or several,
single syllables that are a label printed vertically, remarks below their row, text of the page in between.
Settings of a form: `groups` (outer labels and the rows each covers, all up to the next group when none are
named), `names` (row labels behind which everything is a remark of the row above), `remark_ends` (words that
end such a remark).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gyebo.model.document import Document
from gyebo.model.table import Cell, Row
from gyebo.reading.forms import Form
from gyebo.reading.labels import is_total
from gyebo.reading.places.regions import Region
from gyebo.reading.rows.cells import longest_run, span_cell, words
from gyebo.reading.rows.joining import joined
from gyebo.reading.vocabulary import Vocabulary
from gyebo.text.names import key
from gyebo.text.normalize import squeeze, unspace
from gyebo.text.units import units_in

_SYLLABLE = re.compile(r"[가-힣]")
_ASIDE = re.compile(r"\s*(?:[<〈《【□■▣◆◇◈▶▮▪※○❍⇒]|-\s)")
_SIGNATURE = re.compile(r"(?:수석)?전문위원\S*입법조사관")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FAR = 2
_MOST_LINES = 12
_MOST_WORDS = 16


@dataclass(slots=True)
class _Stream:
    """What is known between two rows: label lines and figures so far, the remark, department and group in force."""

    document: Document
    form: Form
    vocabulary: Vocabulary
    text: list[tuple[int, str]] = field(default_factory=list)
    own: str = ""
    cells: list[Cell] = field(default_factory=list)
    remark: Cell | None = None
    last: int = 0
    vertical: str = ""
    department: str = ""
    group: str = ""


def stream_rows(document: Document, region: Region, vocabulary: Vocabulary) -> Iterator[Row]:
    """Yield the rows of a flattened region, each with the department it stands under."""
    stream = _Stream(document, region.placement.form, vocabulary)
    for start, end in region.spans:
        for number in range(start, end + 1):
            yield from _line(stream, number, document.text_of(number))
    yield from _close(stream)


def _line(stream: _Stream, number: int, text: str) -> Iterator[Row]:
    bare = squeeze(text)
    if not bare or _goes_on(stream, number, text):
        return
    if _is_vertical(stream.document, number):
        yield from _close(stream)
        stream.vertical += bare
        return
    if stream.vertical:
        stream.group, stream.vertical = stream.vertical, ""
    if units_in(text) or _SIGNATURE.search(bare):
        return
    if _ASIDE.match(text):
        yield from _close(stream)
        stream.text.clear()
        return
    yield from _content(stream, number, text)


def _is_vertical(document: Document, number: int) -> bool:
    """Tell whether a line is part of a label printed vertically: one syllable, and another one above or below it."""
    alone = [_SYLLABLE.fullmatch(squeeze(document.text_of(n))) for n in (number, number - 1, number + 1)]
    return bool(alone[0] and (alone[1] or alone[2]))


def _goes_on(stream: _Stream, number: int, text: str) -> bool:
    """Take a line that touches a row, in a table with remarks, as the next line of the row's remark."""
    if number != stream.last + 1 or not stream.cells or not stream.form.columns[-1].text:
        return False
    if stream.remark is None and longest_run(words(number, text))[1]:
        return False
    begin = stream.remark or Cell(number, 1, "")
    stream.remark = span_cell(stream.document, begin.line, begin.column, number)
    stream.last = number
    return True


def _content(stream: _Stream, number: int, text: str) -> Iterator[Row]:
    """Take a line of a label, of figures, or of both."""
    cells = words(number, text)
    fixed = _fixed(stream.form, cells)
    start, end = (place + fixed for place in longest_run(cells[fixed:]))
    if not fixed and end - start == len(cells):
        if stream.text or stream.cells:
            stream.cells.extend(cells)
            stream.last = number
    elif end - start >= stream.form.minimum:
        yield from _close(stream)
        stream.own = text[: cells[start].column - 1]
        stream.cells = cells[start:end]
        stream.last = number
        if end < len(cells) and stream.form.columns[-1].text:
            stream.remark = span_cell(stream.document, number, cells[end].column, number)
    else:
        yield from _close(stream)
        _label(stream, number, text)


def _fixed(form: Form, cells: list[Cell]) -> int:
    """Return how many leading words are label cells although they are numbers: row numbers, a year."""
    if "year" in form.labels:
        return 1 if _YEAR.fullmatch(cells[0].raw) else 0
    return min(form.labels.count("index"), len(cells))


def _label(stream: _Stream, number: int, text: str) -> None:
    """Keep a line of label text; a department that stands alone holds for the rows after it."""
    department = stream.vocabulary.department(text)
    if department:
        stream.department = department
        stream.text.clear()
        return
    if unspace(text) in _groups(stream.form):
        stream.group = unspace(text)
        stream.text.clear()
        return
    if stream.text and number - stream.text[-1][0] > _FAR:
        stream.text.clear()
    stream.text.append((number, text))
    del stream.text[:-_MOST_LINES]


def _close(stream: _Stream) -> Iterator[Row]:
    """Yield the row under way, if it has enough figures and a label that the form can have."""
    cells, remark, own = stream.cells, stream.remark, stream.own
    if not cells:
        return
    labels = _labels(stream, own, cells[0].line) if len(cells) >= stream.form.minimum else None
    stream.cells, stream.remark, stream.own = [], None, ""
    stream.text.clear()
    if labels is None:
        return
    values: tuple[Cell | None, ...] = tuple(cells)
    if remark is not None:
        values = (*values, *[None] * (len(stream.form.columns) - 1 - len(values)), remark)
    yield Row(cells[0].line, labels, values, "", stream.department, "")


def _labels(stream: _Stream, own: str, line: int) -> tuple[str, ...] | None:
    """Return one label for each role of the form, or None where the text is no label of such a table."""
    roles = stream.form.labels
    fixed = roles.count("index")
    if fixed:
        pieces = own.strip().split(maxsplit=fixed)
        return (*pieces[:fixed], *pieces[fixed:])
    if roles[-1] == "item":
        split = _item(stream, own)
        return None if split is None else split if len(roles) > 1 else split[1:]
    name = _name(stream, own, line)
    if len(roles) == 1:
        return (name,)
    outer, inner = _outer(stream, name)
    return (outer, inner)


def _item(stream: _Stream, own: str) -> tuple[str, str] | None:
    """Split the label into (what stands before, expense item or total); None when it ends in neither."""
    above = [text for _, text in stream.text]
    if own.strip():
        pieces = own.split()
        for start in range(max(0, len(pieces) - _MOST_WORDS), len(pieces)):
            tail = " ".join(pieces[start:])
            if _is_item(stream, tail):
                before = [*above, *([own[: own.rfind(pieces[start])]] if start else [])]
                return _whole(stream, before), unspace(tail)
        return None
    for start in range(len(above) - 1, -1, -1):
        tail = joined(stream.document, above[start:])
        if _is_item(stream, tail):
            return _whole(stream, above[:start]), tail
    return None


def _whole(stream: _Stream, parts: list[str]) -> str:
    """Return a name of one or more lines; a broken one as the document's tables print it unbroken, if they do."""
    name = joined(stream.document, parts)
    return (stream.vocabulary.program(name) if len(parts) > 1 else "") or name


def _is_item(stream: _Stream, text: str) -> bool:
    """Tell whether a text is a total, an expense item (with or without a bracket), or one that the form names."""
    named = {key(name) for name in stream.form.settings.get("items", ())}
    item = stream.vocabulary.item
    return is_total(text) or key(text) in named or bool(item(text) or item(text.split("(")[0]))


def _name(stream: _Stream, own: str, line: int) -> str:
    """Return the label as one name: lines that touch the figures' own label belong to it, else all above."""
    lines = _without_remark(stream)
    parts = [text for _, text in lines]
    if own.strip():
        near: list[str] = [own]
        for number, text in reversed(lines):
            if line - number > len(near):
                break
            near.insert(0, text)
        parts = near
    return _whole(stream, parts)


def _without_remark(stream: _Stream) -> list[tuple[int, str]]:
    """Return the label lines without those that are a remark of the row above."""
    names = {key(name) for name in stream.form.settings.get("names", ())}
    for start in range(len(stream.text) if names else 0):
        if key(joined(stream.document, (text for _, text in stream.text[start:]))) in names:
            return stream.text[start:]
    ends = tuple(stream.form.settings.get("remark_ends", ()))
    last = max(
        (i for i, (_, text) in enumerate(stream.text) if ends and text.rstrip().endswith(ends)), default=-1
    )
    return stream.text[last + 1 :]


def _groups(form: Form) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = form.settings.get("groups", {})
    return groups


def _outer(stream: _Stream, name: str) -> tuple[str, str]:
    """Return (group, name): a group named at the beginning of the label, or the one in force where it covers the row."""
    for group in _groups(stream.form):
        leading = re.match(r"\s*".join(map(re.escape, squeeze(group))) + r"\s+(?=\S)", name)
        if leading:
            stream.group, name = group, name[leading.end() :]
    members = _groups(stream.form).get(stream.group)
    if members is None or (members and squeeze(name) not in {squeeze(member) for member in members}):
        stream.group = ""
    return stream.group, name
