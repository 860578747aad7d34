"""Items against what else is printed of them: the amount of a whole program, a saving above all that was left."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, amount, found
from gyebo.check.precision import Verdict, compared, value

_BUDGET = "current"
_TO_SPEND = "appropriation"


def whole_programs(claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield the items whose current budget is that of the whole program, above what may be spent for the item."""
    programs: dict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    items: dict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.table and claim.program and claim.won and not claim.sub_program:
            kept = items if claim.item_name else programs
            kept[claim.document, claim.program, claim.year].append(claim)
    for about, listed in items.items():
        for claim in (c for c in listed if c.kind == _BUDGET):
            whole = [p for p in programs[about] if p.kind == _BUDGET and compared(p, claim) is Verdict.AGREES]
            less = [c for c in listed if c.kind == _TO_SPEND and _same_item(c, claim) and _below(c, claim)]
            if whole and less:
                yield found(
                    "item-is-program", claim, (less[0], whole[0]), expected=amount(value(less[0]), claim)
                )


def _same_item(one: Claim, other: Claim) -> bool:
    return bool(one.item) and one.item == other.item


def _below(one: Claim, other: Claim) -> bool:
    return value(one) < value(other) and compared(one, other) is Verdict.OFF


def savings_above_unspent(claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield bid savings of an item that are more than all that the item left unspent in the year."""
    listed = [c for c in claims if c.program and c.item and c.won and c.kind in ("bid-saving", "unspent")]
    unspent: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in listed:
        if claim.kind == "unspent":
            unspent[_place(claim)].append(claim)
    for claim in (c for c in listed if c.kind == "bid-saving"):
        left = unspent.get(_place(claim), [])
        if left and all(_below(c, claim) for c in left):
            yield found("saving-above-unspent", claim, left, expected=amount(value(left[0]), claim))


def _place(claim: Claim) -> tuple[str, str, str, str]:
    return claim.document, claim.program, claim.item, claim.year
