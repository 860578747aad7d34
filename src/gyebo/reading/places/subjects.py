"""Which program a place in a document is about: named in a caption, or in the section heading above."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from difflib import SequenceMatcher

from gyebo.model.document import Document
from gyebo.reading.places.outline import sections
from gyebo.reading.vocabulary import Vocabulary
from gyebo.text.names import bare, bracketed, key

_NEW = re.compile(r"\s*\((?:신규|계속)\)\s*$")
_QUOTED = re.compile(r"[“\"‘'「『]([^”\"’'」』]{2,60})[”\"’'」』]")
_BRACKETED = re.compile(r"\s*[<〈《]\s*\S.*[>〉》]\s*$")
_SHORTEST = 4
_FOUNDATION = re.compile(r"[가-힣]{2,}(?:재단|진흥원|연구원|공단|공사)")
_ALIKE = 0.75
_BEFORE_YEAR = re.compile(r"[\s<〈《□]*(\S.*?)\s*(?:19|20)\d\d\s?년")


@dataclass(frozen=True, slots=True)
class Subjects:
    """The programs that the sections of a document are about, by the line where each section begins."""

    starts: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    programs: dict[str, str] | None = None
    captions: tuple[tuple[int, str], ...] = ()

    def at(self, line: int, caption: str = "") -> str:
        """Return the program, as printed, that line `line` is about: the caption's, else the section's."""
        named = named_program(caption, self.programs or {}) if caption else ""
        index = bisect_right(self.starts, line) - 1
        return named or (self.names[index] if index >= 0 else "")

    def of_table(self, line: int, caption: str = "") -> str:
        """Return the program of a table whose caption may stand far off: the last caption of its section counts too."""
        index = bisect_right(self.starts, line) - 1
        begin = self.starts[index] if index >= 0 else 0
        above = [name for number, name in self.captions if begin <= number < line]
        return self.at(line, caption) or (above[-1] if above else "")


def subjects_of(document: Document, vocabulary: Vocabulary) -> Subjects:
    """Find the section headings that name a program; any other heading ends the section before it."""
    starts, names = [], []
    known = known_forms(vocabulary.programs)
    for number, title in sections(document).items():
        starts.append(number)
        names.append(section_program(title, vocabulary.programs, known))
    captions = [(line.number, line.text) for line in document.lines if _BRACKETED.match(line.text)]
    named = [(number, named_program(text, vocabulary.programs)) for number, text in captions]
    return Subjects(
        tuple(starts),
        tuple(names),
        vocabulary.programs,
        tuple((number, name) for number, name in named if name),
    )


def owner_of(caption: str) -> str:
    """Return the foundation or other body outside the bureau that a caption names, or empty."""
    found = _FOUNDATION.search(caption)
    return found.group() if found else ""


def part_of(caption: str, program: str) -> str:
    """Return what a caption names before its year, where that is not `program` itself: the part that a table is about.

    >>> part_of("< 통합저장소 구축사업 2019년 예산편성 및 집행실적 >", "빅데이터 플랫폼 구축")
    '통합저장소 구축사업'
    """
    found = _BEFORE_YEAR.match(caption)
    named = found[1] if found else ""
    return "" if key(named) in (key(program), bare(program)) else named


def section_program(title: str, programs: dict[str, str], known: frozenset[str]) -> str:
    """Return the program of a section title: the whole title where it is a known form of one, else the name in it."""
    whole = _NEW.sub("", title).strip()
    if key(whole) in known or bare(whole) in known:
        return whole
    return named_program(title, programs) or (whole if resembles(key(whole), known) else "")


def known_forms(programs: dict[str, str]) -> frozenset[str]:
    """Return the keys under which programs are known: their whole names, without brackets, and in brackets."""
    names = programs.values()
    return frozenset(form for name in names for form in (key(name), bare(name), *map(key, bracketed(name))))


def resembles(name: str, known: frozenset[str]) -> bool:
    """Tell whether a title is a known name but for a few letters (a misprint, a word in another script)."""
    matcher = SequenceMatcher(b=name, autojunk=False)
    for form in known:
        shorter, longer = sorted((len(form), len(name)))
        if len(form) < _SHORTEST or 2 * shorter < _ALIKE * (shorter + longer):
            continue
        matcher.set_seq1(form)
        if matcher.quick_ratio() >= _ALIKE <= matcher.ratio():
            return True
    return False


def named_program(text: str, programs: dict[str, str]) -> str:
    """Return the longest program name that occurs in `text`: as quoted there, else as the tables print it."""
    for quoted in _QUOTED.findall(text):
        if key(quoted) in programs:
            return str(quoted)
    squeezed = key(text)
    found = [name for name in programs if len(name) >= _SHORTEST and name in squeezed]
    return programs[max(found, key=len)] if found else ""


def quoted_programs(text: str, programs: dict[str, str]) -> list[tuple[int, str]]:
    """Return (position, name as printed) of every quoted program in a sentence."""
    return [(m.start(), m[1]) for m in _QUOTED.finditer(text) if key(m[1]) in programs]
