"""Shares of a whole: a column of percentages whose total row says 100 %."""

import re
from collections import defaultdict
from collections.abc import Iterator

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding, off
from gyebo.check.outline import is_total
from gyebo.check.precision import Verdict, total, value
from gyebo.check.rows import Row

_SHARE = re.compile(r"비율|비중|구성비|점유율")
_CHANGE = re.compile(r"증감|증가|감소|대비|집행|불용")
_WHOLE = 100
_PARTS = 2


def shares(table: list[Row]) -> Iterator[Finding]:
    """Yield the totals of 100 % that the shares of the other rows do not add up to; the whole is 100 exactly."""
    columns: dict[tuple[str, str], list[tuple[Row, Claim]]] = defaultdict(list)
    for row in table:
        for claim in row.claims:
            if claim.percent is not None and _SHARE.search(claim.header) and not _CHANGE.search(claim.header):
                columns[claim.header, claim.year].append((row, claim))
    for listed in columns.values():
        wholes = [claim for row, claim in listed if is_total(row)]
        parts = [claim for row, claim in listed if not is_total(row)]
        if len(wholes) == 1 and value(wholes[0]) == _WHOLE and len(parts) >= _PARTS:
            rounded, loose = total(parts)
            if _WHOLE not in rounded:
                each = Verdict.CUT if _WHOLE in loose else Verdict.OFF
                shown = " + ".join(part.raw for part in parts)
                yield off("share-total", each, wholes[0], parts, rounded, shown)
