"""Sentences that tell the amounts of one department as those of the whole."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, amount, apart, found, within
from gyebo.check.precision import Verdict, compared, middle, place, total, value
from gyebo.check.rows import Row

Table = tuple[str, str]
_BUDGETS = frozenset(
    {"original", "current", "supplementary", "proposed", "final", "appropriation", "expenditure"}
)
_DEPARTMENTS = 3


def parts_told_as_wholes(figures: Sequence[Claim], tables: Mapping[Table, list[Row]]) -> Iterator[Finding]:
    """Yield amounts of two years that a sentence gives for everything, though a table prints both for one department."""
    for line in _of_everything(figures):
        for (document, _), rows in tables.items():
            departments = [row for row in rows if _is_department(row)]
            if (
                document != line[0].document
                or len({row.first.department for row in departments}) < _DEPARTMENTS
            ):
                continue
            for row in departments:
                cells = [_cell(row, claim) for claim in line]
                if all(
                    cell is not None and compared(claim, cell) is Verdict.AGREES
                    for claim, cell in zip(line, cells, strict=True)
                ):
                    yield from (_finding(claim, row, departments) for claim in line)


def _of_everything(figures: Sequence[Claim]) -> Iterator[list[Claim]]:
    """Yield the budgets of two or more years that one line of a sentence gives for no part of a bureau."""
    lines: dict[tuple[str, int], list[Claim]] = defaultdict(list)
    for claim in figures:
        if claim.won and claim.kind in _BUDGETS and not _specific(claim):
            lines[claim.document, claim.line].append(claim)
    yield from (line for line in lines.values() if len({claim.year for claim in line}) > 1)


def _specific(claim: Claim) -> bool:
    return bool(
        claim.program or claim.department or claim.item_name or claim.revenue_item or claim.program_name
        or claim.unit_program or claim.policy_program
    )  # fmt: skip


def _is_department(row: Row) -> bool:
    claim = row.first
    below = (
        claim.program_name
        or claim.sub_program
        or claim.unit_program
        or claim.policy_program
        or claim.item_name
    )
    return bool(claim.department) and not below


def _cell(row: Row, claim: Claim) -> Claim | None:
    """Return the budget of a row for a figure's year."""
    return next((c for c in row.of(*_BUDGETS, year=claim.year) if c.operation == claim.operation), None)


def _finding(claim: Claim, row: Row, departments: list[Row]) -> Finding:
    parts = [cell for each in departments if (cell := _cell(each, claim)) is not None]
    own = _cell(row, claim)
    expected = total(parts)[0]
    others = [*([own] if own else []), *(part for part in parts if part is not own)]
    return found(
        "sentence-of-part", claim, others, expected=amount(middle(expected), claim),
        difference=apart(value(claim) - middle(expected), claim),
        tolerance=within((expected.width + place(claim)) / 2, claim), formula=row.first.department,
    )  # fmt: skip
