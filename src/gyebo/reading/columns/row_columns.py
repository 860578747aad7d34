"""Rows that hold another kind of figure than their columns: a plan, below it what was granted, below it the share.

A form names such rows by words of their label (`settings.rows`: words → kind of amount, or "%" for shares).
"""

from dataclasses import replace

from gyebo.reading.forms import Column, Form
from gyebo.text.normalize import squeeze


def in_row(column: Column, form: Form, label: str) -> Column:
    """Return the column as it is meant in the row of that label."""
    rows = form.settings.get("rows", {}).items()
    meant = next((kind for words, kind in rows if squeeze(words) in squeeze(label)), "")
    if not meant:
        return column
    return replace(column, kind="other", unit="%") if meant == "%" else replace(column, kind=meant)
