"""Execution rates that count as spent what was carried over to the next year or given back."""

from collections.abc import Iterator

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, rate_off
from gyebo.check.precision import Verdict, ranges, ratio, rounded, total
from gyebo.check.rows import Row

_LEFT = ("carryover", "subsidy-return")


def carried_as_spent(row: Row) -> Iterator[Finding]:
    """Yield the execution rates of a row that fit only if carryovers and returned subsidies are expenditure."""
    spent, whole, left = row.of("expenditure")[:1], row.of("appropriation")[:1], row.of(*_LEFT)
    rates = [c for c in row.claims if c.kind == "execution-rate" and c.percent is not None]
    for claim in rates if spent and whole and left else ():
        plain = ratio(claim, ranges(spent[0]), ranges(whole[0]))
        if plain is Verdict.OFF and ratio(claim, total([*spent, *left]), ranges(whole[0])) is not Verdict.OFF:
            yield _finding(claim, spent[0], left, whole[0])


def _finding(claim: Claim, spent: Claim, left: list[Claim], whole: Claim) -> Finding:
    added = " + ".join(c.raw for c in (spent, *left) if c.won)
    return rate_off(
        "execution-rate-carried", Verdict.OFF, claim, rounded(spent), rounded(whole), (spent, *left, whole),
        f"({added}) / {whole.raw}",
    )  # fmt: skip
