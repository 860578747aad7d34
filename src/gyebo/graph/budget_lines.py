"""Budget lines in RDF: what transfers, carryovers and contracts move, are carried out of and are paid from.

A line is a program in a fiscal year, the unit version that has it, an expense item, and the account. It is
minted where a document names the first four of a side of a transfer, of a carryover or of a contract, and
decisions say which program and unit they are and that the program exists in that year. The account stands on
none of these: it is that of the program's figures of the year where they all state one, and is left out where
none states any. Where they state two, which of the lines is meant is not known, and there is none.

Lines stand in the graph of the cube, whose figures tell their accounts, and are written after all documents,
each once however many documents name it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode, Quad

from gyebo.facts.decisions import Decisions
from gyebo.graph.cube import Accounts, Claim, Claims, Key, decided
from gyebo.graph.items import Items
from gyebo.graph.mint import Mint
from gyebo.graph.programs import Occurrence, year_names
from gyebo.graph.terms import A, code, integer, ko, term, year


@dataclass(frozen=True, slots=True, order=True)
class BudgetLine:
    """The key of a line; `item` is the code of an expense item, `account` is empty where it is not known."""

    program: str
    year: int
    unit: str
    item: str
    account: str = ""

    @property
    def local(self) -> str:
        """The key as the local part of an IRI.

        >>> BudgetLine("P0012", 2021, "U05-2", "supervision").local
        'P0012.2021.U05-2.supervision'
        """
        parts = (self.program, str(self.year), self.unit, self.item, self.account)
        return ".".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Mention:
    """What names a line, by which property, on which line of which document, and the amount it draws from the line.

    The account of the line is not known before all documents have been read. There is one for each side of a
    transfer, each carryover and each contract that names a line: 43 in the five documents, and 34 lines.
    """

    node: NamedNode
    prop: str
    document: str
    printed_line: int
    line: BudgetLine
    amount_won: int | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a graph, what names each, and which lines money is carried into from which others."""

    mentions: tuple[Mention, ...]
    carried: Mapping[BudgetLine, BudgetLine]

    def minted(self) -> set[BudgetLine]:
        """Return every line."""
        return {mention.line for mention in self.mentions} | set(self.carried.values())


def settled_lines(mentions: Iterable[Mention], accounts: Accounts, claims: Claims) -> Lines:
    """Return the lines with their accounts.

    Money is carried into the next year's line where a document prints the same line with an amount carried in.
    """
    named = []
    for mention in mentions:
        stated = accounts.get((mention.line.program, mention.line.year), frozenset())
        if len(stated) < 2:
            named.append(replace(mention, line=replace(mention.line, account="".join(stated))))
    carried = {mention.line for mention in named if mention.prop == "gb:fromLine"}
    into = (
        {line_of(key, its) for key, its in claims.items() if key.kind == "carried_in"} if carried else set()
    )
    following = ((line, replace(line, year=line.year + 1)) for line in carried)
    return Lines(tuple(named), {line: after for line, after in following if after in into})


def line_of(key: Key, claims: list[Claim]) -> BudgetLine:
    """Return the line that has exactly the dimensions of an observation, were it named by anything."""
    account = "" if key.account == "_T" else key.account
    return BudgetLine(key.program, key.year, decided(claims).unit, key.item, account)


def budget_line_quads(
    mint: Mint, lines: Lines, decisions: Decisions, items: Items, seen: Iterable[Occurrence], claims: Claims
) -> Iterator[Quad]:
    """Yield every line, once, and what leads to it: from the documents that name it, and from the cube."""
    minted = lines.minted()
    units = {version.id: version.name for version in decisions.units}
    programs = year_names(seen, decisions, {(line.program, line.year) for line in minted})
    for line in sorted(minted):
        label = f"{units[line.unit]} > {programs[line.program, line.year]} > {items.name(line.item)} ({line.year})"
        yield from _line(mint, line, label)
    for mention in lines.mentions:
        yield from _mention(mint, mention, lines.carried.get(mention.line))
    yield from _observed(mint, minted, claims)


def _line(mint: Mint, line: BudgetLine, label: str) -> Iterator[Quad]:
    node, graph = mint.budget_line(line.local), mint.graph("cube")
    said: tuple[tuple[str, NamedNode | Literal], ...] = (
        ("rdf:type", term("gb:BudgetLine")),
        ("dct:identifier", Literal(line.local)),
        ("skos:prefLabel", ko(label)),
        ("gb:fiscalYear", year(line.year)),
        ("gb:programYear", mint.program_year(line.program, line.year)),
        ("gb:responsibleUnit", mint.unit(line.unit)),
        ("gb:item", code("expense-item", line.item)),
        *((("gb:account", code("account", line.account)),) if line.account else ()),
    )
    for prop, value in said:
        yield Quad(node, term(prop), value, graph)


def _mention(mint: Mint, mention: Mention, carried_into: BudgetLine | None) -> Iterator[Quad]:
    """Yield what leads from a side of a transfer, a carryover or a contract to its line, in its own document's graph."""
    graph, line = mint.graph(mention.document), mint.budget_line(mention.line.local)
    yield Quad(mention.node, term(mention.prop), line, graph)
    if mention.prop == "gb:fromLine" and carried_into:
        yield Quad(mention.node, term("gb:toLine"), mint.budget_line(carried_into.local), graph)
    if mention.amount_won is not None:
        share = mint.thing("funding-share", mention.node.value.partition("/id/contract/")[2])
        yield Quad(mention.node, term("gb:hasFunding"), share, graph)
        yield Quad(share, A, term("gb:FundingShare"), graph)
        yield Quad(share, term("gb:line"), line, graph)
        yield Quad(share, term("gb:amountWon"), integer(mention.amount_won), graph)
        yield Quad(share, term("dct:source"), mint.line(mention.document, mention.printed_line), graph)


def _observed(mint: Mint, minted: set[BudgetLine], claims: Claims) -> Iterator[Quad]:
    """Yield what leads to a line from the observations that have exactly its dimensions."""
    graph = mint.graph("cube")
    parts = {(line.program, line.year, line.item) for line in minted}
    for key in sorted(key for key in claims if (key.program, key.year, key.item) in parts):
        line = line_of(key, claims[key])
        if line in minted:
            yield Quad(
                mint.thing("observation", key.local), term("gb:line"), mint.budget_line(line.local), graph
            )
