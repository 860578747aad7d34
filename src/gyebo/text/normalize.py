"""Characters that look alike or not at all: one form for text before it is compared or read.

Extracted documents mix composed and decomposed Hangul, no-break and ideographic spaces, zero-width marks and
labels stretched over a cell ("구 분"). ``clean`` is safe on evidence (it changes no visible word);
``squeeze`` and ``unspace`` are for comparing and labelling.
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\ufeff"  # soft hyphen, joiners, Mongolian separator, byte order mark
    "\u200b\u200c\u200d\u200e\u200f"  # zero-width spaces and joiners, direction marks
    "\u202a\u202b\u202c\u202d\u202e"  # direction embeddings
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069"  # word joiner, invisible operators, isolates
)
_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
    "\u0085\u2028\u2029\u3164"  # line separators inside a line, Hangul filler
)
_TABLE = str.maketrans(dict.fromkeys(_INVISIBLE) | dict.fromkeys(_SPACES, " "))
_STRANGE = re.compile(f"[{_INVISIBLE}{_SPACES}]")
_SYLLABLES_APART = re.compile(r"[가-힣](?:\s+[가-힣])+")
_SPACE_RUN = re.compile(r"\s+")


def clean(text: str) -> str:
    """Return text in NFC without invisible marks, every Unicode space as ' '; tabs and newlines stay.

    Korean text never grows, so a line keeps its cells; doing it twice changes nothing.
    """
    known = text.translate(_TABLE) if _STRANGE.search(text) else text  # to look is faster than to translate
    return unicodedata.normalize("NFC", known)


def squeeze(text: str) -> str:
    """Return text without any whitespace: "사 업 비" is "사업비"."""
    return "".join(text.split())


def unspace(name: str) -> str:
    """Join a label stretched syllable by syllable ("구 분" is "구분"); otherwise collapse runs of spaces."""
    trimmed = name.strip()
    if _SYLLABLES_APART.fullmatch(trimmed):
        return squeeze(trimmed)
    return _SPACE_RUN.sub(" ", trimmed)
