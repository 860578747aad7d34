"""Judgements: what people say of findings after a look at the source, kept as rows with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gyebo.check.findings import Finding
from gyebo.check.shapes import our_shapes
from gyebo.errors import Unreadable
from gyebo.facts.decisions import demand_reasons
from gyebo.facts.rows import read_rows
from gyebo.resources import folder

OPEN = "open"
KINDS = (OPEN, "source_error", "explained")
# Information needs no judge: its own rule says why the figure is no contradiction.
_EXPLAINED = {
    "rate-of-nothing": (
        "there was nothing to change from, so any rate is a convention",
        "비교할 앞 금액이 없으므로 어떤 증감률이든 관례일 뿐이다",
    ),
    "total-incomplete": (
        "the total is confirmed by the sum above it; programs that have ended are not listed",
        "합계는 그 위의 합으로 확인된다. 끝난 사업은 행으로 싣지 않았다",
    ),
    "total-part-wrong": (
        "the total is right: it fits once the wrong row below it, which has its own finding, is put right",
        "합계는 옳다. 아래의 틀린 행(따로 지적됨)을 바로잡으면 맞는다",
    ),
    "contract-title-end": (
        "the title names the whole of a long-term contract, the period its part of one year",
        "제목은 장기계속계약 전체를, 기간은 그 가운데 한 해분을 가리킨다",
    ),
    "missing-comma": ("the number is the same without its comma", "쉼표가 빠졌을 뿐 같은 수이다"),
}
_CUT = ("fits if digits were cut off instead of rounded", "반올림하지 않고 버렸다면 맞는다")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a person says of one finding: an error of the source, explained, or still open, and why."""

    rule: str
    document: str
    line: int
    subject: str
    printed: str
    judgement: str
    reason: str
    reason_ko: str
    date: str

    @property
    def key(self) -> tuple[str, str, int, str, str]:
        """What is judged."""
        return self.rule, self.document, self.line, self.subject, self.printed


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding and what was said of it."""

    finding: Finding
    judgement: str
    reason: str = ""
    reason_ko: str = ""
    date: str = ""

    @property
    def waits(self) -> bool:
        """Whether a person still has to look at it."""
        return self.judgement == OPEN


def judgements_file(data: Path | None = None) -> Path:
    """Return where judgements are kept, in a data folder or gyebo's own."""
    return (data or folder("data")) / "decisions" / "judgements.csv"


def read_judgements(path: Path) -> tuple[Judgement, ...]:
    """Read judgements; raise `Unreadable` for a row that judges nothing, gives no reason, or judges again."""
    rules = our_shapes().named()
    seen: set[tuple[str, str, int, str, str]] = set()
    listed = tuple(read_rows(path, Judgement))
    for line, row in enumerate(listed, start=2):
        if row.rule not in rules:
            raise Unreadable(path, line, f"no rule is called {row.rule!r}", "see docs/checks.md")
        if row.judgement not in KINDS:
            raise Unreadable(path, line, f"{row.judgement!r} is no judgement", f"one of: {', '.join(KINDS)}")
        demand_reasons(path, line, row.reason, row.reason_ko)
        if row.key in seen:
            raise Unreadable(path, line, "this is judged above", "keep one of the two rows")
        seen.add(row.key)
    return listed


def judge(findings: Iterable[Finding], judgements: Iterable[Judgement]) -> list[Judged]:
    """Return findings with what was said of them; information explains itself, all others are open until judged."""
    said = {judgement.key: judgement for judgement in judgements}
    return [_judged(finding, said.get(finding.key)) for finding in findings]


def _judged(finding: Finding, said: Judgement | None) -> Judged:
    if said is not None:
        return Judged(finding, said.judgement, said.reason, said.reason_ko, said.date)
    if finding.severity == "info":
        return Judged(finding, "explained", *_EXPLAINED.get(finding.rule, _CUT))
    return Judged(finding, OPEN)


def stale(findings: Iterable[Finding], judgements: Iterable[Judgement]) -> list[Judgement]:
    """Return the judgements that match no finding any more."""
    found = {finding.key for finding in findings}
    return [judgement for judgement in judgements if judgement.key not in found]
