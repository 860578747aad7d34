"""Money and rates in running text, read exactly as Korean budget documents print them.

An amount is digits with a unit (8,009,075천원, △40,000,000원) or a Korean numeral (1,213억 9천 8백만원).
White space may stand anywhere inside, since sentences break over lines and pages; only a tab parts two cells.
The word 원 may be missing behind 억 and 만 (12억 8천 2백만의). Counts (52억건, 8천7백여건), articles of law
(제2조) and bare digits are no money. Source: domain.md, "How figures are printed".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from gyebo.text.numbers import DIGITS, RUN_START, SIGN, is_number, number

__all__ = ["Amount", "Rate", "amounts", "number", "rates"]


@dataclass(frozen=True, slots=True)
class Amount:
    """Money found in text at [start, end): whole won, printed unit, and the won of the last printed place.

    The unit is 천원, 백만원, 억원 or 원; Korean numerals of several words (and 만원) count in 원.
    """

    start: int
    end: int
    raw: str
    won: int
    unit: str
    precision_won: int


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate found in text at [start, end): its printed percent, or percentage points when `points`."""

    start: int
    end: int
    raw: str
    percent: Decimal
    points: bool


class _Term(NamedTuple):
    """One step of a numeral: digits, then 천, 백 or 십, then 만, 억 or 조; each may be missing."""

    end: int
    digits: int | None  # without the decimal point
    decimals: int
    small: str
    big: str
    gap: bool  # white space parts the digits from the words behind them
    place: int  # of the small word
    value: int  # within its section, before 만, 억 or 조 and the decimal point apply


_SMALL: Final = {"": 1, "십": 10, "백": 100, "천": 1_000}
_BIG: Final = {"": 1, "만": 10**4, "억": 10**8, "조": 10**12}
_UNITS: Final = {"": "원", "천": "천원", "백만": "백만원", "억": "억원"}

_S = r"[^\S\t]*+"
_LOST_DIGIT = r"(?<![^\s=(\[△▲-]),(?=[0-9]{3}(?![0-9]))"  # the comma of a misprint: ,177,000천원
_WORD_AHEAD = rf"(?={_S}여?{_S}[원천백십만억조])"
_HEAD = re.compile(rf"(?P<sign>{SIGN})?(?:{_LOST_DIGIT})?(?P<digits>{RUN_START}{DIGITS}){_WORD_AHEAD}")
_TERM = re.compile(
    rf"(?P<digits>{DIGITS})({_S})(?:([천백십])(?:{_S}([만억조]))?|([만억조]))?"
    rf"|([천백십])(?:{_S}([만억]))?"
)
_SPACE = re.compile(_S)
_WON = re.compile(rf"{_S}여?{_S}원")
_NOT_WON = re.compile(r"[칙화소형격색탁]")
_PARTICLE = r"(?:으로|에서|까지|부터|[의을를은는이가에로과와도중등만])"
_PARTICLE_AHEAD = re.compile(rf"{_PARTICLE}|[임인입정씩당대]")
_COUNTED = (
    r"(?:명|건|개|대|호|회(?!의)|동|부|톤|년|권|곳|평|주|점|장|쪽|면|번|배|종|편|식|채|척|통|판|줄"
    r"|가구|세대|차례|개소|화소|시간|필지|시민|국민|인구|이용자|가입자)[을를이가은는의]?(?![가-힣])"
)
_COUNTER = re.compile(
    rf"\s*+여?\s*+(?:{_COUNTED}|달러|유로|위안|엔(?![가-힣])|[㎡㎞㎢%％])"
    r"|[A-Za-z]|\s*+(?:k?m|kg|[MGTP]B|[kM]Wh?)(?![A-Za-z])"
)
_NEXT_PAGE = re.compile(r"(?:[^\S\n]*+\n\s*+)?[0-9]")
_SENTENCE_GOES_ON = re.compile(rf"\Z|[)\]}},.;→/·〉》」』>”’'\"]|{_PARTICLE}(?!구)")


def _term(text: str, position: int) -> _Term | None:
    """Read one term at the position, or None."""
    match = _TERM.match(text, position)
    if match is None:
        return None
    printed, gap, small, big, only_big, bare, bare_big = match.groups()
    if printed is None:
        return _Term(match.end(), None, 0, bare, bare_big or "", False, _SMALL[bare], _SMALL[bare])
    if not is_number(printed):
        return None
    digits, place = int(re.sub(r"[,.]", "", printed)), _SMALL[small or ""]
    decimals = len(printed.partition(".")[2])
    word = big or only_big or ""
    if not small and not word:
        return _Term(match.end("digits"), digits, decimals, "", "", False, place, digits)
    return _Term(match.end(), digits, decimals, small or "", word, bool(gap), place, digits * place)


def _closed(terms: list[_Term]) -> list[_Term]:
    """Return the terms up to the last 만, 억 or 조, where a numeral can end without 원."""
    while terms and not terms[-1].big:
        terms = terms[:-1]
    return terms


def _follows(term: _Term, terms: list[_Term]) -> bool:
    """Tell whether a term continues a numeral: each place, and each of 조, 억, 만, smaller than the last."""
    before, closed = terms[-1], _closed(terms)
    if before.decimals or term.decimals:
        return False
    if term.small and term.digits is not None and term.digits >= 10:
        return False
    limit = before.place if not before.big else _BIG[before.big]
    if term.value >= limit:
        return False
    section = sum((open_term.value for open_term in terms[len(closed) :]), term.value)
    return not closed or section * _BIG[term.big] < _BIG[closed[-1].big]


def _terms(text: str, position: int) -> list[_Term]:
    """Read the longest numeral at the position as terms, empty when there is none.

    At most three sections of four terms fit, so the work does not grow with the text.
    """
    terms: list[_Term] = []
    while (term := _term(text, position)) is not None:
        if not _follows(term, terms) if terms else term.digits is None:
            break
        terms.append(term)
        if not term.small and not term.big:
            break
        space = _SPACE.match(text, term.end)
        position = space.end() if space else term.end
    return terms


def _won_end(text: str, terms: list[_Term]) -> int | None:
    """Return the offset behind the 원 that closes the numeral, or None when none does."""
    last = terms[-1]
    match = _WON.match(text, last.end)
    if match is None:
        return None
    if len(terms) == 1 and not last.small and not last.big:
        return match.end() if _is_plain_won(text, last, match.end()) else None
    return match.end()


def _is_plain_won(text: str, term: _Term, end: int) -> bool:
    """Tell whether 원 behind bare digits is the currency, not 3원칙, 2원화 or a new word (10 원문)."""
    follower = text[end : end + 1]
    if text[term.end : end] != "원":
        return not "가" <= follower <= "힣" or _PARTICLE_AHEAD.match(text, end) is not None
    return not (term.digits is not None and term.digits < 10 and _NOT_WON.match(follower))


def _stands_without_won(text: str, terms: list[_Term]) -> bool:
    """Tell whether a numeral that ends in 만 or 억 is money although 원 is missing."""
    last = terms[-1]
    if last.big not in {"만", "억"} or any(term.gap for term in terms) or _COUNTER.match(text, last.end):
        return False
    following = text[last.end : last.end + 1]
    if "가" <= following <= "힣" or all(term.big != "억" for term in terms):
        return _SENTENCE_GOES_ON.match(text, last.end) is not None
    return _NEXT_PAGE.match(text, last.end) is None


def _is_counted(tail: list[_Term]) -> bool:
    """Tell whether digits behind the last 만 or 억 belong to the numeral, so that it is no whole amount."""
    return any(term.digits is not None and term.small for term in tail)


def _numeral(text: str, position: int) -> tuple[list[_Term], int] | None:
    """Return the terms of the money at the position and the offset behind it, or None."""
    terms = _terms(text, position)
    if terms and (end := _won_end(text, terms)) is not None:
        return terms, end
    closed = _closed(terms)
    if not closed or _is_counted(terms[len(closed) :]) or not _stands_without_won(text, closed):
        return None
    return closed, closed[-1].end


def _won(terms: list[_Term]) -> int:
    """Return the value of a numeral in won, times the power of ten that its decimals need."""
    total = section = 0
    for term in terms:
        section += term.value
        if term.big:
            total, section = total + section * _BIG[term.big], 0
    return total + section


def _unit(terms: list[_Term]) -> str:
    """Return the unit of a plain number, 원 for a numeral of several words."""
    return _UNITS.get(terms[0].small + terms[0].big, "원") if len(terms) == 1 else "원"


def _place_won(terms: list[_Term]) -> int:
    """Return the won that one of the last word counts: 10^6 for 3천 4백만."""
    return terms[-1].place * _BIG[terms[-1].big]


def _is_article(text: str, head: int, terms: list[_Term]) -> bool:
    """Tell whether 조 counts an article of law (제2조) rather than 10^12."""
    return terms[0].big == "조" and text[head - 1 : head] == "제"


def _is_other_currency(text: str, head: int) -> bool:
    return text[head - 1 : head] in {"$", "€", "£", "¥", "￥"}


def _amount(text: str, head: re.Match[str]) -> Amount | None:
    """Read the amount whose sign or digits stand at the head, or None when it is no money."""
    digits = head.start("digits")
    found = _numeral(text, digits)
    if found is None or _is_article(text, digits, found[0]) or _is_other_currency(text, digits):
        return None
    terms, end = found
    fraction = 10 ** terms[-1].decimals
    if fraction > _place_won(terms):
        return None
    won = _won(terms) // fraction
    raw = text[head.start() : end]
    return Amount(
        start=head.start(),
        end=end,
        raw=raw,
        won=-won if head["sign"] else won,
        unit=_unit(terms),
        precision_won=_place_won(terms) // fraction,
    )


def amounts(text: str) -> Iterator[Amount]:
    """Yield every amount of money in the text, in order and without overlap.

    A △, ▲ or minus directly before the number makes it negative. Fractions of a won are not money.
    """
    position = 0
    while (head := _HEAD.search(text, position)) is not None:
        amount = _amount(text, head)
        if amount is not None:
            yield amount
        position = head.end() if amount is None else amount.end


_RATE = re.compile(
    rf"(?P<sign>{SIGN})?(?P<digits>(?:(?<![^\s(△▲])\.)?{RUN_START}{DIGITS})[ \u00a0]{{0,2}}"
    r"(?:%|％|퍼센트|프로(?![가-힣]))(?P<points>[ \u00a0]?(?:[pP](?![A-Za-z])|포인트))?"
)


def rates(text: str) -> Iterator[Rate]:
    """Yield every percentage in the text, in order: percent as printed, points for %p and 퍼센트포인트."""
    for match in _RATE.finditer(text):
        percent = number(match["digits"])
        if percent is not None:
            signed = percent.copy_negate() if match["sign"] and percent else percent
            yield Rate(match.start(), match.end(), match[0], signed, match["points"] is not None)
