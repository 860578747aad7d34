"""The labels of a row that is printed as blocks of lines: which block is the program, which the item.

A row's labels stand in the blocks before its figures and in the words before them on their line. Blocks of
remarks, dates, rates and status words lie between; they are nobody's name.
"""

import re
from dataclasses import dataclass

from gyebo.model.document import Line
from gyebo.reading.forms import Form
from gyebo.reading.labels import is_total
from gyebo.reading.rows.blocks import ACCOUNTS, department_named
from gyebo.reading.vocabulary import Vocabulary
from gyebo.text.names import bracketed, key
from gyebo.text.normalize import squeeze

_WORDS = re.compile(r"[가-힣A-Za-z]")
_REMARK = re.compile(r"\s*(?:[-–○●•※▪*·]\s|[○※▪]|\()")
_BEHIND = re.compile(r"(?P<name>.*\S)?\s*\((?P<department>[^()]+)\)\s*", re.DOTALL)
_LONGEST = 300
_SPACED = re.compile(r"\S(?:[ ]\S)+")


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a row in the order of the form's roles, and the department that stands with them."""

    names: tuple[str, ...]
    department: str


def compose(
    form: Form, outer: list[tuple[Line, ...]], own: tuple[Line, ...], vocabulary: Vocabulary
) -> Labels | None:
    """Return the labels of a row from the blocks before it and its own block; None when it cannot be a row.

    A line break inside a name stays a line break, for the vocabulary to mend. Nothing of more than a few
    hundred signs is a label.
    """
    if _length(own) > _LONGEST:
        return None
    outer = [block for block in outer if _length(block) <= _LONGEST]
    if form.labels == ("year",):
        return Labels((tidy(own[-1].text) if own else "",), "")
    texts, department = _texts(form, outer, own, vocabulary)
    text = texts[-1] if texts else ""
    if is_total(text):
        return Labels(_placed(form, text), department)
    if "sub_program" in form.labels:
        return _in_one_line(form, text, vocabulary)
    if form.labels[-1] == "item":
        return _with_item(form, texts, department, vocabulary)
    text, behind = _without_department(texts, vocabulary)
    if "department" in form.labels and not behind and (whole := department_named(text, vocabulary)):
        return Labels(_placed(form, ""), whole)
    return Labels(_placed(form, text), behind or department)


def _texts(
    form: Form, outer: list[tuple[Line, ...]], own: tuple[Line, ...], vocabulary: Vocabulary
) -> tuple[list[str], str]:
    """Return the label texts of the blocks, without remarks, and the department that they name."""
    department = ""
    texts = []
    for block in outer:
        head, found = _headed(form, block, vocabulary, known=True)
        whole = department_named(_joined(form, block), vocabulary) if "department" in form.labels else ""
        department = whole or found or department
        text = "" if whole else _joined(form, block[head:])
        if text and not _REMARK.match(text):
            texts.append(text)
    head, found = _headed(form, own, vocabulary)
    text = _joined(form, own[head:])
    return [*texts, text] if text else texts, found or department


def _headed(
    form: Form, block: tuple[Line, ...], vocabulary: Vocabulary, known: bool = False
) -> tuple[int, str]:
    """Return how many lines at the head of a block name a department, and that department.

    데이터센터 above 청사시설유지관리 is the beginning of a program's name when the document has that program.
    With `known`, what is left must be a program that the document has.
    """
    if "department" not in form.labels:
        return 0, ""
    lines = block[: _until_item(block, vocabulary)]
    if vocabulary.program(_run_on(lines)) or vocabulary.program(_run_on(block)):
        return 0, ""
    for end in range(len(block) - 1, 0, -1):
        found = department_named(_run_on(block[:end]), vocabulary)
        if found and (not known or vocabulary.program(_run_on(lines[end:]))):
            return end, found
    return 0, ""


def _length(lines: tuple[Line, ...]) -> int:
    return sum(len(line.text) for line in lines)


def _run_on(lines: tuple[Line, ...]) -> str:
    return "".join(line.text for line in lines)


def _until_item(own: tuple[Line, ...], vocabulary: Vocabulary) -> int:
    """Return how many lines of a block stand before those that are its item."""
    ends = (end for end in range(1, len(own)) if vocabulary.item(_run_on(own[end:])))
    return next(ends, len(own))


def _joined(form: Form, lines: tuple[Line, ...]) -> str:
    """Return the text of a block: lines without words (dates, rates) and status words left out."""
    status = form.settings.get("status", ())
    kept = [
        tidy(line.text) for line in lines if _WORDS.search(line.text) and squeeze(line.text) not in status
    ]
    return "\n".join(kept)


def tidy(text: str) -> str:
    """Return a line with single spaces; one that is stretched sign by sign is joined: "일 반 ( 계 )"."""
    plain = " ".join(text.split())
    return squeeze(plain) if _SPACED.fullmatch(plain) else plain


def _with_item(form: Form, texts: list[str], department: str, vocabulary: Vocabulary) -> Labels | None:
    """Split the item off the end of the labels: in the last block, or in the last two read together."""
    for count in (1, 2):
        if len(texts) < count:
            break
        rest, item = item_behind("\n".join(texts[-count:]), vocabulary)
        if item:
            program = rest or (texts[-count - 1] if len(texts) > count else "")
            return Labels(_placed(form, _program_in(form, program, vocabulary), item), department)
    return None if texts else Labels(_placed(form, ""), department)


def item_behind(text: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """Split a trailing expense item off a label; a line break inside either stays.

    >>> item_behind("급여관리 운영\\n공공\\n운영비", Vocabulary({"공공운영비": "공공운영비"}))
    ('급여관리 운영', '공공\\n운영비')
    """
    for match in re.finditer(r"(?:^|(?<=\s))(?=\S)", text):
        if vocabulary.item(text[match.start() :]):
            return text[: match.start()].rstrip(), text[match.start() :]
    return text, ""


def _program_in(form: Form, text: str, vocabulary: Vocabulary) -> str:
    """Return the program at the end of a text into which a remark may have run: "…로 전용기록정보관리"."""
    if not form.settings.get("remarks"):
        return text
    ends = (text[start:] for start in range(len(text)) if text[start].strip())
    return next((end for end in ends if vocabulary.program(end)), text)


def _without_department(texts: list[str], vocabulary: Vocabulary) -> tuple[str, str]:
    """Return the label and the department printed behind it in brackets, which may stand alone in its block."""
    text = texts[-1] if texts else ""
    match = _BEHIND.fullmatch(text)
    department = department_named(match["department"], vocabulary) if match else ""
    if match is None or not department:
        return text, ""
    return match["name"] or (texts[-2] if len(texts) > 1 else ""), department


def _in_one_line(form: Form, text: str, vocabulary: Vocabulary) -> Labels:
    """Take apart a line that holds all labels: account, department, program, item, what is bought."""
    words = text.split()
    account = words.pop(0) if words and words[0] in ACCOUNTS else ""
    department = department_named(words.pop(0), vocabulary) if account and words else ""
    for start in range(len(words)):
        for end in range(len(words), start, -1):
            if vocabulary.item("".join(words[start:end])):
                named = {"program": words[:start], "item": words[start:end], "sub_program": words[end:]}
                parts = {role: " ".join(name) for role, name in named.items()}
                return Labels(
                    tuple(({"account": account} | parts).get(role, "") for role in form.labels), department
                )
    return Labels(_placed(form, text), department)


def _placed(form: Form, text: str, item: str = "") -> tuple[str, ...]:
    """Put a name into the innermost role and an item into the item's; the department's is filled later."""
    inner = next(
        (role for role in reversed(form.labels) if role not in ("item", "department", "account")), ""
    )
    inner = inner or form.labels[-1]
    return tuple(item if role == "item" and item else text if role == inner else "" for role in form.labels)


def named_in_brackets(text: str, vocabulary: Vocabulary) -> str:
    """Return the department that stands in brackets at the head of a text that a page break cut off its row."""
    names = bracketed(text)
    starts = key(text).startswith("(")
    return department_named(names[0], vocabulary) if names and starts else ""
