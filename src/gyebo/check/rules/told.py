"""Numbers that sentences tell in a known form, computed anew: years, months, contracts since a date, sections."""

import re
from collections.abc import Iterable, Iterator

from gyebo.check.carried import Carried
from gyebo.check.findings import Finding, found_remark
from gyebo.check.remarks import Remarked
from gyebo.reading.prose.told import CONTRACT_MONTH, CONTRACTS_SINCE, OUTLIVED, SECTION

_YEARS = re.compile(r"(\d{4})년 설치>(\d+)년")


def outlived(remarks: Iterable[Remarked]) -> Iterator[Finding]:
    """Yield the years "past its service life" that year of installation, service life and fiscal year do not give."""
    for remark in _of_kind(OUTLIVED, remarks):
        match = _YEARS.match(remark.compared_with)
        if match is None or not remark.year:
            continue
        years = int(remark.year) - int(match[1]) - int(match[2])
        if remark.value != years:
            formula = f"{remark.year} − {match[1]} − {match[2]}"
            yield _told("service-life", remark, f"{years}년", formula, "년")


def contract_months(remarks: Iterable[Remarked]) -> Iterator[Finding]:
    """Yield the months in which a contract is said to be concluded, where its date in brackets is in another."""
    for remark in _of_kind(CONTRACT_MONTH, remarks):
        dated = remark.compared_with
        if remark.value != int(dated.rpartition("-")[2]):
            yield _told("contract-month", remark, dated, dated, "월")


def contracts_since(remarks: Iterable[Remarked], carried: Iterable[Carried]) -> Iterator[Finding]:
    """Yield the numbers of carryovers "contracted since" a month that their list does not have."""
    listed = list(carried)
    for remark in _of_kind(CONTRACTS_SINCE, remarks):
        kind, _, month = remark.compared_with.partition(">")
        own = [c for c in listed if (c.document, c.kind) == (remark.document, kind)]
        late = [c for c in own if c.contracted[:7] >= month]
        if own and len(late) != remark.value:
            formula = ", ".join(f"{c.contracted} ({c.document}:{c.line})" for c in late)
            yield _told("contracts-since", remark, f"{len(late)}건", formula, "건", f"{kind}, {month} 이후")


def skipped_sections(remarks: Iterable[Remarked]) -> Iterator[Finding]:
    """Yield the sections whose number does not follow that of the section before."""
    for remark in _of_kind(SECTION, remarks):
        before, _, title = remark.compared_with.partition(">")
        number = before.partition(".")[0]
        if number.isdigit() and remark.value is not None and remark.value > int(number) + 1:
            yield _told("section-skipped", remark, f"{int(number) + 1}", before, "", title)


def _of_kind(kind: str, remarks: Iterable[Remarked]) -> Iterator[Remarked]:
    return (remark for remark in remarks if remark.kind == kind)


def _told(rule: str, remark: Remarked, expected: str, formula: str, unit: str, about: str = "") -> Finding:
    subject = about or remark.compared_with or remark.raw
    printed = f"{remark.raw}{unit}"
    return found_remark(rule, remark, subject=subject, printed=printed, expected=expected, formula=formula)
