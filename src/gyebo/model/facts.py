"""Facts other than figures that a document states: transfers, carryovers, contracts, sources, changes."""

from dataclasses import dataclass


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
