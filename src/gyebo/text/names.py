"""Comparison keys for printed names of programs, items and units.

One thing is printed with different spacing, middle dots, quotes, case and bracket shapes. A key makes such
printings equal; it never decides that two different names mean one thing (that is a recorded decision).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from gyebo.text.normalize import clean, unspace

_MIDDLE_DOTS = "·․‧ㆍ・･⋅∙•"
_QUOTES = "'\"`´‘’‚‛“”„‟ʼ′″＇＂｀«»‹›〝〞「」『』｢｣〈〉《》<>＜＞"
_DASHES = "-‐‑‒–—―−－﹣ㅡ"
_OPENING = "(（[［{｛〔【⟨"
_CLOSING = ")）]］}｝〕】⟩"
_TRAILING = ".,:;*…"

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BRACKETS = dict.fromkeys(map(ord, _OPENING), "(") | dict.fromkeys(map(ord, _CLOSING), ")")
_DROPPED = dict.fromkeys(map(ord, _MIDDLE_DOTS + _QUOTES + _DASHES))
_KEY_TABLE: dict[int, int | str | None] = {**_FULL_WIDTH, **_BRACKETS, **_DROPPED}
_CHANGED = re.compile(f"[{re.escape(''.join(map(chr, _KEY_TABLE.keys() - {ord('('), ord(')')})))}]")
_OPENED = re.compile(f"[{re.escape(_OPENING)}]")


def _outside_and_inside(text: str) -> tuple[str, list[str]]:
    """Split text with unified brackets into what stands outside and the outermost bracket contents.

    A bracket never closed runs to the end (a name cut off by a page break); a stray closing one is dropped.
    """
    outside: list[str] = []
    inside: list[list[str]] = []
    depth = 0
    for character in text:
        if character == "(":
            depth += 1
            if depth == 1:
                inside.append([])
                continue
        elif character == ")":
            depth = max(depth - 1, 0)
            if depth == 0:
                continue
        (inside[-1] if depth else outside).append(character)
    return "".join(outside), ["".join(part) for part in inside]


def _trim(text: str) -> str:
    return text.rstrip(_TRAILING)


@lru_cache(maxsize=1 << 16)
def key(name: str) -> str:
    """Return the comparison key: no spaces, middle dots, quotes, dashes or trailing punctuation, one case.

    Bracketed parts stay, with every bracket shape written "(" and ")".
    """
    folded = clean(name).casefold()
    known = folded.translate(_KEY_TABLE) if _CHANGED.search(folded) else folded
    return _trim("".join(known.split()))


def bare(name: str) -> str:
    """Return the key without its bracketed parts, or the whole key when nothing stands outside brackets."""
    whole = key(name)
    if "(" not in whole and ")" not in whole:
        return whole
    outside, _ = _outside_and_inside(whole)
    return _trim(outside) or whole


def bracketed(name: str) -> list[str]:
    """Return the contents of the outermost brackets as printed, in order, empty ones left out."""
    if not _OPENED.search(name):
        return []
    unified = clean(name).translate(_BRACKETS)
    _, inside = _outside_and_inside(unified)
    return [content for part in inside if (content := unspace(part))]


def jamo(name: str) -> str:
    """Return the key decomposed into jamo (NFD), so that similarity counts letters rather than syllables."""
    return unicodedata.normalize("NFD", key(name))
