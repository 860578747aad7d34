"""Miniature documents and their cases: a line of a case file for each figure that has to be read."""

import csv
from collections.abc import Iterable
from pathlib import Path

import pytest

from gyebo.model.figure import Figure, Statistic

Case = dict[str, str]


def cases(file: Path) -> list[object]:
    """Return the lines of a case file, each by its place and comment."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [pytest.param(row, id=f"{row['line']}:{row['column']} {row['comment']}") for row in rows]


def as_case(figure: Figure, columns: Iterable[str]) -> Case:
    """Return a figure as a line of the cases, in some columns."""
    told = {
        "unit": figure.unit + (f"!{figure.unit_printed}" if figure.unit_printed else ""),
        "value": str(figure.amount_krw if figure.percent is None else figure.percent),
        "year": str(figure.fiscal_year or ""),
        "derived": "derived" if figure.derived else "",
    }
    return {name: told[name] if name in told else str(getattr(figure, name)) for name in columns}


def at(case: Case, figures: Iterable[Figure]) -> list[Case]:
    """Return the figures at the place of a case, in its columns."""
    columns = [name for name in case if name != "comment"]
    here = (f for f in figures if (str(f.line), str(f.column)) == (case["line"], case["column"]))
    return [as_case(figure, columns) for figure in here]


def uncommented(case: Case) -> Case:
    """Return a case without its comment."""
    return {name: text for name, text in case.items() if name != "comment"}


def with_marks_out(text: str, marks: Iterable[Figure | Statistic]) -> dict[int, str]:
    """Return the lines of a text by number, with dots for every number that was read; each stands where it says."""
    lines = dict(enumerate(text.splitlines(), start=1))
    for mark in marks:
        line, start = lines[mark.line], mark.column - 1
        assert line[start : start + len(mark.raw)] == mark.raw
        lines[mark.line] = line[:start] + "·" * len(mark.raw) + line[start + len(mark.raw) :]
    return lines
