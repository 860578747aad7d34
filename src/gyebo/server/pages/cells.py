"""Rows of any query as tables for people: codes in words, links on things, amounts with commas."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode

from gyebo.graph.terms import BASE, PREFIXES
from gyebo.server.pages.headings import labels
from gyebo.store.engine import Rows, Term

_NUMBERS = frozenset(("integer", "decimal", "double", "int", "long", "nonNegativeInteger"))
# Whole numbers of these names are no amounts: they are told without commas.
_PLAIN = frozenset(("line", "lines", "column", "year", "number"))
_PROGRAM, _UNIT = re.compile(r"P\d{4,}"), re.compile(r"U\d{2,}-\d+")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a table shows in one place: a text, a path of this site or an address it links to, whether it is a number.

    `code` is the notation that `text` says in words.
    """

    text: str
    path: str = ""
    address: str = ""
    number: bool = False
    code: str = ""


def table(rows: Rows, base: str, most: int, language: str = "ko") -> Iterator[tuple[Cell, ...]]:
    """Yield the first rows as cells; a line leads to its place in the document that stands in the same row."""
    documents = [i for i, name in enumerate(rows.variables) if name == "document"]
    for row in rows.rows[:most]:
        document = _text(row[documents[0]]) if documents else ""
        told = zip(rows.variables, row, strict=True)
        yield tuple(_in_words(cell(term, name, base, document), name, language) for name, term in told)


def _in_words(one: Cell, variable: str, language: str) -> Cell:
    """Return a cell that holds a code with the code's name."""
    names = labels(variable).get(one.text)
    return replace(one, text=names[0 if language == "ko" else 1], code=one.text) if names else one


def cell(term: Term | None, variable: str = "", base: str = BASE, document: str = "") -> Cell:
    """Return a term as a cell."""
    if term is None:
        return Cell("")
    if isinstance(term, NamedNode):
        return _thing(term.value, base)
    text = _text(term)
    number = isinstance(term, Literal) and term.datatype.value.rpartition("#")[2] in _NUMBERS
    if number and variable not in _PLAIN and re.fullmatch(r"-?\d{4,}", text):
        return Cell(f"{int(text):,}", number=True)
    return Cell(text, path=_path(text, variable, document), number=number)


def _path(text: str, variable: str, document: str) -> str:
    """Return the page of what an id, a document or a line stands for; empty where it is just a text."""
    if variable == "line" and document and text.isdecimal():
        return f"/document/{document}/line/{text}"
    if variable == "document" and text:
        return f"/document/{text}"
    if _PROGRAM.fullmatch(text):
        return f"/program/{text}"
    return f"/unit/{text}" if _UNIT.fullmatch(text) else ""


def _thing(iri: str, base: str) -> Cell:
    """Return an IRI: a thing of ours links to its page, a term or code to the reference, others to their address."""
    if iri.startswith(f"{base}id/"):
        local = iri.removeprefix(f"{base}id/")
        return Cell(local, path=f"/id/{quote(local, safe='/-')}")
    if iri.startswith(PREFIXES["gb"]):
        return Cell(
            f"gb:{iri.removeprefix(PREFIXES['gb'])}", path=f"/ontology#{iri.removeprefix(PREFIXES['gb'])}"
        )
    if iri.startswith(PREFIXES["code"]):
        name, _, code = iri.removeprefix(PREFIXES["code"]).partition("/")
        return Cell(
            f"{name}/{code}" if code else name, path=f"/ontology/codes/{name}" + (f"#{code}" if code else "")
        )
    return Cell(iri, address=iri if iri.startswith(("http://", "https://")) else "")


def _text(term: Term | None) -> str:
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    return "" if term is None else term.value


def plain(rows: Rows) -> tuple[Sequence[str], list[tuple[str, ...]]]:
    """Return rows for CSV: variables, and plain text."""
    return rows.variables, list(rows.texts())
