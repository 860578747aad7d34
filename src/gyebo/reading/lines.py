"""Text → numbered lines, with markup blanked out so that every character keeps its place."""

import re

from gyebo.model.document import Line
from gyebo.text.normalize import clean

_TAG = re.compile(
    r"</?(?:b|i|u|ul|ol|li|br|p|em|strong|small|sup|sub|span|td|tr|th|table)(?:\s[^<>]{0,200})?/?>"
)
_EMPHASIS = re.compile(r"\*\*|\\(?=[*_])")


def numbered(text: str) -> tuple[Line, ...]:
    """Return the lines of `text` (LF or CRLF), cleaned, without HTML and Markdown remnants."""
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return tuple(Line(number, unmarked(line)) for number, line in enumerate(lines, start=1))


def unmarked(line: str) -> str:
    """Replace tags and emphasis marks by as many spaces: positions stay those of the cleaned line."""
    cleaned = clean(line.rstrip("\r"))
    return _EMPHASIS.sub(_blank, _TAG.sub(_blank, cleaned))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
