"""Rows of flattened tables: one stream of words, in which labels break over lines and cells lose their places.

What an extraction tool leaves of a ruled table is read in small steps: single syllables standing alone
are a label printed vertically; a word run of figures closes a row; the text before it is its label.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gyebo.model.document import Document
from gyebo.model.table import Cell, Row
from gyebo.reading.cells import longest_run, words
from gyebo.reading.forms import Form
from gyebo.reading.regions import Region, is_caption
from gyebo.reading.vocabulary import Vocabulary
from gyebo.text.normalize import squeeze, unspace
from gyebo.text.units import units_in

_SYLLABLE = re.compile(r"[가-힣]")
_BULLET = re.compile(r"^\s*[○❍□■▸▶※◈]|^\s*-\s")
_ACCOUNT_PARTS = {"일반회계", "특별회계", "도시개발특별회계", "도시개발", "일반", "특별", "회계"}


@dataclass(slots=True)
class _State:
    """What is known between two rows: label text so far, figures so far, department and account in force."""

    text: list[tuple[int, str]] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    vertical: str = ""
    vertical_line: int = 0
    department: str = ""
    account: str = ""
    account_part: str = ""


def flow_rows(document: Document, region: Region, vocabulary: Vocabulary) -> Iterator[Row]:
    """Yield the rows of a flattened region, each with the department and account it stands under."""
    form = region.placement.form
    state = _State()
    for start, end in region.spans:
        for number in range(start, end + 1):
            yield from _step(form, state, vocabulary, number, document.text_of(number))
    yield from _flush(form, state)


def _step(form: Form, state: _State, vocabulary: Vocabulary, number: int, text: str) -> Iterator[Row]:
    bare = squeeze(text)
    if not bare or _vertical(state, vocabulary, number, bare):
        return
    _end_vertical(state, vocabulary)
    if units_in(text) or is_caption(text) or _account(state, bare):
        return
    cells = words(number, text)
    run = longest_run(cells)
    if _BULLET.match(text) and run[1] - run[0] < form.minimum:
        state.text.clear()
    elif run[1] - run[0] >= _wanted(form, state):
        yield from _numbers(form, state, vocabulary, cells, run)
    else:
        yield from _flush(form, state)
        if _department_alone(state, vocabulary, text):
            state.text.clear()
        else:
            state.text.append((number, text.strip()))


def _wanted(form: Form, state: _State) -> int:
    """Return how many figures a line must hold to be part of a row: one, where values stand one a line."""
    return 1 if form.settings.get("stacked") or state.cells else min(form.minimum, len(form.columns))


def _numbers(
    form: Form, state: _State, vocabulary: Vocabulary, cells: list[Cell], run: tuple[int, int]
) -> Iterator[Row]:
    """Take a line's figures: with a label of its own it begins a row, otherwise it may continue one."""
    own = " ".join(cell.raw for cell in cells[: run[0]])
    if state.cells and own:
        yield from _flush(form, state)
    if own:
        state.text.append((cells[0].line, own))
    state.cells.extend(cells[run[0] : run[1]])
    remark = " ".join(cell.raw for cell in cells[run[1] :])
    if len(state.cells) >= len(form.columns) or remark:
        yield from _flush(form, state, remark, own)
    elif len(state.cells) >= form.minimum and not form.settings.get("stacked") and not form.tail:
        yield from _flush(form, state, remark, own)


def _flush(form: Form, state: _State, remark: str = "", own: str = "") -> Iterator[Row]:
    """Close the row under way, if it has figures, and forget its label."""
    if not state.cells:
        return
    labels = _labels(state.text, own)
    cells = tuple(state.cells)
    yield Row(cells[0].line, labels, cells, remark, state.department, state.account)
    state.cells.clear()
    state.text.clear()


def _labels(text: list[tuple[int, str]], own: str) -> tuple[str, ...]:
    """Return (outer text, own text): lines that touch the figures' line are one label, the rest stand outside."""
    if not text:
        return ("", "")
    inner = [text[-1]]
    for line in reversed(text[:-1]):
        if not own or inner[0][0] - line[0] == 1:
            inner.insert(0, line)
        else:
            break
    outer = text[: len(text) - len(inner)]
    return (_join(outer), _join(inner))


def _join(lines: list[tuple[int, str]]) -> str:
    return unspace(" ".join(" ".join(text.split()) for _, text in lines))


def _vertical(state: _State, vocabulary: Vocabulary, number: int, bare: str) -> bool:
    """Collect a label printed one syllable a line; a gap in lines larger than a blank begins a new one."""
    if len(bare) != 1 or not _SYLLABLE.match(bare):
        return False
    if state.vertical and number - state.vertical_line > 2:
        _end_vertical(state, vocabulary)
    state.vertical += bare
    state.vertical_line = number
    return True


def _end_vertical(state: _State, vocabulary: Vocabulary) -> None:
    """Understand a finished vertical label: an account, a department, or the beginning of one's name."""
    label, state.vertical = state.vertical, ""
    if not label or _account(state, label):
        return
    starting = [name for name in vocabulary.departments.values() if squeeze(name).startswith(label)]
    if len(label) > 2 and starting:
        state.department = min(starting, key=len)


def _account(state: _State, bare: str) -> bool:
    """Take a line that is an account name or a piece of one (일반 / 회계, 도시개발 / 특별회계)."""
    if bare not in _ACCOUNT_PARTS:
        return False
    whole = state.account_part + bare
    state.account_part = whole if whole in _ACCOUNT_PARTS else bare
    if state.account_part.endswith("회계"):
        state.account, state.account_part = state.account_part, ""
    return True


def _department_alone(state: _State, vocabulary: Vocabulary, text: str) -> bool:
    department = vocabulary.department(text)
    if department:
        state.department = department
    return bool(department)

