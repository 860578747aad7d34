"""What `gyebo check` finds in the five documents, and that it finds what is put wrong on purpose."""

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gyebo.check.claims import Claim
from gyebo.check.findings import Finding
from gyebo.check.precision import Verdict, compared, total, verdict
from gyebo.check.run import Printed, check, read, rules
from gyebo.check.shapes import our_shapes
from gyebo.check.validate import shortened
from gyebo.cli import main
from gyebo.store.embedded import Embedded


@pytest.fixture(scope="module")
def findings(engine: Embedded) -> tuple[Finding, ...]:
    return check(engine).findings


@pytest.fixture(scope="module")
def printed(engine: Embedded) -> Printed:
    return read(engine)


# Contradictions seen on the page: rule, document, line, what is printed.
SEEN = (
    ("change-rate", "2019-budget-review", 366, "△81.6%"),
    ("product", "2019-budget-review", 770, "6,400천원"),
    ("change", "2020-supplementary-2-review", 179, "△1,144백만원"),
    ("change-rate-base", "2021-supplementary-2-review", 25, "1,294.0%"),
    ("row-repeated", "2021-supplementary-2-review", 370, "485,000천원"),
    ("item-code-prefix", "2021-q4-diversion-report", 56, "355,000천원"),
    ("count-share", "2023-settlement-review", 1509, "97.6%"),
    ("total", "2023-settlement-review", 2689, "30,613백만원"),
    ("unit-misprinted", "2023-settlement-review", 2528, "165,084백만원"),
    ("unspent-rate", "2023-settlement-review", 2570, "94.2%"),
)


@pytest.mark.parametrize(("rule", "document", "line", "raw"), SEEN)
def test_contradictions_seen_on_the_page_are_found(
    findings: tuple[Finding, ...], rule: str, document: str, line: int, raw: str
) -> None:
    here = [f for f in findings if (f.rule, f.document, f.line) == (rule, document, line)]
    assert raw in [finding.printed for finding in here], [f.printed for f in here]


def test_the_graph_itself_has_the_shape_it_should(findings: tuple[Finding, ...]) -> None:
    """What speaks of no printed line would be a fault of gyebo's, not of a document's."""
    assert [f for f in findings if not f.document and f.severity != "info"] == []


def test_every_finding_leads_to_a_line_and_speaks_both_languages(findings: tuple[Finding, ...]) -> None:
    shapes = our_shapes().named()
    for finding in findings:
        assert finding.rule in shapes
        assert finding.message.ko and finding.message.en
        assert "{?" not in finding.message.ko + finding.message.en
        assert finding.targets


# --- seeded errors -------------------------------------------------------------------------------------


def _told(printed: Printed) -> frozenset[tuple[object, ...]]:
    return frozenset(finding.key for finding in rules(printed))


def _mutated(printed: Printed, place: tuple[str, int, int], **changed: object) -> Printed:
    claims = tuple(replace(c, **changed) if c.place == place else c for c in printed.claims)  # type: ignore[arg-type]
    return replace(printed, claims=claims)


def _totals(printed: Printed) -> Iterator[Claim]:
    """Yield some totals of expenditure: figures that other figures of their table add up to."""
    listed = [
        c for c in printed.claims if c.label == "합계" and c.kind in ("original", "proposed", "appropriation")
    ]
    yield from [c for c in listed if c.won and c.document == "2020-supplementary-2-review"][:3]


def test_a_total_with_one_digit_changed_is_found(printed: Printed) -> None:
    before = _told(printed)
    wrong = list(_totals(printed))
    assert wrong
    for claim in wrong:
        other = _mutated(printed, claim.place, won=(claim.won or 0) + 1000 * claim.precision)
        new = {f.key for f in rules(other)} - before
        assert [key for key in new if key[1] == claim.document], claim.place


# --- precision -----------------------------------------------------------------------------------------


def _claim(won: int, place: int) -> Claim:
    others = {"line", "column", "won", "precision", "percent", "derived"}
    blank = {name: "" for name in Claim.__slots__ if name not in others}
    return Claim(
        **{**blank, "raw": str(won // place), "unit": "million-won"},
        line=1, column=1, won=won, precision=place, percent=None, derived=False,
    )  # fmt: skip


AMOUNTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=30)
PLACES = st.sampled_from((10**3, 10**6, 10**8))


def _rounded(won: int, place: int) -> int:
    return int(Fraction(won, place) + Fraction(1, 2)) * place


@given(AMOUNTS, PLACES)
def test_sums_of_rounded_amounts_are_never_off(amounts: list[int], place: int) -> None:
    parts = [_claim(_rounded(amount, place), place) for amount in amounts]
    assert verdict(_claim(_rounded(sum(amounts), place), place), *total(parts)) is Verdict.AGREES


@given(AMOUNTS, PLACES)
def test_sums_of_amounts_cut_off_are_never_a_contradiction(amounts: list[int], place: int) -> None:
    parts = [_claim(amount // place * place, place) for amount in amounts]
    assert verdict(_claim(sum(amounts) // place * place, place), *total(parts)) is not Verdict.OFF


@given(st.integers(0, 10**12), PLACES, PLACES)
def test_two_printings_of_one_amount_are_never_a_contradiction(won: int, one: int, other: int) -> None:
    first, second = _claim(_rounded(won, one), one), _claim(_rounded(won, other), other)
    assert compared(first, second) is Verdict.AGREES


@given(st.integers(10**6, 10**12), PLACES)
def test_two_units_of_the_last_place_are_always_a_contradiction(won: int, place: int) -> None:
    exact = _rounded(won, place)
    assert compared(_claim(exact, place), _claim(exact + 2 * place + 1000 * place, place)) is Verdict.OFF


@pytest.mark.parametrize(("text", "said"), [("5.78512", "5.785"), ("62.8", "62.8"), ("P0012", "P0012")])
def test_messages_show_three_decimals_at_most(text: str, said: str) -> None:
    assert shortened(text) == said


# --- the command ---------------------------------------------------------------------------------------


def test_an_unknown_document_is_told_with_those_there_are(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--document", "2018", "--store", str(store)]) == 2
    assert "2023-settlement-review" in capsys.readouterr().err


def test_where_all_is_judged_the_command_says_that_nothing_waits(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--open", "--store", str(store)]) == 0
    assert capsys.readouterr().out == "판단을 기다리는 것이 없습니다.\n"


def test_the_command_tells_findings_and_says_so_by_its_exit_code(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "decisions").mkdir()
    header = "rule,document,line,subject,printed,judgement,reason,reason_ko,date\n"
    (tmp_path / "decisions" / "judgements.csv").write_text(header, encoding="utf-8")
    command = ["check", "--document", "2021-q4-diversion-report", "--json", "--store", str(store)]
    assert main(command) == 0
    judged = json.loads(capsys.readouterr().out)
    assert {finding["judgement"] for finding in judged} == {"source_error"}
    assert main([*command, "--data", str(tmp_path)]) == 1
    told = json.loads(capsys.readouterr().out)
    assert {finding["document"] for finding in told} == {"2021-q4-diversion-report"}
    assert {"rule", "lines", "printed", "expected", "tolerance", "message_ko", "message_en"} <= set(told[0])
