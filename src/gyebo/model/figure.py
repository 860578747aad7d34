"""One printed figure of money or rate, as read from one place of one document."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A claim of a document: what is printed at `line`:`column`, and what it is about.

    Amounts are exact integers of won. `column` is the 1-based character position of `raw` in the NFC
    text of the line. `unit` is the unit as read, `unit_printed` the one the document prints where the
    two differ. `fiscal_year` is the year the figure is about; `as_of` the date of a status within it.
    Names are as printed with line breaks joined; empty where the document says nothing.
    """

    document: str
    line: int
    column: int
    table: str = ""
    header: str = ""
    label: str = ""
    raw: str
    unit: str
    unit_printed: str = ""
    amount_krw: int | None = None
    precision_krw: int | None = None
    percent: Decimal | None = None
    fiscal_year: int | None = None
    round: str = ""
    kind: str = "other"
    operation: str = "expenditure"
    bureau: str = ""
    department: str = ""
    account: str = ""
    policy_program: str = ""
    unit_program: str = ""
    program: str = ""
    sub_program: str = ""
    item: str = ""
    item_code: str = ""
    revenue_item: str = ""
    as_of: str = ""
    derived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic:
    """A printed number that is neither money nor a rate: a count of things, with its unit."""

    document: str
    line: int
    column: int
    table: str
    header: str
    label: str
    raw: str
    value: Decimal
    unit: str
    year: int | None = None
