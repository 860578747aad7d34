"""The words a reader knows before it reads: expense items, departments, account names.

Item names come from the code list (`ontology/codes/expense-item.ttl` by way of `loaders/items.csv`);
department and program names are collected from the document itself in a first pass.
"""

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path

from gyebo.model.document import Document
from gyebo.text.names import key
from gyebo.text.normalize import squeeze, unspace

_DEPARTMENT = re.compile(r"[가-힣]{2,12}(?:담당관|데이터센터|기록원|행정과|정책과)|데이터센터|서울기록원")
_ACCOUNTS = ("일반회계", "도시개발특별회계", "특별회계")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Known names by comparison key: expense items, departments of this document, its programs."""

    items: dict[str, str] = field(default_factory=dict)
    departments: dict[str, str] = field(default_factory=dict)
    programs: dict[str, str] = field(default_factory=dict)

    def item(self, text: str) -> str:
        """Return the canonical expense item that `text` names, or empty."""
        return self.items.get(key(text), "")

    def department(self, text: str) -> str:
        """Return the department that `text` names in full, or empty."""
        return self.departments.get(key(text), "")

    def unbroken(self, text: str) -> str:
        """Return a name that line breaks cut as the document prints it elsewhere, else with spaces for them."""
        if "\n" not in text:
            return text
        return self.program(text) or self.item(text) or self.department(text) or text.replace("\n", " ")

    def program(self, text: str) -> str:
        """Return the program of this document whose name is `text`, however it is spaced, or empty."""
        return self.programs.get(key(text), "")


def load_items(path: Path) -> dict[str, str]:
    """Read the expense items and their printed spellings: comparison key → canonical name."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        key(name): row["name"] for row in rows for name in (row["name"], *row["spellings"].split("|")) if name
    }


def departments_in(document: Document) -> dict[str, str]:
    """Return the departments that the document names in table rows or text, by comparison key."""
    names: dict[str, str] = {}
    for line in document.lines:
        for text in (line.text, unspace(line.text), squeeze(line.text)):
            for found in _DEPARTMENT.findall(text):
                names.setdefault(key(found), found)
    return names


def account_of(text: str) -> str:
    """Return the account that a label names (소계(일반회계), 도시개발특별회계), or empty."""
    bare = squeeze(text)
    if "도시개발" in bare:
        return "도시개발특별회계"
    return next((account for account in _ACCOUNTS if account in bare), "")
