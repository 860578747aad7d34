"""The whole check: shapes and rules over a graph, and everything they find, in the order of the documents."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain

from gyebo.check.carried import Carried, carried_over
from gyebo.check.cited import Cited, cited_documents
from gyebo.check.claims import Claim, Count, Sheet, as_claim, claims, counts, in_tables, sheets
from gyebo.check.evidence import NameUse, Period, name_uses, periods, revenue_items
from gyebo.check.findings import Finding
from gyebo.check.remarks import Remarked, remarks
from gyebo.check.results import as_findings
from gyebo.check.rows import Row, rows
from gyebo.check.rules import (
    attributed,
    bases,
    changes,
    columns,
    counting,
    described,
    digits,
    directions,
    emptied,
    exchanged,
    headings,
    items,
    labels,
    listed,
    lists,
    moves,
    names,
    nothing_spent,
    products,
    prose,
    reasons,
    sentences,
    shares,
    sources,
    spent,
    titles,
    told,
    totals,
    twice,
    wholes,
    words,
)
from gyebo.check.rules import units as unit_rules
from gyebo.check.shapes import our_shapes
from gyebo.check.validate import Result, validate
from gyebo.store.engine import Engine

Table = tuple[str, str]
# What a heading's formula finds is told by the rule of its identity where there is one; a rate off by what was
# carried over is told so.
_GENERAL = frozenset({"formula", "column-total", "execution-rate", "digit-amiss"})
_UNDECIDED = "X"


@dataclass(frozen=True)
class Printed:
    """What the documents print, as the rules read it: figures, counts, names, periods, remarks, and the tables."""

    claims: tuple[Claim, ...]
    counts: tuple[Count, ...] = ()
    uses: tuple[NameUse, ...] = ()
    periods: tuple[Period, ...] = ()
    sheets: tuple[tuple[Table, Sheet], ...] = ()
    items: tuple[tuple[str, tuple[str, str]], ...] = ()
    cited: tuple[Cited, ...] = ()
    carried: tuple[Carried, ...] = ()
    remarks: tuple[Remarked, ...] = ()


@dataclass(frozen=True)
class Checked:
    """What a check has found, and the shapes' own results."""

    findings: tuple[Finding, ...]
    results: tuple[Result, ...]


def check(engine: Engine) -> Checked:
    """Check a graph: run every shape and every rule."""
    # Queries work outside Python's lock: while the store answers those of the shapes, the rules run.
    with ThreadPoolExecutor(max_workers=1) as beside:
        validating = beside.submit(validate, engine, our_shapes())
        printed = read(engine)
        found = list(rules(printed))
        results = validating.result()
    by_iri = {claim.iri: claim for claim in printed.claims}
    told = as_findings(results, by_iri, engine)
    return Checked(tuple(in_order(chain(told, found))), tuple(results))


def read(engine: Engine) -> Printed:
    """Return what the rules need to know of a graph."""
    return Printed(
        claims=tuple(claims(engine)), counts=tuple(counts(engine)), uses=tuple(name_uses(engine)),
        periods=tuple(periods(engine)), sheets=tuple(sheets(engine).items()), items=tuple(revenue_items(engine).items()),
        cited=tuple(cited_documents(engine)), carried=tuple(carried_over(engine)),
        remarks=tuple(remarks(engine)),
    )  # fmt: skip


def rules(printed: Printed) -> Iterator[Finding]:
    """Yield what the rules find in what is printed."""
    tables = {table: rows(figures) for table, figures in in_tables(printed.claims).items()}
    counted = {table: rows(figures) for table, figures in in_tables(map(as_claim, printed.counts)).items()}
    text = prose.prose(printed.claims)
    yield from _in_tables(tables)
    yield from _in_tables(counted)
    yield from columns.unknown_letters((document, table) for (document, _), table in tables.items())
    yield from twice.twice(printed.claims)
    yield from twice.parted(printed.claims)
    yield from twice.unlike_budgets(printed.claims)
    yield from sentences.sentences(text)
    yield from listed.listed_sums(text.figures)
    yield from moves.moves(printed.claims)
    yield from moves.unbalanced(tables)
    yield from digits.digits_amiss(printed.claims)
    yield from described.counted_programs(text.figures, tables)
    yield from described.steady_trends(text.figures, printed.claims)
    yield from bases.wrong_base_years(text.figures, tables)
    yield from wholes.parts_told_as_wholes(text.figures, tables)
    yield from lists.department_cuts(text.figures, tables)
    yield from _of_bases(printed)
    yield from _of_names(printed, tables)
    yield from lists.thresholds(tables, dict(printed.sheets))
    yield from lists.repeated_rows(tables)
    yield from lists.mixed_accounts(tables)
    yield from counting.count_shares(printed.claims, printed.counts)
    yield from counting.months(printed.periods, printed.counts)
    yield from titles.last_years(printed.periods)
    yield from words.misprinted_words(printed.periods, printed.claims)
    yield from _of_wording(printed, text, tables)


def _in_tables(tables: dict[Table, list[Row]]) -> Iterator[Finding]:
    for (document, _), table in tables.items():
        for row in table:
            yield from changes.changes(row)
            yield from spent.carried_as_spent(row)
        yield from totals.totals(table, document[:4])
        yield from shares.shares(table)
        yield from columns.column_totals(table)
        yield from columns.formulas(table)
        yield from products.projections(table)
        yield from emptied.empty_cells(table)


def _of_bases(printed: Printed) -> Iterator[Finding]:
    equations = products.equations(printed.claims, printed.counts)
    yield from products.products(equations)
    yield from products.basis_totals(printed.claims, equations)
    yield from reasons.basis_changes(printed.claims, equations)
    yield from reasons.two_units(equations)
    yield from items.whole_programs(printed.claims)
    yield from items.savings_above_unspent(printed.claims)


def _of_names(printed: Printed, tables: dict[Table, list[Row]]) -> Iterator[Finding]:
    undecided = [claim for claim in printed.claims if claim.program.startswith(_UNDECIDED)]
    yield from names.misprinted_names(printed.uses, printed.claims)
    yield from names.differing_names(tables)
    yield from names.differing_in_document(printed.claims, printed.uses)
    yield from names.undecided_names(printed.uses, undecided)
    yield from labels.swapped_labels(tables)
    yield from exchanged.exchanged_labels(printed.claims)
    yield from labels.totals_misnamed(tables, dict(printed.items))
    yield from labels.years_in_headings(printed.claims)
    yield from labels.wrong_accounts(printed.claims)
    yield from labels.odd_prefixes(printed.claims)
    yield from lists.two_departments(printed.claims)
    yield from unit_rules.misprinted_units(printed.claims, dict(printed.sheets))
    yield from unit_rules.misprinted_numbers(printed.claims)


def _of_wording(printed: Printed, text: prose.Prose, tables: dict[Table, list[Row]]) -> Iterator[Finding]:
    sheets_by = dict(printed.sheets)
    yield from headings.two_bases(printed.claims)
    yield from headings.other_moves(tables, sheets_by)
    yield from headings.skipped_letters(tables)
    yield from headings.promised_years(tables, sheets_by)
    yield from emptied.missing_months(printed.periods, printed.counts)
    yield from directions.contrary_directions(text.figures, tables)
    yield from directions.below_thresholds(text.figures)
    yield from directions.named_items(text.figures, tables)
    yield from attributed.shares_of_rows(printed.claims)
    yield from attributed.savings_of_others(text.figures, tables)
    yield from words.mistaken_letters(printed.periods, printed.claims)
    yield from sources.misnamed_sources(printed.cited)
    yield from sources.plans_after_events(printed.cited, printed.periods)
    yield from nothing_spent.spent_after_all(printed.remarks, printed.claims)
    yield from told.outlived(printed.remarks)
    yield from told.contract_months(printed.remarks)
    yield from told.contracts_since(printed.remarks, printed.carried)
    yield from told.skipped_sections(printed.remarks)


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """Return findings by document, line and rule, each once; a general rule is left out where a more telling one speaks."""
    once = {finding.key: finding for finding in found}
    told = {finding.targets[:1] for finding in once.values() if finding.rule not in _GENERAL}
    kept = [f for f in once.values() if f.rule not in _GENERAL or f.targets[:1] not in told]
    return sorted(kept, key=_order)


def _order(finding: Finding) -> tuple[str, int, str, str, str, str]:
    return finding.document, finding.line, finding.rule, finding.subject, finding.printed, finding.expected
