"""Changes and rates of change: new − old and (new − old) / old, with the base that the header names.

Headers differ from report to report and some name the wrong base. Where the header names one, that one is
expected; a figure that fits another base instead is a finding of its own, because the header is what is wrong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, amount, found, off, rate_off
from gyebo.check.precision import Verdict, difference, middle, ranges, ratio, rounded, value, verdict
from gyebo.check.rows import Row
from gyebo.text.rounding import Interval

_NAMES = (
    (re.compile("당초|본예산"), ("original",)), (re.compile("기정"), ("current",)), (re.compile("최종"), ("final",)),
)  # fmt: skip
_NEW = ("supplementary", "proposed")
_OLD = ("original", "current", "final", "proposed", "other")
_MINUS = re.compile(r"[(=]\s*([A-Za-z가-힣㉮-㉻])\s*[-−–]\s*([A-Za-z가-힣㉮-㉻])\s*\)")
_YEAR = re.compile(r"((?:19|20)\d\d)년?도?\s*대비")
_COMPARES = re.compile("증감|증액|감액|대비|절감|비율|[A-Za-z]\\s*[-−–]\\s*[A-Za-z]")
_THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Pair:
    """A new and an old amount of one row, and whether the header names the old one."""

    new: Claim
    old: Claim
    named: bool


def pairs(claim: Claim, row: Row) -> list[Pair]:
    """Return the amounts that a change or rate of change may be computed from, the named one first."""
    if not _COMPARES.search(claim.header):
        return []
    lettered = _lettered(claim, row) or _saved(claim, row)
    if lettered:
        return lettered
    new = _new(claim, row)
    if new is None:
        return []
    olds = [c for c in row.of(*_OLD) if c.iri != new.iri and (c.year, c.header) != (new.year, new.header)]
    named = _named(claim, olds)
    listed = [Pair(new, old, True) for old in named] + [
        Pair(new, old, False) for old in olds if old not in named
    ]
    return listed if named or len(olds) != 1 else [Pair(new, olds[0], True)]


def _lettered(claim: Claim, row: Row) -> list[Pair]:
    match = _MINUS.search(claim.header)
    if match is None:
        return []
    new, old = (_tagged(row, letter) for letter in match.groups())
    return [Pair(new, old, True)] if new and old else []


def _saved(claim: Claim, row: Row) -> list[Pair]:
    """Return what a saving is the difference of: the need before and the need after."""
    needs = row.of("planned", year=claim.year) if "절감" in claim.header else []
    return [Pair(needs[0], needs[1], True)] if len(needs) == 2 else []


def _tagged(row: Row, letter: str) -> Claim | None:
    """Return the amount whose header carries a letter: `(A)`, `㉮` or `(가)`."""
    tag = letter if letter >= "㉮" and letter <= "㉻" else f"({letter})"
    return next((c for c in row.claims if c.won is not None and c.header.rstrip().endswith(tag)), None)


def _new(claim: Claim, row: Row) -> Claim | None:
    found_new = row.of(*_NEW, year=claim.year)
    if found_new:
        return found_new[0]
    others = row.of("other", year=claim.year)
    earlier = [c for c in row.of(*_OLD) if c.year < claim.year]
    return others[-1] if others and earlier else None


def _named(claim: Claim, olds: list[Claim]) -> list[Claim]:
    """Return the old amounts that the header names, its innermost part before the rest."""
    for text in (claim.header.rpartition(">")[2], claim.header):
        for pattern, kinds in _NAMES:
            if pattern.search(text):
                return [old for old in olds if old.kind in kinds]
    match = _YEAR.search(claim.header)
    year = match.group(1) if match else str(int(claim.year or 0) - 1) if "전년" in claim.header else ""
    return [old for old in olds if old.year == year]


def changes(row: Row) -> Iterator[Finding]:
    """Yield the changes and rates of change of a row that cannot be what they say."""
    for claim in row.claims:
        if claim.kind == "change" and claim.won is not None:
            options = pairs(claim, row)
            yield from _judged(
                claim, options[:1] if claim.raw.strip() == "-" else options, "change", "change-base"
            )
        elif (
            claim.kind in ("change-rate", "change") and claim.percent is not None and claim.raw.strip() != "-"
        ):
            yield from _judged(claim, pairs(claim, row), "change-rate", "change-rate-base")


def wrong_changes(row: Row) -> Iterator[tuple[Claim, tuple[Interval, Interval]]]:
    """Yield the amounts of change of a row that fit no base, with the change by the base that their heading names."""
    for claim in row.claims:
        if claim.kind == "change" and claim.won is not None and claim.raw.strip() != "-":
            options = pairs(claim, row)
            if options and all(_verdict(claim, option) is Verdict.OFF for option in options):
                yield claim, difference(options[0].new, options[0].old)


def _judged(claim: Claim, options: list[Pair], rule: str, base_rule: str) -> Iterator[Finding]:
    verdicts = [(option, _verdict(claim, option)) for option in options]
    fitting = [option for option, verdict in verdicts if verdict is not Verdict.OFF]
    named = [(option, verdict) for option, verdict in verdicts if option.named]
    if not verdicts or any(verdict is Verdict.AGREES for _, verdict in (named or verdicts)):
        return
    option, verdict = (named or verdicts)[0]
    if named and verdict is Verdict.OFF and fitting:
        yield _wrong_base(base_rule, claim, option, fitting[0])
    elif (cut := next((pair for pair in (named or verdicts) if pair[1] is Verdict.CUT), None)) is not None:
        yield _off(rule, claim, cut[0], cut[1])
    else:
        yield from _wrong(rule, claim, option)


def _verdict(claim: Claim, pair: Pair) -> Verdict:
    changed = difference(pair.new, pair.old)
    if claim.won is not None:
        return verdict(claim, *changed)
    return ratio(claim, changed, ranges(pair.old))


def _wrong(rule: str, claim: Claim, pair: Pair) -> Iterator[Finding]:
    """Yield the finding for a figure that fits no base: a slip of scale, a lost sign, or simply wrong."""
    changed = middle(difference(pair.new, pair.old)[0])
    if (
        claim.won
        and abs(changed) > _THOUSAND
        and abs(value(claim) * _THOUSAND - changed) <= _THOUSAND * claim.precision
    ):
        text = amount(changed, claim)
        yield found("unit-slip", claim, (pair.new, pair.old), expected=text, formula=_formula(pair))
    elif claim.percent is not None and not pair.old.won:
        rule = "rate-of-nothing" if value(claim) else "rate-zero"
        yield found(rule, claim, (pair.new, pair.old), expected="-", formula=_formula(pair))
    else:
        yield _off(rule, claim, pair, Verdict.OFF)


def _off(rule: str, claim: Claim, pair: Pair, verdict: Verdict) -> Finding:
    changed, both = difference(pair.new, pair.old)[0], (pair.new, pair.old)
    if claim.won is not None:
        return off(rule, verdict, claim, both, changed, _formula(pair))
    return rate_off(rule, verdict, claim, changed, rounded(pair.old), both, _rate_formula(pair))


def _wrong_base(rule: str, claim: Claim, named: Pair, fitting: Pair) -> Finding:
    others = (fitting.new, fitting.old, named.old)
    shown = _off("change" if claim.won is not None else "change-rate", claim, named, Verdict.OFF)
    return found(
        rule, claim, others, expected=shown.expected, difference=shown.difference, tolerance=shown.tolerance,
        formula=_formula(fitting) if claim.won is not None else _rate_formula(fitting),
    )  # fmt: skip


def _formula(pair: Pair) -> str:
    return f"{pair.new.raw} − {pair.old.raw}: {pair.new.header} − {pair.old.header}"


def _rate_formula(pair: Pair) -> str:
    return f"({pair.new.raw} − {pair.old.raw}) / {pair.old.raw}: {pair.new.header}, {pair.old.header}"
