"""Errors put into the facts on purpose: how many of them the check finds, by kind of error and by rule.

The clean facts are those of the five documents; rows that findings speak about already are left alone. Every
error stands in a table (or sentence) of its own; some dozen are put in at once, the graph is built from these
facts, and what is found anew at their lines has caught them. The counts stand in docs/checks.md and may only rise.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from gyebo.check.findings import Finding
from gyebo.check.results import as_findings
from gyebo.check.run import in_order, read, rules
from gyebo.check.shapes import our_shapes
from gyebo.check.validate import validate
from gyebo.facts.decisions import Decisions, read_decisions
from gyebo.facts.folder import read_facts
from gyebo.facts.sources import SourceEntry, source_entries
from gyebo.graph.build import graph_quads
from gyebo.graph.items import Items
from gyebo.graph.mint import Mint
from gyebo.model.figure import Figure
from gyebo.model.reading import Reading
from gyebo.resources import folder
from gyebo.store.embedded import Embedded
from gyebo.store.write import ontology_quads
from tests.broken import InMemory

BATCHES = 6
SPREAD = 2  # every second table has an error in a batch
SENTENCES = 4  # errors in the sentences of a document, in a batch
NAMING = (
    "label", "department", "policy_program", "unit_program", "program", "sub_program", "item", "item_code",
    "revenue_item",
)  # fmt: skip
_PLAIN = re.compile(r"\D*[\d,]*\d\D*$")
# Findings about headings, empty cells, names, words, and what sentences say without an amount: they leave the
# printed figures of a row as good as any.
WORDS_ONLY = frozenset({
    "caption-years", "contract-month", "contracts-since", "department-unlisted", "empty-cell", "heading-bases",
    "heading-move", "item-unlisted", "letters-mistaken", "letters-skipped", "months-missing", "nothing-spent",
    "plan-after-event", "saving-of-other", "section-skipped", "sentence-direction", "sentence-item",
    "sentence-threshold", "service-life", "share-of-row", "source-misnamed",
})  # fmt: skip

Row = list[int]


def random_of(seed: str) -> Random:
    """Return chance that is the same at every run."""
    return Random(seed)  # noqa: S311 — nothing secret


@dataclass(frozen=True)
class Seed:
    """An error that was put in: its kind, and the lines where it shows."""

    kind: str
    document: str
    lines: frozenset[int]


@dataclass
class Sown:
    """The facts of a document in the making: figures by place in the list, None where one was dropped."""

    entry: SourceEntry
    reading: Reading
    figures: list[Figure | None]
    clean: list[bool]

    def rows(self) -> dict[str, list[Row]]:
        """Return the rows of each table that no finding speaks about yet."""
        tables: dict[str, dict[tuple[int, str], Row]] = defaultdict(dict)
        for index, figure in enumerate(self.reading.figures):
            if figure.table and self.clean[index]:
                tables[figure.table].setdefault((figure.line, figure.label), []).append(index)
        return {table: list(rows.values()) for table, rows in tables.items()}

    def lines(self, indices: Row) -> frozenset[int]:
        """Return the lines of some figures."""
        return frozenset(self.reading.figures[index].line for index in indices)


def _digit(sown: Sown, index: int, random: Random) -> bool:
    """Change one digit of a figure; tell whether it has one that can be changed."""
    figure = sown.figures[index]
    if figure is None or (not _PLAIN.match(figure.raw) and figure.percent is None):
        return False
    places = [place for place, character in enumerate(figure.raw) if character.isdigit()]
    if len(places) < (1 if figure.amount_krw is None else 2):
        return False
    place = random.choice(places)
    new = str((int(figure.raw[place]) + random.randint(1, 9)) % 10)
    if place == places[0] and new == "0":
        return False
    raw = figure.raw[:place] + new + figure.raw[place + 1 :]
    sown.figures[index] = _valued(
        figure, raw, len(places) - 1 - places.index(place), int(new) - int(figure.raw[place])
    )
    return True


def _valued(figure: Figure, raw: str, power: int, change: int) -> Figure:
    negative = (figure.percent or 0) < 0 or (figure.amount_krw or 0) < 0
    change = -change if negative else change
    if figure.percent is not None:
        decimals = len(raw.partition(".")[2].rstrip("%p)")) if "." in raw else 0
        return replace(figure, raw=raw, percent=figure.percent + change * Decimal(10) ** (power - decimals))
    amount = (figure.amount_krw or 0) + change * 10**power * (figure.precision_krw or 1)
    return replace(figure, raw=raw, amount_krw=amount)


def _amount(sown: Sown, rows: list[Row], random: Random) -> Row:
    money = [i for row in rows for i in row if sown.reading.figures[i].amount_krw]
    return _one(sown, money, random)


def _rate(sown: Sown, rows: list[Row], random: Random) -> Row:
    return _one(sown, [i for row in rows for i in row if sown.reading.figures[i].percent is not None], random)


def _one(sown: Sown, indices: Row, random: Random) -> Row:
    for index in random.sample(indices, min(5, len(indices))):
        if _digit(sown, index, random):
            return [index]
    return []


def _cells(sown: Sown, rows: list[Row], random: Random) -> Row:
    """Swap two amounts that stand beside one another."""
    pairs = [
        (a, b)
        for row in rows
        for a, b in pairwise(row)
        if len({sown.reading.figures[i].amount_krw for i in (a, b)} - {None}) == 2
    ]
    if not pairs:
        return []
    a, b = random.choice(pairs)
    one, other = sown.reading.figures[a], sown.reading.figures[b]
    for index, figure, value in ((a, one, other), (b, other, one)):
        sown.figures[index] = replace(
            figure, raw=value.raw, amount_krw=value.amount_krw, precision_krw=value.precision_krw
        )
    return [a, b]


def _row(sown: Sown, rows: list[Row], random: Random) -> Row:
    """Drop a row."""
    if len(rows) < 3:
        return []
    dropped = random.choice(rows)
    for index in dropped:
        sown.figures[index] = None
    return [index for row in rows for index in row]


def _labels(sown: Sown, rows: list[Row], random: Random) -> Row:
    """Swap what two neighbouring rows say they are about."""
    if len(rows) < 2:
        return []
    first = random.randrange(len(rows) - 1)
    one, other = rows[first], rows[first + 1]
    names = [{name: getattr(sown.reading.figures[row[0]], name) for name in NAMING} for row in (one, other)]
    if names[0]["label"] == names[1]["label"]:
        return []
    for row, name in ((one, names[1]), (other, names[0])):
        for index in row:
            sown.figures[index] = replace(sown.reading.figures[index], **name)
    return [*one, *other]


KINDS = {
    "one digit of an amount in a table": _amount,
    "one digit of a rate in a table": _rate,
    "two cells of a row swapped": _cells,
    "a row dropped": _row,
    "labels of two rows swapped": _labels,
}
IN_SENTENCES, DATES = "one digit of a figure in a sentence", "a date moved"


def _sow(sown: Sown, batch: int) -> Iterator[Seed]:
    """Put errors into a document and yield them."""
    for number, (table, rows) in enumerate(sorted(sown.rows().items())):
        if (number + batch) % SPREAD:
            continue
        random = random_of(f"{batch}/{sown.entry.id}/{table}")
        kinds = list(KINDS)
        start = (number // SPREAD + batch) % len(kinds)
        for kind in kinds[start:] + kinds[:start]:
            touched = KINDS[kind](sown, rows, random)
            if touched:
                yield Seed(kind, sown.entry.id, sown.lines(touched))
                break
    yield from _in_sentences(sown, random_of(f"{batch}/{sown.entry.id}"))


def _in_sentences(sown: Sown, random: Random) -> Iterator[Seed]:
    told = [i for i, figure in enumerate(sown.reading.figures) if not figure.table and sown.clean[i]]
    for index in random.sample(told, min(SENTENCES, len(told))):
        if _digit(sown, index, random):
            yield Seed(IN_SENTENCES, sown.entry.id, sown.lines([index]))


def _moved(reading: Reading, flagged: frozenset[int], random: Random) -> tuple[Reading, Iterator[Seed]]:
    """Move a date by some years in one contract and in one transfer of a document."""
    contracts, transfers, seeds = list(reading.contracts), list(reading.transfers), []
    dated = [
        i
        for i, contract in enumerate(contracts)
        if contract.start and contract.end and contract.line not in flagged
    ]
    if dated:
        index = random.choice(dated)
        contract = contracts[index]
        contracts[index] = (
            replace(contract, start=_year_moved(contract.start, random))
            if random.random() < 0.5
            else replace(contract, end=_year_moved(contract.end, random))
        )
        seeds.append(Seed(DATES, contract.document, frozenset({contract.line})))
    dated = [i for i, transfer in enumerate(transfers) if transfer.date and transfer.line not in flagged]
    if dated:
        index = random.choice(dated)
        transfers[index] = replace(transfers[index], date=_year_moved(transfers[index].date, random))
        seeds.append(Seed(DATES, transfers[index].document, frozenset({transfers[index].line})))
    return replace(reading, contracts=tuple(contracts), transfers=tuple(transfers)), iter(seeds)


def _year_moved(date: str, random: Random) -> str:
    return f"{int(date[:4]) + random.choice((-10, -2, -1, 1, 2, 10))}{date[4:]}"


@dataclass(frozen=True)
class Facts:
    """Everything a graph is made of."""

    decisions: Decisions
    readings: tuple[tuple[SourceEntry, Reading], ...]


def _facts() -> Facts:
    data = folder("data")
    entries = source_entries(data / "documents.toml").values()
    read_ = tuple(
        (entry, read_facts(data / "facts" / entry.id))
        for entry in entries
        if (data / "facts" / entry.id).is_dir()
    )
    return Facts(read_decisions(data / "decisions"), read_)


def _graph(facts: Facts) -> Embedded:
    mint, items = Mint(), Items(folder("loaders") / "items.csv")
    quads = graph_quads(mint, facts.decisions, items, lambda: iter(facts.readings))
    ontology = ontology_quads(sorted(folder("ontology").rglob("*.ttl")), mint.graph("ontology"))
    return InMemory([*quads, *ontology])


def _found(engine: Embedded) -> list[Finding]:
    """Return what shapes and rules find in what is printed; shapes about the graph itself are left out."""
    shapes = our_shapes()
    results = validate(
        engine, shapes, [shape.id for shape in shapes.shapes if shape.contradiction and shape.targets]
    )
    printed = read(engine)
    told = as_findings(results, {claim.iri: claim for claim in printed.claims}, engine)
    return [finding for finding in in_order([*told, *rules(printed)]) if finding.severity != "info"]


@dataclass(frozen=True)
class Caught:
    """How many errors were put in and caught by kind, and how many were caught by each rule."""

    seeded: Counter[str]
    caught: Counter[str]
    by_rule: Counter[str]
    missed: list[Seed]


def measured() -> Caught:
    """Put in all errors, batch by batch, and count."""
    facts = _facts()
    before = _found(_graph(facts))
    known = {finding.key for finding in before}
    flagged = {
        entry.id: frozenset(
            line for f in before if f.document == entry.id and f.rule not in WORDS_ONLY for line in f.lines
        )
        for entry, _ in facts.readings
    }
    total = Caught(Counter(), Counter(), Counter(), [])
    for batch in range(BATCHES):
        readings: list[tuple[SourceEntry, Reading]] = []
        seeds: list[Seed] = []
        for entry, reading in facts.readings:
            clean = [figure.line not in flagged[entry.id] for figure in reading.figures]
            sown = Sown(entry, reading, list(reading.figures), clean)
            seeds += _sow(sown, batch)
            moved, dates = _moved(reading, flagged[entry.id], random_of(f"{batch}/{entry.id}/dates"))
            seeds += dates
            figures = tuple(figure for figure in sown.figures if figure is not None)
            readings.append((entry, replace(moved, figures=figures)))
        new = [f for f in _found(_graph(replace(facts, readings=tuple(readings)))) if f.key not in known]
        _count(total, seeds, new)
    return total


def _count(total: Caught, seeds: list[Seed], new: list[Finding]) -> None:
    for seed in seeds:
        told = {f.rule for f in new if f.document == seed.document and seed.lines & set(f.lines)}
        total.seeded[seed.kind] += 1
        total.caught[seed.kind] += bool(told)
        total.by_rule.update(told)
        if not told:
            total.missed.append(seed)


def as_table(caught: Caught) -> str:
    """Return the counts as they stand in docs/checks.md."""
    kinds = [f"| {kind} | {n} | {caught.caught[kind]} |" for kind, n in sorted(caught.seeded.items())]
    listed = [
        f"| `{rule}` | {n} |"
        for rule, n in sorted(caught.by_rule.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    all_ = f"| all | {caught.seeded.total()} | {caught.caught.total()} |"
    return "\n".join(
        [
            "| error | put in | caught |",
            "| --- | ---: | ---: |",
            *kinds,
            all_,
            "",
            "| rule | caught |",
            "| --- | ---: |",
            *listed,
        ]
    )


@pytest.fixture(scope="module")
def caught() -> Caught:
    return measured()


def _documented(root: Path) -> dict[str, int]:
    """Return the last number of every row of the section's tables, by the row's name."""
    section = (root / "docs" / "checks.md").read_text(encoding="utf-8").partition("\n## Seeded errors\n")[2]
    rows = re.findall(r"^\| `?([^|`]+?)`? \|.*?(\d+) \|$", section.partition("\n## ")[0], re.MULTILINE)
    return {name: int(number) for name, number in rows}


def test_no_fewer_errors_are_caught_than_the_documentation_says(caught: Caught, root: Path) -> None:
    told = _documented(root)
    assert told, "docs/checks.md has no section 'Seeded errors'"
    now = {**caught.caught, **caught.by_rule, "all": caught.caught.total()}
    assert {name: (now.get(name, 0), n) for name, n in told.items() if now.get(name, 0) < n} == {}


def test_errors_of_every_kind_are_put_in(caught: Caught) -> None:
    assert set(caught.seeded) == {*KINDS, IN_SENTENCES, DATES}
    assert caught.seeded.total() > 300
