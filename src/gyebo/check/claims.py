"""Claims as values: every printed figure and count of the graph, with what its row, column and sentence say."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from gyebo.graph.terms import DECLARED
from gyebo.store.engine import Engine
from gyebo.store.figures import FIGURE, Record, figures, statistics


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One printed figure: its place, its words, its value, and what it is decided to be about.

    `won` and `precision` stand for money, `percent` for a rate. `program` and `unit` are ids (P0027, U03-1),
    `item` is a code; the printed names stand beside them.
    """

    iri: str
    document: str
    line: int
    column: int
    table: str
    header: str
    label: str
    raw: str
    unit: str
    printed_unit: str
    won: int | None
    precision: int
    percent: Decimal | None
    year: str
    round: str
    kind: str
    operation: str
    as_of: str
    account: str
    bureau: str
    department: str
    policy_program: str
    unit_program: str
    program_name: str
    sub_program: str
    item_name: str
    item_code: str
    revenue_item: str
    program: str
    about_unit: str
    item: str
    derived: bool

    @property
    def place(self) -> tuple[str, int, int]:
        """Where the figure stands: document, line, column."""
        return self.document, self.line, self.column


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One printed number of things."""

    iri: str
    document: str
    line: int
    column: int
    table: str
    header: str
    label: str
    raw: str
    unit: str
    quantity: Decimal
    year: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table of a document: its id within the document, caption, printed unit and form."""

    document: str
    id: str
    caption: str
    unit: str
    form: str
    first: int
    last: int


# Values that are IRIs of our own making: only their last part counts.
_CODES = ("unit", "round", "kind", "operation", "program", "about_unit", "item", "table")


def claims(engine: Engine) -> list[Claim]:
    """Return every figure of the graph in the order of documents, lines and columns."""
    found = [_claim(record) for record in figures(engine)]
    return sorted(found, key=lambda claim: claim.place)


def counts(engine: Engine) -> list[Count]:
    """Return every counted number of the graph in the order of documents, lines and columns."""
    found = [_counted(record) for record in statistics(engine)]
    return sorted(found, key=lambda count: (count.document, count.line, count.column))


def sheets(engine: Engine) -> dict[tuple[str, str], Sheet]:
    """Return every table, by document and id."""
    query = f"""{DECLARED}
SELECT ?document ?id ?caption ?unit ?form ?first ?last WHERE {{
  ?table a gb:SourceTable ; dct:identifier ?id ; dct:isPartOf/dct:identifier ?document ; gb:formName ?form ;
         gb:firstLine ?first ; gb:lastLine ?last .
  OPTIONAL {{ ?table dct:title ?caption }} OPTIONAL {{ ?table gb:printedUnit ?unit }} }}"""
    found = (
        Sheet(
            document=r["document"], id=r["id"], caption=r["caption"], unit=r["unit"], form=r["form"],
            first=int(r["first"]), last=int(r["last"]),
        )
        for r in engine.select(query).records()
    )  # fmt: skip
    return {(sheet.document, sheet.id): sheet for sheet in found}


def _claim(record: Record) -> Claim:
    won, percent = record["won"], record["percent"]
    values = {
        "line": int(record["line"]), "column": int(record["column"]), "won": int(won) if won else None,
        "precision": int(record["precision"] or 1), "percent": Decimal(percent) if percent else None,
        "derived": record["derived"] == "true", **{name: _last(record[name]) for name in _CODES},
    }  # fmt: skip
    return Claim(**{**record, **values})  # type: ignore[arg-type]


def _counted(record: Record) -> Count:
    values = {
        "line": int(record["line"]), "column": int(record["column"]), "quantity": Decimal(record["quantity"]),
        "table": _last(record["table"]),
    }  # fmt: skip
    return Count(**{**record, **values})  # type: ignore[arg-type]


def _last(iri: str) -> str:
    return iri.rpartition("/")[2]


def as_claim(count: Count) -> Claim:
    """Return a count in the form of a claim, exact to one, so that sums of counts are checked like sums of money."""
    texts = dict.fromkeys((*FIGURE, "iri", "document"), "")
    own = {
        name: getattr(count, name)
        for name in ("iri", "document", "table", "header", "label", "raw", "unit", "year")
    }
    return Claim(
        **{**texts, **own, "kind": "count", "line": count.line, "column": count.column, "won": int(count.quantity),
           "precision": 1, "percent": None, "derived": False},
    )  # fmt: skip


def in_tables(found: Iterable[Claim]) -> dict[tuple[str, str], list[Claim]]:
    """Return the figures of each table, in print order."""
    tables: dict[tuple[str, str], list[Claim]] = {}
    for claim in found:
        if claim.table:
            tables.setdefault((claim.document, claim.table), []).append(claim)
    return tables
