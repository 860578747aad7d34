"""Findings: what a rule has found, with everything a person needs to look it up and judge it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from gyebo.check.claims import Claim
from gyebo.check.evidence import NameUse, Period
from gyebo.check.precision import Verdict, decimals, middle, percent_of, place, rounded, spread, value
from gyebo.check.remarks import Remarked
from gyebo.check.shapes import Said, our_rules
from gyebo.check.validate import filled_in
from gyebo.text.rounding import Interval

UNITS = {
    "won": ("원", 1), "thousand-won": ("천원", 10**3), "ten-thousand-won": ("만원", 10**4),
    "million-won": ("백만원", 10**6), "hundred-million-won": ("억원", 10**8), "percent": ("%", 1),
    "percentage-point": ("%p", 1),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a rule has found: where, about what, what is printed, what was expected, in both languages.

    `targets` are the figures (or other things) concerned, the one in question first.
    """

    rule: str
    severity: str
    document: str
    lines: tuple[int, ...]
    subject: str
    printed: str
    expected: str
    difference: str
    tolerance: str
    message: Said
    targets: tuple[str, ...]

    @property
    def line(self) -> int:
        """The line of the figure in question."""
        return self.lines[0]

    @property
    def key(self) -> tuple[str, str, int, str, str]:
        """What a judgement is about."""
        return self.rule, self.document, self.line, self.subject, self.printed


def found_at(
    rule: str, document: str, lines: tuple[int, ...], targets: Iterable[str], *, subject: str, printed: str,
    expected: str, difference: str = "", tolerance: str = "", formula: str = "", others: str = "", severity: str = "",
) -> Finding:  # fmt: skip
    """Return a finding about anything at some lines of a document, in the words of its rule's shape."""
    shape = our_rules()[rule]
    values = {
        "place": f"{document}:{lines[0]}", "subject": subject, "printed": printed, "expected": expected,
        "difference": difference, "tolerance": tolerance, "formula": formula or expected, "others": others,
    }  # fmt: skip
    return Finding(
        rule=rule, severity=severity or shape.severity.lower(), document=document, lines=lines, subject=subject,
        printed=printed, expected=expected, difference=difference, tolerance=tolerance,
        message=filled_in(shape.message, values), targets=tuple(dict.fromkeys(targets)),
    )  # fmt: skip


def found(
    rule: str, claim: Claim, others: Iterable[Claim] = (), *, expected: str, difference: str = "", tolerance: str = "",
    formula: str = "", severity: str = "", subject: str = "",
) -> Finding:  # fmt: skip
    """Return a finding about a figure."""
    listed = [other for other in others if other.iri != claim.iri]
    return found_at(
        rule, claim.document, _lines(claim, listed), (claim.iri, *(other.iri for other in listed)),
        subject=subject or subject_of(claim), printed=printed(claim), expected=expected, difference=difference,
        tolerance=tolerance, formula=formula, others=", ".join(cited(other) for other in listed[:6]), severity=severity,
    )  # fmt: skip


def found_name(rule: str, use: NameUse, *, expected: str) -> Finding:
    """Return a finding about a printed name; it is about the thing's proper name, and its message about the printed one."""
    finding = found_at(
        rule, use.document, (use.line,), (use.iri,), subject=use.name, printed=use.name, expected=expected
    )
    return replace(finding, subject=use.proper)


def found_remark(
    rule: str, remark: Remarked, others: Iterable[Claim] = (), *, subject: str, printed: str, expected: str,
    formula: str = "",
) -> Finding:  # fmt: skip
    """Return a finding about a remark of running text."""
    listed = list(others)
    return found_at(
        rule, remark.document, _lines(remark, listed), (remark.iri, *(other.iri for other in listed)),
        subject=subject, printed=printed, expected=expected, formula=formula,
    )  # fmt: skip


def found_project(rule: str, period: Period, *, printed: str, expected: str) -> Finding:
    """Return a finding about a contract or project."""
    return found_at(
        rule, period.document, (period.line,), (period.iri,), subject=period.title, printed=printed, expected=expected,
        formula=lasting(period),
    )  # fmt: skip


def lasting(period: Period) -> str:
    """Return from when to when a contract or project lasts."""
    return f"{period.start} ~ {period.end}"


def off(
    rule: str, verdict: Verdict, claim: Claim, others: Iterable[Claim], expected: Interval, formula: str = ""
) -> Finding:
    """Return a finding about an amount outside the range expected of it; one cut off, or left out, is information."""
    return found(
        rule, claim, others,
        expected=amount(middle(expected), claim), difference=apart(value(claim) - middle(expected), claim),
        tolerance=within((expected.width + rounded(claim).width) / 2, claim), formula=formula,
        severity="info" if verdict is Verdict.CUT or claim.raw.strip() == "-" else "",
    )  # fmt: skip


def rate_off(
    rule: str, verdict: Verdict, claim: Claim, part: Interval, whole: Interval, others: Iterable[Claim], formula: str
) -> Finding:  # fmt: skip
    """Return the finding that a rate is not 100 · part / whole; one whose digits were cut off is information."""
    expected, half = percent_of(part, whole), spread(part, whole)
    return found(
        rule, claim, others,
        expected="-" if expected is None else amount(expected, claim),
        difference="-" if expected is None else apart(value(claim) - expected, claim),
        tolerance="-" if half is None else within(half + place(claim) / 2, claim), formula=formula,
        severity="info" if verdict is Verdict.CUT else "",
    )  # fmt: skip


def _lines(claim: Claim | Remarked, others: Iterable[Claim]) -> tuple[int, ...]:
    """Return the lines in one document: that of the figure in question first, then the others in order."""
    more = sorted({other.line for other in others if other.document == claim.document} - {claim.line})
    return claim.line, *more


def subject_of(claim: Claim) -> str:
    """Return what a figure is about, for people: its row and its column, or the words before it."""
    parts = [part for part in (claim.label.strip(), claim.header) if part]
    return " · ".join(parts) or " · ".join(part for part in (claim.program_name, claim.item_name) if part)


def printed(claim: Claim) -> str:
    """Return a figure as printed, with its unit where the figure does not say it."""
    unit = UNITS.get(claim.unit, (claim.unit, 1))[0].replace("unstated", "")
    return f"{claim.raw}{unit}" if claim.raw[-1:].isdigit() or claim.raw[-1:] == ")" else claim.raw


def cited(claim: Claim) -> str:
    """Return a figure with its place, as messages cite it."""
    return f"{printed(claim)} ({claim.document}:{claim.line})"


def amount(value: Fraction, like: Claim) -> str:
    """Return a value in the unit of a figure, to one place more than it is printed where that says more."""
    return _in_unit(value, like, like.unit)


def apart(value: Fraction, like: Claim) -> str:
    """Return by how much a figure is off; that of a rate is in percentage points."""
    return _in_unit(value, like, "percentage-point" if like.unit == "percent" else like.unit)


def within(value: Fraction, like: Claim) -> str:
    """Return a tolerance."""
    return "±" + apart(value, like)


def _in_unit(value: Fraction, like: Claim, unit: str) -> str:
    name, factor = UNITS.get(unit, (unit, 1))
    return f"{number(value / factor, max(decimals(like.raw), 1) if like.won is None else 0)}{name}"


def number(value: Fraction, places: int) -> str:
    """Return a number with thousands separators; one or two further decimals where it is not whole.

    >>> number(Fraction(12345), 0), number(Fraction(-1, 2), 0), number(Fraction(1736, 99), 1)
    ('12,345', '-0.5', '17.54')
    """
    digits = places if value * 10**places % 1 == 0 else places + 1
    return f"{Decimal(round(value * 10**digits)).scaleb(-digits):,f}"
