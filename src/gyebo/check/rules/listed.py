"""Sums in sentences: a total and the amounts that the same sentence lists for it."""

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, off
from gyebo.check.precision import Verdict, total, value, verdict

_COUNTED = re.compile(r"(\d+)\s*(개|건)")
_FUNDS = re.compile(r"(국비|시비|구비|도비|지방비)$")
_NEARLY = Fraction(3, 100)
_LINES = 6


def listed_sums(figures: Sequence[Claim]) -> Iterator[Finding]:
    """Yield the totals of sentences that the amounts listed with them do not add up to.

    Lists are seldom complete, so a total counts only when the sentence counts its parts, when the parts are
    the funds it comes from, or when the sum all but fits.
    """
    money = [claim for claim in figures if claim.won is not None]
    for index, claim in enumerate(money):
        funds = _run(money[index + 1 :], claim, _is_fund)
        if len(funds) > 1:
            yield from _judged(claim, funds, counted=True)
        elif not _specific(claim):
            for run in (
                _run(money[index + 1 :], claim, _specific),
                _run(money[:index][::-1], claim, _specific),
            ):
                yield from _judged(claim, run, counted=_count(claim) == len(run))


def _run(claims: Sequence[Claim], whole: Claim, belongs: Callable[[Claim], bool]) -> list[Claim]:
    """Return the amounts that follow on a total and belong to its list."""
    found: list[Claim] = []
    for claim in claims:
        last = found[-1] if found else whole
        alike = (claim.kind, claim.year, claim.account) == (whole.kind, whole.year, whole.account)
        if (
            claim.document != whole.document
            or abs(claim.line - last.line) > _LINES
            or not alike
            or not belongs(claim)
        ):
            break
        found.append(claim)
    return found


def _specific(claim: Claim) -> bool:
    return bool(claim.program or claim.department or claim.item_name or claim.sub_program)


def _is_fund(claim: Claim) -> bool:
    return bool(_FUNDS.search(claim.label))


def _count(claim: Claim) -> int:
    match = _COUNTED.search(claim.label)
    return int(match.group(1)) if match else 0


def _judged(claim: Claim, parts: list[Claim], *, counted: bool) -> Iterator[Finding]:
    if len(parts) < 2 or (_count(claim) and not counted):
        return
    signed = [part for part in parts if value(part) < 0]
    expected = total(parts)
    if len(signed) == len(parts) and value(claim) > 0:
        expected = (-expected[0], -expected[1])
    each = verdict(claim, *expected)
    nearly = abs(value(claim) - (expected[0].lo + expected[0].hi) / 2) <= abs(value(claim)) * _NEARLY
    if each is Verdict.CUT or (each is Verdict.OFF and (counted or nearly)):
        yield off("sentence-sum", each, claim, parts, expected[0], " + ".join(part.raw for part in parts))
