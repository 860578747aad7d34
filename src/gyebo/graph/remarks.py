"""Remarks of running text in RDF: what is printed, where, of which kind, and what the decisions say it is about."""

from collections.abc import Iterator

from pyoxigraph import Literal, Quad

from gyebo.graph.items import Items
from gyebo.graph.mint import Mint
from gyebo.graph.moves import Pairs, Place, about
from gyebo.graph.terms import A, code, decimal, integer, term, year
from gyebo.lineage.names import Names
from gyebo.model.facts import Remark


def remark_quads(mint: Mint, remark: Remark, names: Names, items: Items) -> Iterator[Quad]:
    """Yield one remark."""
    node = mint.thing("remark", f"{remark.document}/{remark.line}-{remark.column}")
    graph = mint.graph(remark.document)
    place = Place(remark.department, remark.program, remark.item, remark.fiscal_year)
    for prop, value in (*_stated(mint, remark), *about(mint, names, items, place)):
        yield Quad(node, prop, value, graph)


def _stated(mint: Mint, remark: Remark) -> Pairs:
    """Yield what is printed, its place and kind; a number has its value and what it is compared with."""
    yield A, term("gb:Remark")
    yield A, term("prov:Entity")
    yield term("gb:rawValue"), Literal(remark.raw)
    yield term("gb:remarkKind"), code("remark-kind", remark.kind)
    yield term("gb:column"), integer(remark.column)
    yield term("prov:wasQuotedFrom"), mint.line(remark.document, remark.line)
    yield term("dct:isPartOf"), mint.document(remark.document)
    yield term("gb:fiscalYear"), year(remark.fiscal_year)
    if remark.value is not None:
        yield term("gb:quantity"), decimal(str(remark.value))
    if remark.compared_with:
        yield term("gb:comparedWith"), Literal(remark.compared_with)
