"""Expense items as concepts: printed names found in the code list, by the spellings it records."""

import csv
from pathlib import Path

from pyoxigraph import NamedNode

from gyebo.graph.terms import code
from gyebo.text.names import key


class Items:
    """The year-free expense items by printed name."""

    def __init__(self, path: Path) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self._names = {row["code"]: row["name"] for row in rows}
        self._codes = {
            key(name): row["code"]
            for row in rows
            for name in (row["name"], *row["spellings"].split("|"))
            if name
        }

    def code(self, printed: str) -> str:
        """Return the code of the item that a printed name means, or empty."""
        return self._codes.get(key(printed), "")

    def name(self, code: str) -> str:
        """Return the name of an item in the code list."""
        return self._names[code]

    def concept(self, printed: str) -> NamedNode | None:
        """Return the concept of the item that a printed name means, or None."""
        found = self.code(printed) if printed else ""
        return code("expense-item", found) if found else None
