"""The answer to a query as Python values: exact numbers, years, dates; and as frames where these are installed."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any, overload

from pyoxigraph import Literal

from gyebo.errors import UsageProblem
from gyebo.graph.terms import PREFIXES
from gyebo.store.engine import Rows, Term

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

Value = str | int | Decimal | bool | date | None

_XSD = PREFIXES["xsd"]
_WHOLE = {_XSD + name for name in ("integer", "int", "long", "nonNegativeInteger", "gYear")}
# Columns of percentages and of confidence, which stay decimal numbers even where all are whole.
_RATES = ("rate", "percent", "confidence", "tolerance")
_SHOWN_IN_A_NOTEBOOK = 50


@dataclass(frozen=True)
class Answer:
    """The rows of an answer, in order, as Python values.

    Amounts are exact integers of won, years integers, rates `Decimal`, days `datetime.date`; what is not
    printed is None. Dates of which some are known to the month or the year only stay text. IRIs are text.

    >>> answer = graph.query("year/unspent", year=2023, percent=20)
    >>> answer.columns[1:3], answer[0]["unspent"], answer[0]["unspentRate"]
    (('name', 'department'), 106000000, Decimal('30.4'))
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return iter(self.records())

    @overload
    def __getitem__(self, at: int) -> dict[str, Value]: ...

    @overload
    def __getitem__(self, at: str) -> list[Value]: ...

    def __getitem__(self, at: int | str) -> dict[str, Value] | list[Value]:
        """Return the row with a number, or the column with a name."""
        if isinstance(at, int):
            return dict(zip(self.columns, self.rows[at], strict=True))
        if at not in self._places:
            raise UsageProblem.unknown("column", at, self.columns)
        return [row[self._places[at]] for row in self.rows]

    def __repr__(self) -> str:
        return f"<Answer {self.name}: {len(self)} rows of {', '.join(self.columns)}>"

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.columns)}

    def records(self) -> list[dict[str, Value]]:
        """Return the rows as dictionaries."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_csv(self) -> str:
        """Return the rows as CSV (RFC 4180) with a header; what is not printed is empty."""
        file = io.StringIO(newline="")
        writer = csv.writer(file)
        writer.writerow(self.columns)
        writer.writerows(["" if value is None else value for value in row] for row in self.rows)
        return file.getvalue()

    def to_pandas(self) -> "pd.DataFrame":
        """Return a pandas frame: integers as Int64, which has gaps, rates as exact `Decimal` objects."""
        pandas = _installed("pandas")
        frame: pd.DataFrame = pandas.DataFrame(
            {name: pandas.Series(self[name], dtype=self._dtype(name)) for name in self.columns}
        )
        return frame

    def to_polars(self) -> "pl.DataFrame":
        """Return a Polars frame: integers as Int64, rates as Decimal, days as Date."""
        polars = _installed("polars")
        frame: pl.DataFrame = polars.DataFrame(
            [polars.Series(name, self[name], dtype=self._polars_type(polars, name)) for name in self.columns]
        )
        return frame

    def _kinds(self, column: str) -> set[type]:
        return {type(value) for value in self[column] if value is not None}

    def _dtype(self, column: str) -> str:
        return {frozenset({int}): "Int64", frozenset({bool}): "boolean"}.get(
            frozenset(self._kinds(column)), "object"
        )

    def _polars_type(self, polars: Any, column: str) -> Any:
        kinds = self._kinds(column)
        if kinds == {Decimal}:
            digits = [value.as_tuple().exponent for value in self[column] if isinstance(value, Decimal)]
            return polars.Decimal(38, max(-digit for digit in digits if isinstance(digit, int)))
        known = {int: polars.Int64, bool: polars.Boolean, date: polars.Date, str: polars.String}
        return known[kinds.pop()] if len(kinds) == 1 else polars.String if not kinds else polars.Object

    def _repr_html_(self) -> str:
        """Return the first rows as a table for notebooks."""
        head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(told(value))}</td>" for value in row) + "</tr>"
            for row in self.rows[:_SHOWN_IN_A_NOTEBOOK]
        )
        rest = len(self) - _SHOWN_IN_A_NOTEBOOK
        more = f"<p>… {rest:,} more rows</p>" if rest > 0 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def answer_of(rows: Rows, name: str) -> Answer:
    """Return rows of terms as an answer in Python values."""
    columns = [
        _column(variable, [row[place] for row in rows.rows]) for place, variable in enumerate(rows.variables)
    ]
    return Answer(name, rows.variables, tuple(zip(*columns, strict=True)) if rows.rows else ())


def _column(name: str, terms: list[Term | None]) -> list[Value]:
    """Return a column's values; of several kinds (days beside years), as text.

    Decimals without a fraction are whole won, unless the column holds rates.
    """
    values = [_value(term) for term in terms]
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int, Decimal} and Decimal in kinds:
        return _numbers(values, rates=name.casefold().endswith(_RATES))
    if len(kinds) > 1:
        return [None if term is None else term.value for term in terms]
    return values


def _numbers(values: list[Value], *, rates: bool) -> list[Value]:
    """Return numbers as integers where all are whole and they are no rates, else as decimals."""
    numbers = [None if value is None else Decimal(str(value)) for value in values]
    if rates or any(number is not None and number % 1 for number in numbers):
        return list(numbers)
    return [None if number is None else int(number) for number in numbers]


def _value(term: Term | None) -> Value:
    if not isinstance(term, Literal):
        return None if term is None else term.value
    kind, text = term.datatype.value, term.value
    if kind in _WHOLE:
        return int(text)
    if kind == _XSD + "decimal":
        return Decimal(text)
    if kind == _XSD + "boolean":
        return text in ("true", "1")
    return date.fromisoformat(text) if kind == _XSD + "date" else text


def told(value: Value) -> str:
    """Return a value as people read it in a table: amounts with separators, years without."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10_000:
        return f"{value:,}"
    return str(value)


def _installed(package: str) -> Any:
    """Import an optional package; raise `UsageProblem` where it is not installed."""
    try:
        return import_module(package)
    except ImportError:
        raise UsageProblem(f"{package} is not installed", f"pip install {package}") from None
