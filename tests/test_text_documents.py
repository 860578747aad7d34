"""The five documents themselves: every digit with a word of money is an amount, or plainly something else."""

import re
from pathlib import Path

import pytest

from gyebo.text.amounts import amounts, rates
from gyebo.text.dates import periods

IDS = {
    "2019-budget-review": (278, 218),
    "2020-supplementary-2-review": (129, 182),
    "2021-q4-diversion-report": (3, 0),
    "2021-supplementary-2-review": (76, 117),
    "2023-settlement-review": (179, 552),
}
MONEY_WORD = re.compile(r"[0-9][0-9,.]*\s*[천백십만억조]*\s*[원천백십만억조]")
NO_MONEY = re.compile(
    r"제[0-9]+조"  # articles of law
    r"|[0-9]+[억만천백0-9]*\s*(?:명|건|동|여건)"  # counts
    r"|[0-9.]+\s+(?:만료|조회|백오피스)"  # other words
    r"|15억\n\n26\)"  # a footnote inside an amount: only the reader of pages can join its parts
    r"|2만\n\n9,154회"
)


def _text(documents: Path, document: str) -> str:
    return (documents / f"{document}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", IDS)
def test_no_money_is_left_out(document: str, documents: Path) -> None:
    text = _text(documents, document)
    taken = {place for a in amounts(text) for place in range(a.start, a.end)}
    taken |= {place for m in NO_MONEY.finditer(text) for place in range(m.start(), m.end())}
    left = [text[m.start() - 10 : m.end() + 10] for m in MONEY_WORD.finditer(text) if m.start() not in taken]
    assert left == []


@pytest.mark.parametrize("document", IDS)
def test_as_much_is_found_as_was_counted(document: str, documents: Path) -> None:
    text = _text(documents, document)
    assert (len(list(amounts(text))), len(list(rates(text)))) == IDS[document]


def test_every_percent_sign_behind_a_digit_is_a_rate(documents: Path) -> None:
    for document in IDS:
        text = _text(documents, document)
        assert len(list(rates(text))) == len(re.findall(r"[0-9] ?(?:%|퍼센트)", text))


def test_the_impossible_period_is_flagged(documents: Path) -> None:
    text = _text(documents, "2021-supplementary-2-review")
    assert [p.raw for p in periods(text) if not p.possible] == ["2021.2.~2012.12."]
