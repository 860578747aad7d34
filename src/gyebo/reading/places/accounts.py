"""Which account a place in a document is about: the heading above it, or the caption of its table, names one."""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from gyebo.model.document import Document
from gyebo.reading.cell_figures import bureau_of
from gyebo.reading.rows.blocks import ACCOUNTS
from gyebo.reading.tables import ReadTable
from gyebo.reading.vocabulary import Vocabulary, account_of
from gyebo.text.normalize import squeeze

_ONLY = re.compile(rf"세입[가-힣]{{0,6}}[은는](?P<account>{'|'.join(ACCOUNTS)})로만구성")
# From outer to inner: the marks that head the parts of a report.
_MARKS = tuple(
    re.compile(rf"\s*{mark}")
    for mark in (r"[Ⅰ-ⅫIVX]+\s*\.\s", r"\d{1,2}\.\s", r"□", r"[가-하][.)]\s", r"[▸▶]", r"[○❍]", r"[-–]\s")
)


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts in force by the line from which each one is."""

    starts: tuple[int, ...] = ()
    names: tuple[str, ...] = ()

    def at(self, line: int, caption: str = "") -> str:
        """Return the account that line `line` is about: its caption's, else that of the headings above it."""
        index = bisect_right(self.starts, line) - 1
        return account_of(caption) or (self.names[index] if index >= 0 else "")


def accounts_of(document: Document) -> Accounts:
    """Follow the outline of a document: a heading that is an account's name holds up to the next of its rank."""
    open_headings: list[tuple[int, str]] = []
    starts, names = [], []
    for line in document.lines:
        rank, title = _heading(line.text)
        if not title:
            continue
        open_headings = [heading for heading in open_headings if heading[0] < rank]
        if squeeze(title) in ACCOUNTS:
            open_headings.append((rank, squeeze(title)))
        starts.append(line.number)
        names.append(open_headings[-1][1] if open_headings else "")
    return Accounts(tuple(starts), tuple(names))


def _heading(text: str) -> tuple[int, str]:
    """Return the rank of a line's mark and what stands behind it; no title where there is no mark."""
    for rank, mark in enumerate(_MARKS):
        if match := mark.match(text):
            return rank, text[match.end() :].strip()
    return len(_MARKS), ""


def under_accounts(document: Document, tables: list[ReadTable], vocabulary: Vocabulary) -> list[ReadTable]:
    """Give rows without an account that of their table's caption or the headings above, or the only one of revenue.

    Where a document speaks of one special account only, its 특별회계 means that one.
    """
    del vocabulary
    accounts = accounts_of(document)
    only = _only_of_revenue(document)
    special = _special(document)
    made = []
    for table in tables:
        form = table.region.placement.form
        around = accounts.at(table.region.start, table.region.caption)
        if form.operation == "revenue" and "account" not in form.labels:
            around = around or only
        own = special if bureau_of(document, table.region) == document.bureau else ""
        made.append(_under(around, own, table))
    return made


def _under(around: str, special: str, table: ReadTable) -> ReadTable:
    """Give every row of a table its account."""
    rows = tuple(
        (row, replace(here, account=_named(here.account or around, special)), cells)
        for row, here, cells in table.rows
    )
    return replace(table, rows=rows)


def _named(account: str, special: str) -> str:
    return special or account if account == "특별회계" else account


def _special(document: Document) -> str:
    """Return the special account of a document that names one in full."""
    return next(
        (name for name in ACCOUNTS[:1] if any(name in squeeze(line.text) for line in document.lines)), ""
    )


def _only_of_revenue(document: Document) -> str:
    """Return the account of which the document says that all revenue belongs to it."""
    text = squeeze("".join(line.text for line in document.lines))
    match = _ONLY.search(text)
    return match["account"] if match else ""
