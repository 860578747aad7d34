"""Programs and items that a sentence names as not having spent anything ("… 사업 등은 예산 집행실적이 전무한 바").

Each is a remark at its own place, so that the list of what was spent can be held against it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from gyebo.model.document import Document
from gyebo.model.facts import Remark
from gyebo.reading.vocabulary import Vocabulary

NOTHING_SPENT = "nothing-spent"
_NOTHING = re.compile(r"(?:집행\s*실적이\s*전무|예산\s*전액이\s*집행되지\s*않|전액\s*미집행(?!사업))")
_BEGINNING = re.compile(r"특히|다음과\s*같")
_DEPARTMENT = re.compile(r"([가-힣]+?(?:담당관|센터|과|기록원))(?:의)?\s*사업\s*중")
_NAMED = re.compile(r"“([^“”]{2,120})”")
_ITEMS = re.compile(r"\(([^()]*)\)[’'\s]*$")
_ITEM = re.compile(r"[가-힣][가-힣\s]*[가-힣]")
_LINES = 80


def unspent_items(document: Document, vocabulary: Vocabulary) -> Iterator[Remark]:
    """Yield each item named so, or the program where no item is, with its department and program."""
    lines = document.lines
    texts = [line.text + "\n" for line in lines]
    starts = [0, *accumulate(map(len, texts))]
    whole = "".join(texts)
    told = 0
    for end in _NOTHING.finditer(whole):
        first = max(0, whole.count("\n", 0, end.start()) - _LINES)
        begins = [m.end() for m in _BEGINNING.finditer(whole, max(told, starts[first]), end.start())]
        if not begins:
            continue
        told = end.end()
        departments = list(_DEPARTMENT.finditer(whole, begins[-1], end.start()))
        for named in _NAMED.finditer(whole, begins[-1], end.start()):
            department = next((d[1] for d in reversed(departments) if d.start() < named.start()), "")
            for start, raw, program, item in _items(named, vocabulary):
                index = bisect_right(starts, start) - 1
                yield Remark(
                    document=document.id, line=lines[index].number, column=start - starts[index] + 1, raw=raw,
                    kind=NOTHING_SPENT, fiscal_year=document.fiscal_year, department=department, program=program,
                    item=item,
                )  # fmt: skip


def _items(named: re.Match[str], vocabulary: Vocabulary) -> Iterator[tuple[int, str, str, str]]:
    """Yield where each item of a quoted program begins, its words, program and item; the program where none is named."""
    text = named[1]
    inner = _ITEMS.search(text)
    parts = list(_ITEM.finditer(text, inner.start(1), inner.end(1))) if inner else []
    items = [(part, vocabulary.item(part[0].replace("\n", " "))) for part in parts]
    program = " ".join((text[: inner.start()] if inner and any(i for _, i in items) else text).split())
    program = vocabulary.program(program) or program
    told = [(part, item) for part, item in items if item]
    for part, item in told if program else ():
        yield named.start(1) + part.start(), _on_its_line(part[0]), program, item
    if program and not told:
        begins = len(text) - len(text.lstrip())
        yield named.start(1) + begins, _on_its_line(text[begins:]), program, ""


def _on_its_line(text: str) -> str:
    """Return the words of a name that stand on its first line."""
    return text.partition("\n")[0].rstrip()
