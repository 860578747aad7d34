"""Facts other than figures that a document states: transfers, carryovers, contracts, reasons, remarks, sources."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Money moved after the vote: one from-line and one to-line, an amount in won, an approval date.

    `kind` is 이용, 전용, 이체 or 변경사용. `date` is ISO 8601 as far as it is printed.
    """

    document: str
    line: int
    kind: str
    fiscal_year: int
    date: str
    from_department: str
    from_program: str
    from_item: str
    to_department: str
    to_program: str
    to_item: str
    amount_krw: int
    to_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Carryover:
    """An amount carried into the next year, with the contract's dates and the reason as a code."""

    document: str
    line: int
    kind: str
    fiscal_year: int
    department: str
    program: str
    item: str
    amount_krw: int
    contract_date: str
    end_planned: str
    end_changed: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A contract, purchase, works or project named in a document; amounts in won, dates ISO as far as printed."""

    document: str
    line: int
    title: str
    vendor: str = ""
    department: str = ""
    program: str = ""
    item: str = ""
    tender_krw: int | None = None
    award_krw: int | None = None
    budget_krw: int | None = None
    award_rate: str = ""
    contract_date: str = ""
    start: str = ""
    end: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedReason:
    """Why an amount is what it is, as a code of the words printed on `line`; no code where no known words stand there.

    `row` is the line of the row that is explained and `kind` the kind of amount in it: change, proposed, unspent or
    transfer_out. A change has a direction, increase or decrease. A reason with several codes is several of these.
    """

    document: str
    line: int
    row: int
    kind: str
    direction: str
    fiscal_year: int
    round: str
    department: str
    program: str
    item: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something that running text says outside any table: a name that is said to have spent nothing, or a number.

    `raw` is what is printed at the place: the first line of the name, or the number. `kind` is nothing-spent,
    service-life, contract-month, contracts-since or section-number. A name has no `value`. `compared_with` is in the
    reader's words: what the same sentence, or the heading before, gives to hold the number against ("2011년 설치>7년").
    """

    document: str
    line: int
    column: int
    raw: str
    kind: str
    fiscal_year: int
    department: str = ""
    program: str = ""
    item: str = ""
    compared_with: str = ""
    value: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSource:
    """A letter, plan, law, ordinance, guideline, press or web source that a document cites."""

    document: str
    line: int
    type: str
    title: str
    issuer: str = ""
    number: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something the reader could not do with certainty: never guessed, always listed with its line."""

    document: str
    line: int
    code: str
    message: str
