"""Sentences that name programs and items as not having spent anything, against the list of what was spent."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, cited, found_remark
from gyebo.check.remarks import Remarked
from gyebo.reading.prose.unspent import NOTHING_SPENT
from gyebo.text.names import key

Program = tuple[str, str]
_SAID = "집행실적 전무"


def spent_after_all(remarks: Iterable[Remarked], claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield what a sentence names as unspent though the list prints spending, another department, or no such item."""
    named = [remark for remark in remarks if remark.kind == NOTHING_SPENT]
    listed: Mapping[Program, list[Claim]] = defaultdict(list)
    if named:
        wanted = {_program(name) for name in named}
        for claim in claims:
            about = (claim.document, key(claim.program_name))
            if claim.table and claim.kind == "expenditure" and claim.won is not None and about in wanted:
                listed[about].append(claim)
    elsewhere: set[tuple[Program, str]] = set()
    for name in named:
        about = _program(name)
        yield from _of_item(name, listed[about])
        if name.department and (about, name.department) not in elsewhere:
            elsewhere.add((about, name.department))
            yield from _of_department(name, listed[about])


def _program(name: Remarked) -> Program:
    """Return the document, and the program however it is spaced."""
    return name.document, key(name.program)


def _of_item(name: Remarked, listed: list[Claim]) -> Iterator[Finding]:
    """Yield what the list says otherwise of the item, or of all items where none is named."""
    items = [c for c in listed if c.item_name]
    same = [c for c in items if not name.item or key(c.item_name) == key(name.item)]
    spent = [c for c in same if c.won]
    about = " ".join(part for part in (name.program, name.item) if part)
    if spent:
        shown = ", ".join(cited(c) for c in spent)
        yield found_remark(
            "nothing-spent", name, spent, subject=about, printed=_SAID, expected=spent[0].raw, formula=shown
        )
    if items and not same:
        shown = ", ".join(dict.fromkeys(c.item_name for c in items))
        yield found_remark("item-unlisted", name, items, subject=about, printed=name.item, expected=shown)


def _of_department(name: Remarked, listed: list[Claim]) -> Iterator[Finding]:
    """Yield that the list has a program under another department."""
    there = [c for c in listed if c.item_name and c.department]
    if there and all(c.department != name.department for c in there):
        yield found_remark(
            "department-unlisted",
            name,
            there[:1],
            subject=name.program,
            printed=name.department,
            expected=there[0].department,
        )
