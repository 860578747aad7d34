"""The whole check: shapes and rules over a graph, and everything they find, in the order of the documents."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from gyebo.check.claims import Claim, Count, Sheet, as_claim, claims, counts, in_tables, sheets
from gyebo.check.evidence import NameUse, Period, name_uses, periods, revenue_items
from gyebo.check.findings import Finding
from gyebo.check.results import as_findings
from gyebo.check.rows import Row, rows
from gyebo.check.rules import (
    changes,
    columns,
    counting,
    labels,
    listed,
    lists,
    names,
    products,
    prose,
    sentences,
    totals,
    twice,
)
from gyebo.check.rules import units as unit_rules
from gyebo.check.shapes import our_shapes
from gyebo.check.validate import Result, validate
from gyebo.store.engine import Engine

Table = tuple[str, str]
# What a heading's formula finds is told by the rule of its identity where there is one.
_GENERAL = frozenset({"formula", "column-total"})
_UNDECIDED = "X"


@dataclass(frozen=True)
class Printed:
    """What the documents print, as the rules read it: figures, counts, names, periods, and the tables they stand in."""

    claims: tuple[Claim, ...]
    counts: tuple[Count, ...] = ()
    uses: tuple[NameUse, ...] = ()
    periods: tuple[Period, ...] = ()
    sheets: tuple[tuple[Table, Sheet], ...] = ()
    items: tuple[tuple[str, tuple[str, str]], ...] = ()


@dataclass(frozen=True)
class Checked:
    """What a check has found, and the shapes' own results."""

    findings: tuple[Finding, ...]
    results: tuple[Result, ...]


def check(engine: Engine) -> Checked:
    """Check a graph: run every shape and every rule."""
    results = validate(engine, our_shapes())
    printed = read(engine)
    by_iri = {claim.iri: claim for claim in printed.claims}
    return Checked(
        tuple(in_order(chain(as_findings(results, by_iri, engine), rules(printed)))), tuple(results)
    )


def read(engine: Engine) -> Printed:
    """Return what the rules need to know of a graph."""
    return Printed(
        claims=tuple(claims(engine)), counts=tuple(counts(engine)), uses=tuple(name_uses(engine)),
        periods=tuple(periods(engine)), sheets=tuple(sheets(engine).items()), items=tuple(revenue_items(engine).items()),
    )  # fmt: skip


def rules(printed: Printed) -> Iterator[Finding]:
    """Yield what the rules find in what is printed."""
    tables = {table: rows(figures) for table, figures in in_tables(printed.claims).items()}
    counted = {table: rows(figures) for table, figures in in_tables(map(as_claim, printed.counts)).items()}
    text = prose.prose(printed.claims)
    yield from _in_tables(tables)
    yield from _in_tables(counted)
    yield from twice.twice(printed.claims)
    yield from sentences.sentences(text)
    yield from listed.listed_sums(text.figures)
    yield from lists.department_cuts(text.figures, tables)
    yield from _of_bases(printed)
    yield from _of_names(printed, tables)
    yield from lists.thresholds(tables, dict(printed.sheets))
    yield from lists.repeated_rows(tables)
    yield from lists.mixed_accounts(tables)
    yield from counting.count_shares(printed.claims, printed.counts)
    yield from counting.months(printed.periods, printed.counts)


def _in_tables(tables: dict[Table, list[Row]]) -> Iterator[Finding]:
    for (document, _), table in tables.items():
        for row in table:
            yield from changes.changes(row)
        yield from totals.totals(table, document[:4])
        yield from columns.column_totals(table)
        yield from columns.formulas(table)
        yield from products.projections(table)


def _of_bases(printed: Printed) -> Iterator[Finding]:
    equations = products.equations(printed.claims, printed.counts)
    yield from products.products(equations)
    yield from products.basis_totals(printed.claims, equations)


def _of_names(printed: Printed, tables: dict[Table, list[Row]]) -> Iterator[Finding]:
    undecided = [claim for claim in printed.claims if claim.program.startswith(_UNDECIDED)]
    yield from names.misprinted_names(printed.uses)
    yield from names.differing_names(tables)
    yield from names.undecided_names(printed.uses, undecided)
    yield from labels.swapped_labels(tables)
    yield from labels.totals_misnamed(tables, dict(printed.items))
    yield from labels.years_in_headings(printed.claims)
    yield from labels.wrong_accounts(printed.claims)
    yield from labels.odd_prefixes(printed.claims)
    yield from lists.two_departments(printed.claims)
    yield from unit_rules.misprinted_units(printed.claims)
    yield from unit_rules.misprinted_numbers(printed.claims)


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """Return findings by document, line and rule, each once; a general rule is left out where a more telling one speaks."""
    once = {finding.key: finding for finding in found}
    told = {finding.targets[:1] for finding in once.values() if finding.rule not in _GENERAL}
    kept = [f for f in once.values() if f.rule not in _GENERAL or f.targets[:1] not in told]
    return sorted(kept, key=_order)


def _order(finding: Finding) -> tuple[str, int, str, str, str, str]:
    return finding.document, finding.line, finding.rule, finding.subject, finding.printed, finding.expected
