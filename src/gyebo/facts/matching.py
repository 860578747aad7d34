"""Decisions held against the documents they cite: a name decided on must be printed where its row says."""

from collections.abc import Iterator

from gyebo.facts.decisions import Decisions, ProgramName, UnitName
from gyebo.model.document import Document
from gyebo.model.facts import Issue
from gyebo.text.names import key

# A name may begin before the cited line and break over several lines, blank ones between them.
_BEFORE, _AFTER = 8, 14


def unprinted(document: Document, decisions: Decisions) -> Iterator[Issue]:
    """Yield an issue for each decided name that is not printed around the line it cites in `document`."""
    names: tuple[ProgramName | UnitName, ...] = (*decisions.program_names, *decisions.unit_names)
    for name in names:
        if (
            name.document == document.id
            and name.line is not None
            and not _printed(document, name.printed, name.line)
        ):
            message = f"the decision on {name.printed!r} no longer matches: the name is not printed here"
            yield Issue(document=document.id, line=name.line, code="stale-decision", message=message)


def _printed(document: Document, name: str, line: int) -> bool:
    around = "".join(document.text_of(number) for number in range(line - _BEFORE, line + _AFTER))
    held = key(around)
    return key(name) in held or all(
        key(part) in held for part in name.replace("(", " ").replace(")", " ").split()
    )
