"""Names: misprints that a decision has settled, names that differ for one row, names that nobody decided."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from rapidfuzz import fuzz

from gyebo.check.claims import Claim
from gyebo.check.evidence import NameUse
from gyebo.check.findings import Finding, found, found_name
from gyebo.check.rows import Row
from gyebo.text.names import bare, bracketed, jamo, key

Table = tuple[str, str]
_LIKE = 85
_NEAR = 90
_SHARED = 2
_COMMON = 6
# "(구)" parts the old system from the new one of the same name: it is more than spelling.
_AGE = re.compile(r"\([구신]\)")


def misprinted_names(uses: Iterable[NameUse], claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield each place where a name is misprinted, as decided, with the name that is meant.

    A misprint is decided once and told on every line that prints it. A misprint that is decided not to be the thing
    it stands for is the right name of something else, printed on the wrong row.
    """
    listed = list(uses)
    right: dict[str, list[str]] = defaultdict(list)
    for use in listed:
        if use.kind != "misprint" and use.judged == "same":
            right[use.thing].append(use.name)
    seen: set[tuple[str, int, str]] = set()
    misprints = sorted((use for use in listed if use.kind == "misprint"), key=lambda u: u.judged != "same")
    for place in (*misprints, *_again([use for use in misprints if use.judged == "same"], claims)):
        use = _innermost(place, misprints)
        if (use.document, use.line, use.thing) in seen:
            continue
        seen.add((use.document, use.line, use.thing))
        if use.judged == "same":
            yield found_name("name-misprint", use, expected=_meant(use, right[use.thing]))
        else:
            yield found_name("row-misnamed", use, expected=use.proper)


def _again(misprints: Iterable[NameUse], claims: Iterable[Claim]) -> Iterator[NameUse]:
    """Yield misprints in other places: where a table first prints a decided misprint as the name of a row or part of it."""
    known: dict[str, list[NameUse]] = defaultdict(list)
    for use in misprints:
        known[key(use.name)].append(use)
    told: set[tuple[str, str, str]] = set()
    for claim in claims:
        for name in {claim.program_name, *claim.label.split(">")} - {""}:
            place = (claim.document, claim.table or str(claim.line), key(name))
            for use in known.get(key(name), []) if place not in told else []:
                told.add(place)
                yield replace(use, iri=claim.iri, name=name, document=claim.document, line=claim.line)


def _innermost(use: NameUse, misprints: Iterable[NameUse]) -> NameUse:
    """Return the misprint within a longer name, where the rest of it names something else."""
    within = [
        m for m in misprints if m.judged == "same" and m.thing != use.thing and key(m.name) in key(use.name)
    ]
    inner = min(within, key=lambda m: len(m.name), default=use)
    return replace(inner, iri=use.iri, document=use.document, line=use.line) if within else use


def _meant(use: NameUse, names: list[str]) -> str:
    """Return the name that a misprinted one is nearest to; the proper name of the thing where none is near."""
    letters = jamo(use.name)
    others = [name for name in names if key(use.name) not in key(name)]
    nearest = max(others, key=lambda name: fuzz.ratio(letters, jamo(name)), default=use.proper)
    return nearest if fuzz.ratio(letters, jamo(nearest)) >= _LIKE else use.proper


def differing_names(tables: Mapping[Table, list[Row]]) -> Iterator[Finding]:
    """Yield rows of two tables that print the same figures under names that differ by more than spelling."""
    seen: set[tuple[str, str, str]] = set()
    for one, other in _twins(tables):
        a, b = _named(one.first), _named(other.first)
        told = (one.first.document, min(key(a), key(b)), max(key(a), key(b)))
        alike = bool(a and b) and (one.first.program == other.first.program)
        spelling = bare(a) == bare(b) or key(a) in key(b) or key(b) in key(a)
        if not alike or told in seen or (spelling and bool(_AGE.search(a)) == bool(_AGE.search(b))):
            continue
        if one.first.program or fuzz.ratio(jamo(a), jamo(b)) >= _LIKE:
            seen.add(told)
            yield replace(found("name-differs", other.first, (one.first,), expected=a, subject=b), printed=b)


def differing_in_document(claims: Iterable[Claim], uses: Iterable[NameUse]) -> Iterator[Finding]:
    """Yield programs that one document lists under two names for one year; misprints have a rule of their own.

    A name that only leaves out words of the other, or that stands in its brackets, is no other name.
    """
    misprints = {key(use.name) for use in uses if use.kind == "misprint"}
    first: dict[tuple[str, str, str], Claim] = {}
    told: set[tuple[str, str, str]] = set()
    for claim in claims:
        if not (claim.table and claim.program and _named(claim)) or key(claim.program_name) in misprints:
            continue
        about = (claim.document, claim.program, claim.year)
        other = first.setdefault(about, claim)
        name, earlier = claim.program_name, other.program_name
        if name == earlier:
            continue
        pair = (claim.document, claim.program, key(name))
        if pair not in told and not (_shortens(name, earlier) or _shortens(earlier, name)):
            told.add(pair)
            yield replace(
                found("name-differs", claim, (other,), expected=earlier, subject=name), printed=name
            )


def _shortens(short: str, long: str) -> bool:
    """Tell whether a name is another with letters or brackets left out."""
    letters = iter(key(long))
    inner = [key(part) for part in bracketed(long)]
    return all(letter in letters for letter in bare(short)) or bare(short) in inner


def _named(claim: Claim) -> str:
    """Return the name of what a whole row is of: a program, or a revenue item; empty for anything else."""
    if claim.sub_program or claim.item_name:
        return ""
    return claim.program_name or claim.revenue_item.rpartition(">")[2]


def _twins(tables: Mapping[Table, list[Row]]) -> list[tuple[Row, Row]]:
    """Return the pairs of rows in two tables of one document that share two or more amounts, rare ones only."""
    holders: dict[tuple[str, str, str, int], list[tuple[Table, Row]]] = defaultdict(list)
    for table, rows in tables.items():
        for row in rows:
            for claim in {c.kind: c for c in row.claims if c.won}.values():
                holders[table[0], claim.year, claim.kind, claim.won or 0].append((table, row))
    shared: Counter[tuple[tuple[Table, int], tuple[Table, int]]] = Counter()
    rows_by = {(table, row.number): row for table, rows in tables.items() for row in rows}
    for listed in holders.values():
        if len(listed) <= _COMMON:
            for (t1, r1), (t2, r2) in combinations(listed, 2):
                if t1 != t2:
                    shared[(t1, r1.number), (t2, r2.number)] += 1
    return [(rows_by[a], rows_by[b]) for (a, b), times in shared.items() if times >= _SHARED]


def undecided_names(uses: Iterable[NameUse], undecided: Iterable[Claim]) -> Iterator[Finding]:
    """Yield programs that nobody decided on, where a decided name is nearly theirs."""
    known = [(use, jamo(use.name)) for use in uses if use.judged == "same"]
    seen: set[str] = set()
    for claim in undecided:
        if claim.program in seen or not claim.program_name:
            continue
        seen.add(claim.program)
        letters = jamo(claim.program_name)
        near = max(known, key=lambda pair: fuzz.ratio(letters, pair[1]), default=None)
        if near is not None and fuzz.ratio(letters, near[1]) >= _NEAR:
            yield found("name-undecided", claim, (), expected=near[0].name, subject=claim.program_name)
