"""Printed figures in RDF: the claim, where it stands, and what the decisions say it is about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from gyebo.graph.items import Items
from gyebo.graph.mint import Mint
from gyebo.graph.terms import A, boolean, code, date, decimal, integer, ko, term, year
from gyebo.lineage.names import Identified, Names
from gyebo.model.figure import Figure, Statistic
from gyebo.reading.labels import TOTALS
from gyebo.text.names import key
from gyebo.text.normalize import squeeze

_PRINTED = {
    "bureau": "gb:printedBureau",
    "department": "gb:printedDepartment",
    "policy_program": "gb:printedPolicyProgram",
    "unit_program": "gb:printedUnitProgram",
    "program": "gb:printedProgram",
    "sub_program": "gb:printedSubProgram",
    "item": "gb:printedItem",
    "revenue_item": "gb:printedRevenueItem",
    "account": "gb:printedAccount",
    "header": "gb:columnHeader",
    "label": "gb:rowLabel",
}
_CODES = {"item_code": "gb:printedItemCode", "unit_printed": "gb:printedUnit"}
ACCOUNTS = {
    "일반회계": "general",
    "특별회계": "urban-development-special",
    "도시개발특별회계": "urban-development-special",
}
UNITS = {
    "원": "won",
    "천원": "thousand-won",
    "백만원": "million-won",
    "억원": "hundred-million-won",
    "%": "percent",
}

# Brackets without a word in them: (A), (가), (A+B).
_LETTERS = re.compile(r"\((?:[^가-힣()]|[가-힣](?![가-힣]))*\)")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a figure is about, as decided: its program under which name, its unit version, its expense item.

    `whole` tells whether the figure is about the program as such, not about a part that has no identity.
    """

    program: Identified | None
    name: str
    whole: bool
    unit: str
    bureau: str
    item: NamedNode | None


def subject_of(figure: Figure, document_year: int, names: Names, items: Items) -> Subject:
    """Find what a figure is about: a program's name as of the figure's year, a unit's as of its document's.

    A sub-program that has an identity of its own is what the figure is about; any other is a part of the
    program it is printed under.
    """
    year = figure.fiscal_year or document_year
    outer = names.program(figure.program, figure.department, year) if figure.program else None
    inner = names.program(figure.sub_program, figure.department, year) if figure.sub_program else None
    own = inner is not None and (outer is None or (inner.decided and inner.id != outer.id))
    return Subject(
        program=inner if own else outer,
        name=figure.sub_program if own else figure.program,
        whole=labelled_whole(figure) and (own or not figure.sub_program),
        unit=names.unit(figure.department, document_year) if figure.department else "",
        bureau=names.unit(figure.bureau, document_year) if figure.bureau else "",
        item=items.concept(figure.item),
    )


def labelled_whole(figure: Figure) -> bool:
    """Tell whether a row's innermost label names what the figure is about: its program, its item, a year or a total.

    Any other words there (a project, a clause of a remark, the bracket behind a total) name a part of it.
    """
    last = figure.label.rpartition(">")[2]
    if key(last) == key(figure.sub_program):
        return True
    label, program, item = (_LETTERS.sub("", key(name)) for name in (last, figure.program, figure.item))
    if _YEAR.match(label) or squeeze(label) in TOTALS:
        return True
    if figure.item:
        return item in (label, label.lstrip("0123456789"))
    return bool(program) and program in label


def figure_quads(mint: Mint, figure: Figure, subject: Subject, *, in_year: bool) -> Iterator[Quad]:
    """Yield one printed figure; `in_year` tells whether its program exists in the year it is about."""
    node = mint.figure(figure.document, figure.line, figure.column)
    graph = mint.graph(figure.document)
    for prop, value in (*_claim(mint, figure), *_printed(figure), *_about(mint, figure, subject, in_year)):
        yield Quad(node, prop, value, graph)


def _claim(mint: Mint, figure: Figure) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    """Yield what is printed: the exact string, its value and precision, its place."""
    yield A, term("gb:Figure")
    yield term("gb:rawValue"), Literal(figure.raw)
    yield term("gb:unit"), code("unit-of-measure", UNITS.get(figure.unit, "unstated"))
    if figure.amount_krw is not None:
        yield term("gb:amountWon"), integer(figure.amount_krw)
        yield term("gb:precisionWon"), integer(figure.precision_krw or 1)
    if figure.percent is not None:
        yield term("gb:percent"), decimal(str(figure.percent))
    yield term("gb:column"), integer(figure.column)
    yield term("prov:wasQuotedFrom"), mint.line(figure.document, figure.line)
    yield term("dct:isPartOf"), mint.document(figure.document)
    if figure.table:
        yield term("gb:inTable"), mint.thing("table", f"{figure.document}/{figure.table}")


def _printed(figure: Figure) -> Iterator[tuple[NamedNode, Literal]]:
    """Yield the words that the document prints around the figure."""
    for name, prop in _PRINTED.items():
        if text := getattr(figure, name):
            yield term(prop), ko(text)
    for name, prop in _CODES.items():
        if text := getattr(figure, name):
            yield term(prop), Literal(text)


def _about(
    mint: Mint, figure: Figure, subject: Subject, in_year: bool
) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    """Yield what the figure is about: year, round, kind, and the decided things."""
    yield term("gb:amountKind"), code("amount-kind", figure.kind)
    yield term("gb:operationCharacter"), code("operation", figure.operation)
    yield term("gb:isDerived"), boolean(figure.derived)
    if figure.fiscal_year is not None:
        yield term("gb:fiscalYear"), year(figure.fiscal_year)
    if figure.round:
        yield term("gb:round"), code("round", figure.round)
    if figure.as_of:
        yield term("gb:asOf"), date(figure.as_of)
    if figure.account:
        yield term("gb:account"), code("account", ACCOUNTS.get(figure.account, "unstated"))
    if subject.program:
        yield term("gb:aboutProgram"), mint.program(subject.program.id)
        if in_year and figure.fiscal_year is not None:
            yield term("gb:aboutProgramYear"), mint.program_year(subject.program.id, figure.fiscal_year)
    if subject.unit or subject.bureau:
        yield term("gb:aboutUnit"), mint.unit(subject.unit or subject.bureau)
    if subject.item is not None:
        yield term("gb:aboutItem"), subject.item


def statistic_quads(mint: Mint, statistic: Statistic) -> Iterator[Quad]:
    """Yield one printed count."""
    node = mint.thing("statistic", f"{statistic.document}/{statistic.line}-{statistic.column}")
    graph = mint.graph(statistic.document)
    yield Quad(node, A, term("gb:Statistic"), graph)
    yield Quad(node, term("gb:rawValue"), Literal(statistic.raw), graph)
    yield Quad(node, term("gb:quantity"), decimal(str(statistic.value)), graph)
    yield Quad(node, term("gb:column"), integer(statistic.column), graph)
    yield Quad(node, term("prov:wasQuotedFrom"), mint.line(statistic.document, statistic.line), graph)
    yield Quad(
        node, term("gb:inTable"), mint.thing("table", f"{statistic.document}/{statistic.table}"), graph
    )
    for prop, text in (
        ("gb:columnHeader", statistic.header),
        ("gb:rowLabel", statistic.label),
        ("gb:printedUnit", statistic.unit),
    ):
        if text:
            yield Quad(node, term(prop), ko(text) if prop != "gb:printedUnit" else Literal(text), graph)
    if statistic.year is not None:
        yield Quad(node, term("gb:fiscalYear"), year(statistic.year), graph)
