"""What the columns of the tables are: their type, and their meaning in Korean and English.

The names and their order come from the queries (`queries/export`); a test holds every column to this list.
"""

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `type` is integer, decimal, boolean or string; `width` is in characters on a sheet."""

    type: str
    ko: str
    en: str
    width: int = 12
    joined: bool = False  # several values joined with |


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names a row of another table, and may be empty where `optional`."""

    column: str
    table: str
    target: str
    optional: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what it holds, the columns that tell its rows apart (if any do), what it refers to."""

    ko: str
    en: str
    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    texts: tuple[str, ...] = ()  # the columns that people search in


_DOCUMENT = Reference("document", "documents", "id", optional=False)


TABLES = MappingProxyType({
    "figures": Table("인쇄된 숫자", "printed figures", ("figure",),
                     (_DOCUMENT, Reference("program_id", "programs", "program_id"),
                      Reference("unit_id", "units", "unit_id")),
                     ("header", "label", "raw", "department", "program", "sub_program", "item", "revenue_item")),
    "programs": Table("사업", "programs", ("program_id",), (), ("name", "names", "departments")),
    "program_years": Table("연도별 사업", "programs by year", ("program_id", "fiscal_year"),
                           (Reference("program_id", "programs", "program_id", optional=False),),
                           ("department", "name", "printed_names")),
    "changes": Table("사업의 변화", "changes of programs", (),
                     (Reference("from_id", "programs", "program_id"), Reference("to_id", "programs", "program_id"),
                      Reference("document", "documents", "id")),
                     ("from_name", "to_name", "reason", "reason_ko")),
    "units": Table("조직의 시기", "unit versions", ("unit_id",), (Reference("parent", "units", "unit_id"),), ("name",)),
    "unit_changes": Table("조직개편", "reorganisations", ("change_id",), (Reference("document", "documents", "id"),),
                          ("from_units", "to_units")),
    "transfers": Table("이용·전용·이체·변경사용", "transfers of money", ("transfer",), (_DOCUMENT,),
                       ("from_program", "from_item", "to_program", "to_item")),
    "carryovers": Table("다음연도 이월", "carryovers", (), (_DOCUMENT,), ("department", "program", "item")),
    "contracts": Table("계약과 사업", "contracts and projects", (), (_DOCUMENT,), ("title", "vendor", "program")),
    "documents": Table("문서", "documents", ("id",), (Reference("cited_by", "documents", "id"),),
                       ("title", "issuer", "number")),
    "discrepancies": Table("모순", "discrepancies", (), (_DOCUMENT,),
                           ("subject", "message_ko", "message_en", "reason", "reason_ko")),
})  # fmt: skip

_WON = "원 단위 정수"
COLUMNS = MappingProxyType({
    "account": Column("string", "회계", "account"),
    "amount_krw": Column("integer", f"금액, {_WON}; 비율이면 비움", "amount in whole won; empty for rates", 18),
    "as_of": Column("string", "어느 날 현재의 금액이면 그날", "the day up to which the amount is told, where it is one"),
    "award_krw": Column("integer", f"낙찰금액, {_WON}", "award in whole won", 18),
    "award_rate": Column("decimal", "낙찰률, %", "award rate in percent"),
    "budget_krw": Column("integer", f"예산액, {_WON}", "budget in whole won", 18),
    "bureau": Column("string", "인쇄된 실·국·관", "bureau as printed", 18),
    "change_id": Column("string", "조직개편의 번호", "id of the reorganisation"),
    "cited_by": Column("string", "이 문서를 인용한 원문서", "source document that cites it", 28),
    "column": Column("integer", "줄에서 숫자가 시작하는 칸", "column of the line where the figure begins", 8),
    "confidence": Column("decimal", "확신도, 0에서 1", "confidence from 0 to 1"),
    "contract_date": Column("string", "계약일, 적힌 만큼", "date of the contract, as exact as printed"),
    "date": Column("string", "날짜, 알려진 만큼", "date, as exact as known"),
    "date_precision": Column("string", "날짜가 일·월·연 가운데 어디까지인지", "exactness of the date: day, month or year"),
    "department": Column("string", "부서, 판단된 대로나 인쇄된 대로", "department, decided or printed", 18, joined=True),
    "departments": Column("string", "인쇄된 부서 모두, |로 이음", "all its departments, joined with |", 30, joined=True),
    "derived": Column("boolean", "인쇄된 합계·증감·비율인지", "whether it is a printed total, change or rate", 9),
    "document": Column("string", "원문서", "id of the source document", 28),
    "end": Column("string", "끝나는 때, 적힌 만큼", "planned end, as exact as printed"),
    "end_changed": Column("string", "변경된 종료일", "end as changed"),
    "end_planned": Column("string", "당초 종료일", "end as planned"),
    "expected": Column("string", "맞았어야 할 값", "the value that was expected", 18),
    "figure": Column("string", "숫자의 IRI", "IRI of the figure", 30),
    "first_year": Column("integer", "처음 나오는 회계연도", "first fiscal year", 8),
    "fiscal_year": Column("integer", "회계연도", "fiscal year", 8),
    "from_department": Column("string", "앞선 사업, 또는 감액한 부서", "department before, or that gives", 18),
    "from_id": Column("string", "앞선 사업의 번호", "id of the program before"),
    "from_item": Column("string", "감액한 통계목", "expense item that gives", 16),
    "from_name": Column("string", "앞선 이름", "name before", 36),
    "from_program": Column("string", "감액한 사업", "program that gives", 30),
    "from_units": Column("string", "앞선 조직, |로 이음", "units before, joined with |", 30, joined=True),
    "from_year": Column("integer", "앞선 연도", "year before", 8),
    "header": Column("string", "인쇄된 열 제목, >로 이음", "column heading as printed, joined with >", 26),
    "id": Column("string", "문서의 번호", "id of the document", 30),
    "issuer": Column("string", "펴낸 곳", "issuer", 18),
    "item": Column("string", "인쇄된 통계목", "expense item as printed", 16),
    "item_code": Column("string", "인쇄되었거나 출처가 있는 과목 코드", "item code where printed or sourced"),
    "judgement": Column("string", "사람의 판단: open, source_error, explained", "judgement: open, source_error, explained"),
    "kind": Column("string", "종류", "kind", 16),
    "label": Column("string", "인쇄된 행 이름, 바깥부터 >로 이음", "row label as printed, from outside in, with >", 40),
    "last_year": Column("integer", "마지막으로 나오는 회계연도", "last fiscal year", 8),
    "line": Column("integer", "원문의 줄, 1부터", "line of the source text, from 1", 8),
    "lineage": Column("string", "계보의 IRI", "IRI of the lineage", 30),
    "lines": Column("string", "원문의 줄들, ;로 이음", "lines of the source text, joined with ;", 14),
    "message_en": Column("string", "무엇이 맞지 않는지, 영어", "what does not fit, in English", 40),
    "message_ko": Column("string", "무엇이 맞지 않는지, 한국어", "what does not fit, in Korean", 40),
    "name": Column("string", "이름", "name", 36),
    "names": Column("string", "이름 모두, |로 이음", "all names, joined with |", 60, joined=True),
    "number": Column("string", "문서 번호", "number of the document", 16),
    "operation": Column("string", "세출이면 expenditure, 세입이면 revenue", "expenditure or revenue", 12),
    "parent": Column("string", "상위 조직의 번호", "id of the parent unit"),
    "percent": Column("decimal", "비율, %; 금액이면 비움", "rate in percent; empty for money"),
    "policy_program": Column("string", "인쇄된 정책사업", "policy program as printed", 24),
    "printed": Column("string", "인쇄된 값", "the value as printed", 18),
    "printed_names": Column("string", "인쇄된 이름 모두, |로 이음", "all names as printed, joined with |", 50, joined=True),
    "program": Column("string", "인쇄된 세부사업", "program as printed", 36),
    "program_id": Column("string", "사업의 번호", "id of the program"),
    "raw": Column("string", "숫자, 인쇄된 그대로", "the figure exactly as printed", 14),
    "reason": Column("string", "이유(이월은 사유 코드), 영어", "reason in English (of a carryover its code)", 40),
    "reason_codes": Column("string", "사유의 부호, |로 이음", "codes of the reason, joined with |", 24, joined=True),
    "reason_ko": Column("string", "이유, 한국어", "reason in Korean", 40),
    "revenue_item": Column("string", "인쇄된 세입과목", "revenue item as printed", 18),
    "round": Column("string", "차수: 0 당초, 1·2… 추경, S 결산", "round: 0 original, 1, 2… supplementary, S settlement", 7),
    "rule": Column("string", "어긴 규칙", "rule that is broken", 20),
    "severity": Column("string", "무게: violation, warning, info", "severity: violation, warning, info"),
    "start": Column("string", "시작하는 때, 적힌 만큼", "start, as exact as printed"),
    "status": Column("string", "상태", "status"),
    "sub_program": Column("string", "인쇄된 내역사업", "part of the program as printed", 24),
    "subject": Column("string", "무엇에 관한 것인지", "what it is about", 30),
    "table": Column("string", "문서 안의 표; 본문이면 비움", "id of the table within the document; empty for prose", 8),
    "tender_krw": Column("integer", f"예정금액, {_WON}", "tender in whole won", 18),
    "title": Column("string", "제목", "title", 44),
    "to_department": Column("string", "뒤따른 사업, 또는 증액한 부서", "department after, or that receives", 18),
    "to_id": Column("string", "뒤따른 사업의 번호", "id of the program after"),
    "to_item": Column("string", "증액한 통계목", "expense item that receives", 16),
    "to_name": Column("string", "뒤따른 이름", "name after", 36),
    "to_program": Column("string", "증액한 사업", "program that receives", 30),
    "to_units": Column("string", "뒤따른 조직, |로 이음", "units after, joined with |", 30, joined=True),
    "to_year": Column("integer", "뒤따른 연도", "year after", 8),
    "tolerance": Column("string", "반올림으로 다를 수 있는 만큼", "by how much rounding lets the two differ"),
    "transfer": Column("string", "이용·전용의 IRI", "IRI of the transfer", 30),
    "type": Column("string", "문서의 종류", "type of document"),
    "unit": Column("string", "단위: 천원, 백만원, 억원, 원, %", "unit: 천원, 백만원, 억원, 원, %", 8),
    "unit_id": Column("string", "조직의 번호", "id of the unit version"),
    "unit_printed": Column("string", "인쇄된 단위, 읽은 단위와 다를 때", "unit as printed, where read otherwise"),
    "unit_program": Column("string", "인쇄된 단위사업", "unit program as printed", 24),
    "valid_from": Column("string", "언제부터, 알려진 만큼", "from when, as exact as known"),
    "valid_through": Column("string", "언제까지, 알려진 만큼", "until when, as exact as known"),
    "vendor": Column("string", "계약 상대", "vendor", 20),
})  # fmt: skip


def column(name: str) -> Column:
    """Return what a column is; a column that nobody has described is an error of ours."""
    return COLUMNS[name]
