"""One digit amiss: an amount of a sentence or basis that stands nowhere else, beside one of all but the same digits.

Amounts to five digits or more that differ in one digit only, of one year and within one passage, are one amount
printed twice: chance seldom makes such a pair.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, amount, apart, cited, found
from gyebo.check.precision import value

_DIGITS = 5
_LINES = 30
Written = tuple[str, str, str]


def digits_amiss(claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield amounts in sentences and bases that differ in one digit from an amount close by, and from nothing else."""
    told = [c for c in claims if c.won and len(_digits(c).rstrip("0")) >= _DIGITS]
    times = Counter((c.document, abs(c.won or 0)) for c in told)
    alike: dict[Written, dict[str, Claim]] = defaultdict(dict)
    for claim in told:
        for pattern in _patterns(claim):
            alike[claim.document, claim.unit, pattern][claim.iri] = claim
    for claim in told:
        if times[claim.document, abs(claim.won or 0)] > 1 or not _loose(claim):
            continue
        near = [
            c
            for pattern in _patterns(claim)
            for c in alike[claim.document, claim.unit, pattern].values()
            if abs(c.won or 0) != abs(claim.won or 0) and _beside(claim, c)
        ]
        if len({abs(c.won or 0) for c in near}) == 1:
            yield found(
                "digit-amiss", claim, near, expected=amount(abs(value(near[0])), claim), formula=cited(near[0]),
                difference=apart(abs(value(claim)) - abs(value(near[0])), claim),
            )  # fmt: skip


def _digits(claim: Claim) -> str:
    return "".join(filter(str.isdigit, claim.raw))


def _patterns(claim: Claim) -> list[str]:
    """Return the digits of an amount with each of them left open in turn."""
    digits = _digits(claim)
    return [f"{digits[:place]}?{digits[place + 1 :]}" for place in range(len(digits))]


def _loose(claim: Claim) -> bool:
    """Tell whether an amount stands in words, where no row or column says what it is."""
    return not claim.table or claim.kind == "basis"


def _beside(one: Claim, other: Claim) -> bool:
    near = 0 < abs(one.line - other.line) <= _LINES
    return near and one.year == other.year and one.operation == other.operation
