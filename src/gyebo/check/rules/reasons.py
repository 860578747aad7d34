"""Reasons of changes: the basis of an item's change against the change, one amount beside it in another unit.

A supplementary budget gives under "산출내역 및 증감사유" what the change of each item comes from, mostly in won and
again in thousand won: "△34,400,000원 = △34,400천원".
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, amount, apart, cited, found, off, within
from gyebo.check.precision import Verdict, compared, place, total, value, verdict
from gyebo.check.rules.products import Equation, inputs, once, slipped

_BASIS = re.compile("산출")
_COMPARES = re.compile("산출|사유|비고")
About = tuple[str, str, str, str]


def two_units(listed: Iterable[Equation]) -> Iterator[Finding]:
    """Yield amounts that are given again right behind, in another unit, as another amount.

    Two amounts in two units need not be one amount, so most such pairs of the document must be.
    """
    told = [
        (equation, equation.factors[0].price, compared(equation.factors[0].price, equation.result))
        for equation in listed
        if len(equation.factors) == 1
        and not equation.counted
        and equation.factors[0].price.unit != equation.result.unit
    ]
    tally = Counter((price.document, each is not Verdict.OFF) for _, price, each in told)
    for equation, price, each in told:
        usual = tally[price.document, True] > tally[price.document, False]
        if each is Verdict.OFF and usual and not slipped(equation):
            result = equation.result
            yield found(
                "two-units", result, (price,), expected=amount(value(price), result), formula=cited(price),
                difference=apart(value(result) - value(price), result),
                tolerance=within((place(result) + place(price)) / 2, result),
            )  # fmt: skip


def basis_changes(claims: Iterable[Claim], listed: Iterable[Equation]) -> Iterator[Finding]:
    """Yield the bases of changes whose first amounts, few or all, do not make the change of their item or program.

    What follows the amounts is often words with more amounts in them, so it need not belong to the sum.
    """
    counted = inputs(listed)
    voted: dict[About, list[Claim]] = defaultdict(list)
    based: dict[tuple[str, About], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.kind != "change" or claim.won is None or not (claim.table and claim.program):
            continue
        abouts = {(claim.document, claim.program, item, claim.year) for item in (claim.item, "")}
        if not _COMPARES.search(claim.header):
            voted[claim.document, claim.program, claim.item if claim.item_name else "", claim.year].append(
                claim
            )
        elif claim.won and _BASIS.search(claim.header) and claim.iri not in counted:
            for about in abouts:
                based[claim.table, about].append(claim)
    for (_, about), results in based.items():
        if about in voted:
            yield from _compare(once(sorted(results, key=lambda c: c.place)), voted[about])


def _compare(results: list[Claim], voted: list[Claim]) -> Iterator[Finding]:
    signed = [c for c in results if any((c.won or 0) * (v.won or 0) > 0 for v in voted)]
    if not any(v.won for v in voted):
        signed = results[:1]
    if not signed:
        return
    firsts = [total(signed[: end + 1]) for end in range(len(signed))]
    if any(verdict(v, *first) is not Verdict.OFF for v in voted for first in firsts):
        return
    change, several = voted[0], f"{cited(voted[0])}"
    if len(signed) == 1:
        yield found(
            "basis-change", signed[0], voted, expected=amount(value(change), signed[0]), formula=several,
            difference=apart(value(signed[0]) - value(change), signed[0]),
            tolerance=within((place(signed[0]) + place(change)) / 2, signed[0]),
        )  # fmt: skip
    else:
        shown = " + ".join(c.raw for c in signed)
        yield off("basis-change", Verdict.OFF, change, signed, firsts[-1][0], shown)
