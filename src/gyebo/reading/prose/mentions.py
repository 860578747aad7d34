"""Names in running text: where a sentence mentions a program, an expense item, a department, an account, a revenue.

Names are found however they are spaced or broken over lines. A program counts where it is quoted, called a
사업, opens a list entry, or stands before its item in brackets; an item wherever it stands.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from gyebo.reading.labels import GROUPS, About, is_total
from gyebo.reading.places.subjects import resembles
from gyebo.reading.vocabulary import Vocabulary
from gyebo.text.names import bare, bracketed, key

_OPEN = "“\"‘'「『〈<`"
_CLOSED = "”\"’'」』〉>"
# Names of expense items that mostly are other words: parts of longer ones, or groups of items.
_VAGUE = {
    "보수",
    "인건비",
    "여비",
    "예비비",
    "보험금",
    "반환금",
    "사업비",
    "일반운영비",
    "포상금",
    "재료비",
    "융자금",
}
_AS_PROGRAM = re.compile(r"\s*(?:사업(?!비)|\((?![^()]*\d)|[”’\"'」』〉>])")
_OF_DEPARTMENT = re.compile(
    r"(?:[이가은는]\s|의\s*(?:집행잔액|사업|[“‘])|에서\s*소관|\s*(?:총\s*)?\d+건|\s*소관|\s*사업\s*중)"
)
_WORD = re.compile(r"[가-힣]+")
_TARGET = re.compile(r"[’”'\"]?로\s")
_QUOTED = re.compile(
    r"[“‘'\"](?P<name>[^“”‘’'\"]{4,60}?)(?:[”’'\"]\s*(?:사업\s*)?\((?=\s*(?:약\s*)?△?\d)|\((?=\d[\d,.]*\s*[조억천백만원]))"
)
_KIND_OF_REVENUE = (
    "관리비", "주차료", "임대료", "대관료", "부담금", "보조금", "수입금", "반환금", "과태료", "변상금", "사용료", "교부세",
    "수입",
)  # fmt: skip
_REVENUE = re.compile(
    rf"[“‘'\"](?P<quoted>[^“”‘’'\"(]{{2,30}}?(?:{'|'.join(_KIND_OF_REVENUE)}))(?=[”’'\"(])"
    rf"|(?<![가-힣])(?P<plain>(?:[가-힣]{{2,}})??(?:{'|'.join(_KIND_OF_REVENUE)}))(?!금고|사업)"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found at [start, end) of a text: what it names (program, item …), and the name as printed."""

    start: int
    end: int
    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Names:
    """The names to look for, by role, as keys → the name that tables print; sub-programs with their department."""

    patterns: dict[str, re.Pattern[str]] = field(default_factory=dict)
    printed: dict[str, dict[str, str]] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)


def names_of(
    vocabulary: Vocabulary, abouts: Iterable[About], items: Iterable[str] = (), text: str = ""
) -> Names:
    """Return the names that the tables and the text of a document use, and those known before it is read."""
    known = {**vocabulary.items, **{key(item): item for item in items if item}}
    sub_programs: dict[str, str] = {}
    revenues: dict[str, str] = {}
    owners: dict[str, str] = {}
    for about in abouts:
        if about.sub_program and not is_total(about.sub_program):
            sub_programs[key(about.sub_program)] = about.sub_program
            owners[key(about.sub_program)] = about.department
        revenues.update((key(name), name) for name in about.revenue_item.split(">") if name)
    printed = {
        "program": dict(_programs(vocabulary)), "sub_program": sub_programs, "revenue": revenues,
        "item": {form: item for form, item in known.items() if form not in _VAGUE and len(form) > 2},
        "department": dict(_departments(vocabulary, text)),
        "account": {name: name for name in ("일반회계", "도시개발특별회계")},
    }  # fmt: skip
    printed = {
        role: {form: name for form, name in names.items() if len(form) > 1} for role, names in printed.items()
    }
    patterns = {role: _any(names) for role, names in printed.items() if names}
    return Names(patterns, printed, owners)


def _programs(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    for name in vocabulary.programs.values():
        if name not in GROUPS:
            yield from ((form, name) for form in (key(name), bare(name)))
            yield from ((key(second), second) for second in bracketed(name) if len(second) > 6)


def _departments(vocabulary: Vocabulary, text: str) -> Iterator[tuple[str, str]]:
    """Yield the departments that the text prints as words of their own, none that is only a part of another's name."""
    words = Counter(_WORD.findall(text))
    departments = vocabulary.departments
    printed = {
        name: sum(words[word] for word in words if word.startswith(name)) for name in departments.values()
    }
    for form, name in departments.items():
        longer = (count for other, count in printed.items() if other != name and other.endswith(name))
        if printed[name] > max(longer, default=0):
            yield form, name


def _any(names: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)))


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """Return what a comparison key keeps of one character."""
    return key(character + "x")[:-1] if character.strip() else ""


def mentions(text: str, names: Names) -> tuple[Mention, ...]:
    """Return the names mentioned in a text, in order."""
    folded, places = [], []
    for place, character in enumerate(text):
        for kept in _folded(character):
            folded.append(kept)
            places.append(place)
    stream = "".join(folded)
    found = [
        Mention(places[match.start()], places[match.end() - 1] + 1, role, names.printed[role][match.group()])
        for role, pattern in names.patterns.items()
        for match in pattern.finditer(stream)
    ]
    standing = [mention for mention in found if _counts(text, mention)]
    return tuple(
        sorted(
            [*standing, *_unlisted(text, standing, names)], key=lambda mention: (mention.start, -mention.end)
        )
    )


def _counts(text: str, mention: Mention) -> bool:
    """Tell whether a name stands there as such, not as a part of other words."""
    before, after = text[: mention.start].rstrip(), text[mention.end :]
    if mention.role == "program":
        if before.endswith((*_OPEN, ":")) and not re.match(r"[가-힣]|\s+[가-힣]+[’”'\"]", after):
            return True
        return bool(_AS_PROGRAM.match(after)) and not re.search(r"[가-힣A-Za-z]$", text[: mention.start])
    if mention.role == "department":
        return bool(_OF_DEPARTMENT.match(after)) and not before.endswith(tuple(_OPEN))
    if mention.role == "item":
        return not _TARGET.match(after)
    if mention.role == "revenue":
        return not re.search(r"[가-힣]$", text[: mention.start])
    if mention.role == "account":
        return mention.name != "일반회계" or not before.endswith("특별")
    return True


def _unlisted(text: str, found: list[Mention], names: Names) -> Iterator[Mention]:
    """Yield names that no table prints: quoted ones before an amount in brackets, revenues by their last word."""
    taken = [(mention.start, mention.end) for mention in found]
    for match in _QUOTED.finditer(text):
        start, end = match.span("name")
        closed = text[end] in _CLOSED
        if not any(a < end and start < b for a, b in taken) and (
            closed or _resembles_program(match["name"], names)
        ):
            yield Mention(start, end, "quoted", match["name"])
    for match in _REVENUE.finditer(text):
        group = "quoted" if match["quoted"] else "plain"
        if match[group] not in ("수입", "수입금") and not any(
            a < match.end() and match.start() < b for a, b in taken
        ):
            yield Mention(match.start(group), match.end(group), "revenue", match[group])


def _resembles_program(name: str, names: Names) -> bool:
    known = frozenset(names.printed.get("program", ()))
    return resembles(key(name), known) or resembles(bare(name), known)
