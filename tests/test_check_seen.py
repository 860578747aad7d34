"""Rules that find nothing in the five reports as printed: what they say when one figure or label is another.

Each case changes what a page prints, by document, line and column, and names the line that must then be told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from gyebo.check.claims import Claim, in_tables
from gyebo.check.rows import rows
from gyebo.check.rules import digits, exchanged, moves, reasons, shares, totals
from gyebo.check.rules.products import Equation, Factor, equations
from gyebo.check.run import Printed, read, rules
from gyebo.store.embedded import Embedded

SECOND_2020, SECOND_2021 = "2020-supplementary-2-review", "2021-supplementary-2-review"
REVIEW, DIVERSIONS, SETTLEMENT = "2019-budget-review", "2021-q4-diversion-report", "2023-settlement-review"
NEW = frozenset({
    "basis-change", "digit-amiss", "labels-exchanged", "moves-balance", "sentence-transfer", "share-total", "two-units",
})  # fmt: skip
Change = Mapping[tuple[int, int], tuple[str, object]]


@pytest.fixture(scope="module")
def printed(engine: Embedded) -> Printed:
    return read(engine)


def _of(printed: Printed, document: str) -> Printed:
    """Return what one document prints, without its names: enough for the rules about figures."""
    return Printed(
        claims=tuple(c for c in printed.claims if c.document == document),
        counts=tuple(c for c in printed.counts if c.document == document),
    )


def _changed(printed: Printed, document: str, change: Change) -> Printed:
    left = dict(change)
    printed = _of(printed, document)

    def each() -> Iterator[Claim]:
        for claim in printed.claims:
            if claim.document == document and (claim.line, claim.column) in left:
                raw, value = left.pop((claim.line, claim.column))
                name = "won" if claim.won is not None else "percent"
                yield replace(claim, raw=raw, **{name: value})  # type: ignore[arg-type]
            else:
                yield claim

    made = replace(printed, claims=tuple(each()))
    assert not left
    return made


def _told(printed: Printed, document: str) -> set[tuple[str, int]]:
    return {
        (f.rule, line)
        for f in rules(printed)
        if f.document == document and f.severity != "info"
        for line in f.lines
    }


def test_the_rules_say_nothing_of_what_is_printed(printed: Printed) -> None:
    told = [f for f in rules(printed) if f.rule in NEW and f.severity != "info"]
    # 542,873 for 342,873 (line 921): told by basis-total as well, which the report keeps.
    assert [(f.rule, f.document, f.line) for f in told] == [("digit-amiss", REVIEW, 939)]


# Rule, document, the figure that is another (line, column): its digits and value, and the line that is told.
CHANGED = (
    # △34,400,000원 = △34,400천원, of 국외업무여비 with △34,400 in the table above.
    ("two-units", SECOND_2021, {(136, 21): ("△34,460,000원", -34_460_000)}, 136),
    ("basis-change", SECOND_2021, {(136, 36): ("△54,400천원", -54_400_000)}, 136),
    # 736,838 + 601,524 = 1,338,362 (line 868).
    ("basis-change", SECOND_2020, {(899, 3): ("△601,624천원", -601_624_000)}, 868),
    # 전용금액 30,000천원, as in the table of line 56.
    ("sentence-transfer", DIVERSIONS, {(44, 17): ("37,000천원", 37_000_000)}, 44),
    # 8 and 6 million of two lines are the 14 million of one row (855).
    ("sentence-transfer", SETTLEMENT, {(181, 1): ("500만원", 5_000_000)}, 181),
    # 600 + 20 are taken from two items and given to two.
    ("moves-balance", SETTLEMENT, {(670, 38): ("680", 680_000_000)}, 670),
    # 30,429,130원 for each district, also in the basis at line 344.
    ("digit-amiss", REVIEW, {(336, 3): ("30,829,130원", 30_829_130)}, 336),
    # 91.3 + 1.8 + 6.9 = 100.
    ("share-total", REVIEW, {(840, 5): ("6.3", Decimal("6.3"))}, 836),
    # 8,406,500 − 107,000 the other way round: only the items below tell.
    ("total", SECOND_2020, {(1459, 13): ("△107,000", -107_000_000), (1459, 23): ("8,406,500", 8_406_500_000)}, 1459),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "document", "change", "line"), CHANGED)
def test_one_figure_that_is_another_is_told(
    printed: Printed, rule: str, document: str, change: Change, line: int
) -> None:
    assert (rule, line) not in _told(_of(printed, document), document)
    assert (rule, line) in _told(_changed(printed, document, change), document)


def test_two_labels_exchanged_are_told_where_another_table_has_the_amounts(printed: Printed) -> None:
    # 빅데이터 플랫폼 with 13,463,853 (line 399, 13,464 in line 120) and 정책기초통계 확충 with 150,000.
    one, other = (
        next(c for c in printed.claims if c.document == REVIEW and c.line == line) for line in (399, 400)
    )
    names = ("label", "program_name", "program")
    claims = tuple(
        replace(c, **{name: getattr(other if c is one else one, name) for name in names})
        if c in (one, other)
        else c
        for c in printed.claims
    )
    assert ("labels-exchanged", 399) in _told(_of(replace(printed, claims=claims), REVIEW), REVIEW)


def test_a_row_too_few_is_told_by_the_total_of_a_small_table(printed: Printed) -> None:
    # Without 사무관리비 (line 848) every column of the table misses its total (line 846).
    left = tuple(c for c in printed.claims if (c.document, c.line) != (SECOND_2020, 848))
    assert ("total", 846) not in _told(_of(printed, SECOND_2020), SECOND_2020)
    assert ("total", 846) in _told(_of(replace(printed, claims=left), SECOND_2020), SECOND_2020)


# --- made-up figures: what must not be told ---------------------------------------------------------------


def _claim(raw: str, won: int, **words: object) -> Claim:
    plain: dict[str, object] = {
        **dict.fromkeys(Claim.__slots__, ""), "iri": f"{raw}/{words.get('line', 1)}/{words.get('column', 1)}",
        "document": "d", "table": "T1", "year": "2030", "unit": "thousand-won", "line": 1, "column": 1, "precision": 1000,
        "percent": None, "derived": False, "raw": raw, "won": won, "kind": "change",
    }  # fmt: skip
    return Claim(**{**plain, **words})  # type: ignore[arg-type]


def _pair(won: str, thousand: str, line: int) -> Equation:
    values = (int(text.replace(",", "")) for text in (won, thousand))
    one = _claim(won, next(values), unit="won", precision=1, line=line)
    return Equation((Factor(one, ()),), _claim(thousand, next(values) * 1000, line=line, column=9))


def test_amounts_in_two_units_need_not_be_one_where_most_are_not() -> None:
    apart = [_pair("1,234,500", "7,700", line) for line in range(2)]
    alike = [_pair("1,234,500", "1,235", 10 + line) for line in range(3)]
    assert list(reasons.two_units(apart)) == []
    assert [f.rule for f in reasons.two_units([*apart, *alike])] == ["two-units"] * 2


def test_words_after_the_basis_of_a_change_may_have_amounts_of_their_own() -> None:
    item = {"program": "P1", "program_name": "가", "item": "i", "item_name": "나"}
    voted = _claim("△150,000", -150_000_000, header="증감", **item)
    basis = [
        _claim("△150,000천원", -150_000_000, header="산출내역 및 증감사유", table="T2", line=5, **item),
        _claim("△20,000천원", -20_000_000, header="산출내역 및 증감사유", table="T2", line=6, **item),
    ]
    assert list(reasons.basis_changes([voted, *basis], [])) == []
    assert [f.printed for f in reasons.basis_changes([voted, basis[1]], [])] == ["△20,000천원"]


def test_a_sentence_may_tell_two_rows_together() -> None:
    rows_ = [
        _claim("8", 8_000_000, precision=10**6, unit="million-won", kind="transfer-out", program="P1", line=line)
        for line in (1, 2)
    ]  # fmt: skip
    both = _claim(
        "16백만원", 16_000_000, precision=10**6, kind="transfer-out", program="P1", table="", line=9
    )
    other = replace(both, won=27_000_000, iri="other", raw="27백만원")
    assert [f.printed for f in moves.moves([*rows_, both, other])] == ["27백만원"]


def test_a_list_that_only_takes_is_no_imbalance() -> None:
    taken = [
        _claim("8", 8_000_000, kind="transfer-out", header="감액", label=label, line=line)
        for line, label in enumerate("가나")
    ]
    given = _claim("9", 9_000_000, kind="transfer-in", header="증액", label="다", line=7)
    tables = {table: rows(figures) for table, figures in in_tables(taken).items()}
    assert list(moves.unbalanced(tables)) == []
    tables = {table: rows(figures) for table, figures in in_tables([*taken, given]).items()}
    assert [f.rule for f in moves.unbalanced(tables)] == ["moves-balance"]


def test_one_digit_apart_counts_only_in_words_and_close_by() -> None:
    cell = _claim("12,345", 12_345_000, kind="final", line=10)
    told = _claim("12,545", 12_545_000, table="", line=15)
    assert [f.line for f in digits.digits_amiss([cell, told])] == [15]
    for other in (
        replace(told, line=95), replace(told, year="2031"), replace(told, table="T2"),
        replace(told, raw="12,565", won=12_565_000),
    ):  # fmt: skip
        assert list(digits.digits_amiss([cell, other])) == []


def test_labels_are_exchanged_only_where_the_amount_is_of_no_other_row() -> None:
    def amount(thousand: int, program: str, table: str) -> Claim:
        words = {
            "kind": "final",
            "program": program,
            "program_name": program,
            "label": program,
            "header": "최종",
        }
        return _claim(f"{thousand:,}", thousand * 1000, table=table, line=ord(program), **words)

    elsewhere = [amount(12_345, "가", "T2"), amount(67_891, "나", "T2")]
    crossed = [amount(67_891, "가", "T1"), amount(12_345, "나", "T1")]
    revised = [amount(12_999, "가", "T1"), amount(67_891, "나", "T1")]
    few_digits = [amount(500, "가", "T2"), amount(700, "가", "T1"), amount(500, "나", "T1")]
    assert {f.rule for f in exchanged.exchanged_labels([*elsewhere, *crossed])} == {"labels-exchanged"}
    assert list(exchanged.exchanged_labels([*elsewhere, *revised])) == []
    assert list(exchanged.exchanged_labels(few_digits)) == []


def _share(percent: str, label: str, line: int, header: str = "비율(%)") -> Claim:
    words = {
        "kind": "other",
        "label": label,
        "header": header,
        "percent": Decimal(percent),
        "unit": "percent",
    }
    return replace(_claim(percent, 0, line=line), won=None, **words)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("header", "last", "told"),
    [("비율(%)", "6.9", []), ("비율(%)", "6.3", ["100"]), ("당초예산대비>비율", "6.3", [])],
)
def test_shares_make_the_whole(header: str, last: str, told: list[str]) -> None:
    printed = [("100", "합계"), ("91.3", "가"), ("1.8", "나"), (last, "다")]
    table = rows([_share(p, label, line, header) for line, (p, label) in enumerate(printed)])
    assert [f.printed.rstrip("%") for f in shares.shares(table) if f.severity != "info"] == told


def test_rows_below_no_total_are_no_parts() -> None:
    cells = [
        _claim(f"{n}00", n * 100_000, kind="final", header="최종", label=f"r{n}", line=n) for n in (9, 3, 4)
    ]
    cells += [replace(c, kind="current", header="기정", column=2, iri=f"{c.iri}x") for c in cells]
    table = rows(sorted(cells, key=lambda c: c.place))
    assert list(totals.totals(table, "2030")) == []
    called = [
        replace(c, label="계")
        if c.label == "r9"
        else replace(c, program=c.label, program_name=c.label, item_name=c.label)
        for c in cells
    ]
    told = list(totals.totals(rows(sorted(called, key=lambda c: c.place)), "2030"))
    assert [(f.rule, f.line) for f in told] == [("total", 9)] * 2


def test_equations_of_bases_pair_the_two_units(printed: Printed) -> None:
    pairs = [
        e
        for e in equations(printed.claims, printed.counts)
        if len(e.factors) == 1 and not e.counted and e.factors[0].price.unit != e.result.unit
    ]
    assert len(pairs) >= 50
    assert list(reasons.two_units(pairs)) == []
