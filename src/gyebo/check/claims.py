"""Claims as values: every printed figure and count of the graph, with what its row, column and sentence say."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal

from gyebo.graph.terms import PREFIXES
from gyebo.store.engine import Engine

_PREFIX = "\n".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in PREFIXES.items())


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


_FIGURE = {
    "table": "gb:inTable", "header": "gb:columnHeader", "label": "gb:rowLabel", "raw": "gb:rawValue", "unit": "gb:unit",
    "printed_unit": "gb:printedUnit", "won": "gb:amountWon", "precision": "gb:precisionWon", "percent": "gb:percent",
    "year": "gb:fiscalYear", "round": "gb:round", "kind": "gb:amountKind", "operation": "gb:operationCharacter",
    "as_of": "gb:asOf", "account": "gb:printedAccount", "bureau": "gb:printedBureau",
    "department": "gb:printedDepartment", "policy_program": "gb:printedPolicyProgram",
    "unit_program": "gb:printedUnitProgram", "program_name": "gb:printedProgram", "sub_program": "gb:printedSubProgram",
    "item_name": "gb:printedItem", "item_code": "gb:printedItemCode", "revenue_item": "gb:printedRevenueItem",
    "program": "gb:aboutProgram", "about_unit": "gb:aboutUnit", "item": "gb:aboutItem", "derived": "gb:isDerived",
}  # fmt: skip
_COUNT = {
    "table": "gb:inTable", "header": "gb:columnHeader", "label": "gb:rowLabel", "raw": "gb:rawValue",
    "unit": "gb:printedUnit", "quantity": "gb:quantity", "year": "gb:fiscalYear",
}  # fmt: skip
# Values that are IRIs of our own making: only their last part counts.
_CODES = ("unit", "round", "kind", "operation", "program", "about_unit", "item")


def claims(engine: Engine) -> list[Claim]:
    """Return every figure of the graph in the order of documents, lines and columns."""
    found = [_claim(record) for record in _records(engine, "gb:Figure", _FIGURE)]
    return sorted(found, key=lambda claim: claim.place)


def counts(engine: Engine) -> list[Count]:
    """Return every counted number of the graph in the order of documents, lines and columns."""
    found = [_counted(record) for record in _records(engine, "gb:Statistic", _COUNT)]
    return sorted(found, key=lambda count: (count.document, count.line, count.column))


def sheets(engine: Engine) -> dict[tuple[str, str], Sheet]:
    """Return every table, by document and id."""
    query = f"""{_PREFIX}
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


def _records(engine: Engine, kind: str, properties: dict[str, str]) -> Iterator[dict[str, str]]:
    """Yield every thing of a kind with its place and properties, property by property: one scan each, no joins."""
    things = f"SELECT ?iri ?column ?evidence WHERE {{ ?iri a {kind} ; gb:column ?column ; prov:wasQuotedFrom ?evidence }}"
    lines = """SELECT ?evidence ?line ?document WHERE {
  ?evidence gb:lineNumber ?line ; dct:isPartOf ?whole . ?whole dct:identifier ?document }"""
    scans = (f"SELECT ?iri ?value WHERE {{ ?iri {prop} ?value }}" for prop in properties.values())
    # The engine works outside Python's lock, so two queries run at once.
    with ThreadPoolExecutor(max_workers=2) as pool:
        answers = pool.map(
            lambda query: list(engine.select(f"{_PREFIX}\n{query}").texts()), (things, lines, *scans)
        )
        listed, places, *values = answers
    placed = {evidence: (line, document) for evidence, line, document in places}
    of_property = {
        name: {iri: value for iri, value in reversed(found)}  # noqa: C416 — rows are tuples of any length to mypy
        for name, found in zip(properties, values, strict=True)
    }
    seen: set[str] = set()
    for iri, column, evidence in listed:
        if iri not in seen and evidence in placed:
            seen.add(iri)
            line, document = placed[evidence]
            own = {name: found.get(iri, "") for name, found in of_property.items()}
            yield _shortened({"iri": iri, "document": document, "line": line, "column": column, **own})


def _shortened(record: dict[str, str]) -> dict[str, str]:
    short = {name: _last(record[name]) for name in _CODES if record.get(name, "").startswith("http")}
    return {**record, **short, "table": _last(record["table"])}


def _last(iri: str) -> str:
    return iri.rpartition("/")[2]


def _claim(record: dict[str, str]) -> Claim:
    texts = {
        name: record[name]
        for name in ("iri", "document", *_FIGURE)
        if name not in ("won", "precision", "percent", "derived")
    }
    return Claim(
        **texts,
        line=int(record["line"]),
        column=int(record["column"]),
        won=int(record["won"]) if record["won"] else None,
        precision=int(record["precision"] or 1),
        percent=Decimal(record["percent"]) if record["percent"] else None,
        derived=record["derived"] == "true",
    )


def _counted(record: dict[str, str]) -> Count:
    texts = {name: record[name] for name in ("iri", "document", *_COUNT) if name not in ("quantity",)}
    return Count(
        **texts,
        line=int(record["line"]),
        column=int(record["column"]),
        quantity=Decimal(record["quantity"]),
    )


def as_claim(count: Count) -> Claim:
    """Return a count in the form of a claim, exact to one, so that sums of counts are checked like sums of money."""
    texts = {
        name: ""
        for name in ("iri", "document", *_FIGURE)
        if name not in ("won", "precision", "percent", "derived")
    }
    own = {
        name: getattr(count, name)
        for name in ("iri", "document", "table", "header", "label", "raw", "unit", "year")
    }
    return Claim(
        **{**texts, **own, "kind": "count"},
        line=count.line, column=count.column, won=int(count.quantity), precision=1, percent=None, derived=False,
    )  # fmt: skip


def in_tables(found: Iterable[Claim]) -> dict[tuple[str, str], list[Claim]]:
    """Return the figures of each table, in print order."""
    tables: dict[tuple[str, str], list[Claim]] = {}
    for claim in found:
        if claim.table:
            tables.setdefault((claim.document, claim.table), []).append(claim)
    return tables
