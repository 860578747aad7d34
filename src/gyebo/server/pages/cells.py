"""Rows of any query as tables for people: headings in both languages, links on things, amounts with commas."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode

from gyebo.graph.terms import BASE, PREFIXES
from gyebo.server.pages.vocabulary import vocabulary
from gyebo.store.engine import Rows, Term

# What the variables of the library's queries mean; one that is not here is shown as it is.
COLUMNS = {
    "account": ("회계", "account"),
    "amount": ("금액(원)", "amount (won)"),
    "amount_krw": ("금액(원)", "amount (won)"),
    "asOf": ("기준일", "as of"),
    "as_of": ("기준일", "as of"),
    "award_krw": ("낙찰가격(원)", "award (won)"),
    "award_rate": ("낙찰률(%)", "award rate (%)"),
    "basis": ("근거", "basis"),
    "began": ("시작", "began"),
    "budget_krw": ("사업예산(원)", "budget (won)"),
    "bureau": ("국", "bureau"),
    "bureauName": ("국", "bureau"),
    "change": ("변화", "change"),
    "change_id": ("변화", "change"),
    "cited_by": ("인용한 문서", "cited by"),
    "column": ("칸", "column"),
    "confidence": ("확신도", "confidence"),
    "contract_date": ("계약일", "contract date"),
    "date": ("날짜", "date"),
    "date_precision": ("날짜 정밀도", "date precision"),
    "department": ("부서", "department"),
    "departments": ("부서", "departments"),
    "derived": ("계산된 값", "derived"),
    "document": ("문서", "document"),
    "end": ("종료일", "end"),
    "end_changed": ("변경 종료일", "changed end"),
    "end_planned": ("계획 종료일", "planned end"),
    "ended": ("끝", "ended"),
    "expected": ("맞을 값", "expected"),
    "figure": ("숫자", "figure"),
    "firstYear": ("첫 해", "first year"),
    "first_year": ("첫 해", "first year"),
    "fiscal_year": ("회계연도", "fiscal year"),
    "from": ("앞", "from"),
    "fromId": ("앞 사업", "from"),
    "fromName": ("앞 이름", "from (name)"),
    "fromYear": ("앞 해", "from (year)"),
    "from_department": ("감한 부서", "from department"),
    "from_id": ("앞 사업", "from"),
    "from_item": ("감한 통계목", "from item"),
    "from_name": ("앞 이름", "from (name)"),
    "from_program": ("감한 사업", "from program"),
    "from_units": ("앞 조직", "from units"),
    "from_year": ("앞 해", "from (year)"),
    "header": ("열 머리글", "header"),
    "id": ("식별자", "id"),
    "issuer": ("낸 곳", "issuer"),
    "item": ("통계목", "item"),
    "itemName": ("통계목 이름", "item (name)"),
    "item_code": ("통계목 코드", "item code"),
    "judgement": ("판단", "judgement"),
    "kind": ("구분", "kind"),
    "kindName": ("구분 이름", "kind (name)"),
    "label": ("행 이름", "label"),
    "lastYear": ("마지막 해", "last year"),
    "last_year": ("마지막 해", "last year"),
    "line": ("줄", "line"),
    "lineage": ("계보", "lineage"),
    "lines": ("줄", "lines"),
    "message_en": ("설명(영어)", "message"),
    "message_ko": ("설명", "message (Korean)"),
    "name": ("이름", "name"),
    "names": ("이름들", "names"),
    "number": ("번호", "number"),
    "operation": ("세입·세출", "operation"),
    "parent": ("상위 조직", "parent"),
    "parentName": ("상위 조직", "parent"),
    "percent": ("비율(%)", "percent"),
    "policy_program": ("정책사업", "policy program"),
    "precision": ("정밀도", "precision"),
    "predecessor": ("앞선 사업", "predecessor"),
    "printed": ("인쇄된 값", "printed"),
    "printed_names": ("인쇄된 이름", "printed names"),
    "program": ("사업", "program"),
    "programYear": ("연도별 사업", "program year"),
    "program_id": ("사업", "program"),
    "programs": ("사업 수", "programs"),
    "raw": ("인쇄된 값", "as printed"),
    "reason": ("이유", "reason"),
    "relation": ("관계", "relation"),
    "revenue_item": ("세입과목", "revenue item"),
    "round": ("차수", "round"),
    "rule": ("규칙", "rule"),
    "severity": ("심각도", "severity"),
    "shared": ("나뉜 사업 수", "shared"),
    "start": ("시작일", "start"),
    "status": ("상태", "status"),
    "sub_program": ("내역사업", "sub-program"),
    "subject": ("대상", "subject"),
    "successor": ("이어진 사업", "successor"),
    "table": ("표", "table"),
    "tender_krw": ("발주금액(원)", "tender (won)"),
    "thing": ("대상", "thing"),
    "through": ("끝", "through"),
    "time": ("때", "time"),
    "title": ("제목", "title"),
    "to": ("뒤", "to"),
    "toId": ("뒤 사업", "to"),
    "toName": ("뒤 이름", "to (name)"),
    "toYear": ("뒤 해", "to (year)"),
    "to_department": ("증한 부서", "to department"),
    "to_id": ("뒤 사업", "to"),
    "to_item": ("증한 통계목", "to item"),
    "to_name": ("뒤 이름", "to (name)"),
    "to_program": ("증한 사업", "to program"),
    "to_units": ("뒤 조직", "to units"),
    "to_year": ("뒤 해", "to (year)"),
    "tolerance": ("허용 오차", "tolerance"),
    "total": ("합(원)", "total (won)"),
    "transfer": ("이동", "transfer"),
    "type": ("종류", "type"),
    "unit": ("단위·조직", "unit"),
    "unitName": ("조직", "unit (name)"),
    "unit_id": ("조직", "unit"),
    "unit_printed": ("인쇄된 단위", "printed unit"),
    "unit_program": ("단위사업", "unit program"),
    "valid_from": ("시작", "valid from"),
    "valid_through": ("끝", "valid through"),
    "vendor": ("계약 상대", "vendor"),
    "year": ("연도", "year"),
    "aboutPrograms": ("사업", "programs"),
    "after": ("전용 후(원)", "after (won)"),
    "award": ("낙찰가격(원)", "award (won)"),
    "balanced": ("균형", "balanced"),
    "before": ("전용 전(원)", "before (won)"),
    "budget": ("사업예산(원)", "budget (won)"),
    "caption": ("표 제목", "caption"),
    "changeRate": ("증감률(%)", "rate of change (%)"),
    "changedEnd": ("변경 종료일", "changed end"),
    "contractDate": ("계약일", "contract date"),
    "decrease": ("감(원)", "decrease (won)"),
    "difference": ("차이(원)", "difference (won)"),
    "direction": ("증감", "direction"),
    "discrepancies": ("불일치", "discrepancies"),
    "executionRate": ("집행률(%)", "execution rate (%)"),
    "figures": ("숫자", "figures"),
    "firstLine": ("첫 줄", "first line"),
    "form": ("서식", "form"),
    "inSentences": ("본문 속 숫자", "in sentences"),
    "increase": ("증(원)", "increase (won)"),
    "lastLine": ("끝 줄", "last line"),
    "messageEn": ("설명(영어)", "message"),
    "messageKo": ("설명", "message (Korean)"),
    "place": ("곳", "place"),
    "plannedEnd": ("계획 종료일", "planned end"),
    "predecessors": ("앞선 사업", "predecessors"),
    "printings": ("인쇄 횟수", "printings"),
    "progress": ("진척", "progress"),
    "rate": ("비율(%)", "rate (%)"),
    "reasonName": ("이유", "reason"),
    "role": ("역할", "role"),
    "scope": ("범위", "scope"),
    "since": ("시작", "since"),
    "successors": ("이어진 사업", "successors"),
    "tender": ("발주금액(원)", "tender (won)"),
    "unspentRate": ("불용률(%)", "unspent rate (%)"),
    "until": ("끝", "until"),
    "version": ("조직의 시기", "unit version"),
}

# The lists whose codes stand in the columns of these names. A notation that lists name differently stays as it is.
LISTS = {
    "kind": (
        "amount-kind",
        "change-kind",
        "transfer-kind",
        "carryover-kind",
        "name-kind",
        "contract-kind",
        "unit-kind",
    ),
    "round": ("round",),
    "account": ("account",),
    "status": ("assertion-status",),
    "operation": ("operation",),
    "judgement": ("judgement",),
    "severity": ("severity",),
    "direction": ("direction",),
}
_NUMBERS = frozenset(("integer", "decimal", "double", "int", "long", "nonNegativeInteger"))
# Whole numbers of these names are no amounts: they are told without commas.
_PLAIN = frozenset(("line", "lines", "column", "year", "number"))
_PROGRAM, _UNIT = re.compile(r"P\d{4,}"), re.compile(r"U\d{2,}-\d+")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a table shows in one place: a text, a path of this site or an address it links to, whether it is a number.

    `code` is the notation that `text` says in words.
    """

    text: str
    path: str = ""
    address: str = ""
    number: bool = False
    code: str = ""


def heading(variable: str, language: str) -> str:
    """Return what a variable means, or its name.

    >>> heading("raw", "ko"), heading("toYear", "en"), heading("x", "ko")
    ('인쇄된 값', 'to (year)', 'x')
    """
    known = COLUMNS.get(variable)
    if known:
        return known[0 if language == "ko" else 1]
    kind = _labels("kind").get(re.sub(r"(?<=[a-z])[A-Z]", lambda capital: f"_{capital[0].lower()}", variable))
    return f"{kind[0]}(원)" if kind and language == "ko" else variable


@cache
def _labels(variable: str) -> dict[str, tuple[str, str]]:
    """Return what the codes of a column are called, in Korean and English."""
    found: dict[str, set[tuple[str, str]]] = {}
    for name in LISTS.get(variable, ()):
        codes = vocabulary().codes(name)
        for code in codes.codes if codes else ():
            found.setdefault(code.notation, set()).add((code.label.ko, code.label.en))
    return {notation: next(iter(labels)) for notation, labels in found.items() if len(labels) == 1}


def table(rows: Rows, base: str, most: int, language: str = "ko") -> Iterator[tuple[Cell, ...]]:
    """Yield the first rows as cells; a line leads to its place in the document that stands in the same row."""
    documents = [i for i, name in enumerate(rows.variables) if name == "document"]
    for row in rows.rows[:most]:
        document = _text(row[documents[0]]) if documents else ""
        told = zip(rows.variables, row, strict=True)
        yield tuple(_in_words(cell(term, name, base, document), name, language) for name, term in told)


def _in_words(one: Cell, variable: str, language: str) -> Cell:
    """Return a cell that holds a code with the code's name."""
    names = _labels(variable).get(one.text)
    return replace(one, text=names[0 if language == "ko" else 1], code=one.text) if names else one


def cell(term: Term | None, variable: str = "", base: str = BASE, document: str = "") -> Cell:
    """Return a term as a cell."""
    if term is None:
        return Cell("")
    if isinstance(term, NamedNode):
        return _thing(term.value, base)
    text = _text(term)
    number = isinstance(term, Literal) and term.datatype.value.rpartition("#")[2] in _NUMBERS
    if number and variable not in _PLAIN and re.fullmatch(r"-?\d{4,}", text):
        return Cell(f"{int(text):,}", number=True)
    return Cell(text, path=_path(text, variable, document), number=number)


def _path(text: str, variable: str, document: str) -> str:
    """Return the page of what an id, a document or a line stands for; empty where it is just a text."""
    if variable == "line" and document and text.isdecimal():
        return f"/document/{document}/line/{text}"
    if variable == "document" and text:
        return f"/document/{text}"
    if _PROGRAM.fullmatch(text):
        return f"/program/{text}"
    return f"/unit/{text}" if _UNIT.fullmatch(text) else ""


def _thing(iri: str, base: str) -> Cell:
    """Return an IRI: a thing of ours links to its page, a term or code to the reference, others to their address."""
    if iri.startswith(f"{base}id/"):
        local = iri.removeprefix(f"{base}id/")
        return Cell(local, path=f"/id/{quote(local, safe='/-')}")
    if iri.startswith(PREFIXES["gb"]):
        return Cell(
            f"gb:{iri.removeprefix(PREFIXES['gb'])}", path=f"/ontology#{iri.removeprefix(PREFIXES['gb'])}"
        )
    if iri.startswith(PREFIXES["code"]):
        name, _, code = iri.removeprefix(PREFIXES["code"]).partition("/")
        return Cell(
            f"{name}/{code}" if code else name, path=f"/ontology/codes/{name}" + (f"#{code}" if code else "")
        )
    return Cell(iri, address=iri if iri.startswith(("http://", "https://")) else "")


def _text(term: Term | None) -> str:
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    return "" if term is None else term.value


def plain(rows: Rows) -> tuple[Sequence[str], list[tuple[str, ...]]]:
    """Return rows for CSV: variables, and plain text."""
    return rows.variables, list(rows.texts())
