"""Where the parts of a lineage's drawing stand: a column for each year, a lane for each department, rows of programs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import groupby

from gyebo.query.trace import Change, Trace, Year

_COLUMN, _BREAK, _LEFT, _PAD, _FOOT = 166, 40, 108, 8, 58
BOX_WIDTH, BOX_HEIGHT, ROW, TOP = 122, 72, 86, 46
# Colours of the bureaus in the order in which they appear; all readable with black text.
_COLOURS = ("#dbeafe", "#dcfce7", "#fef3c7", "#fce7f3", "#ede9fe", "#e5e7eb")
KINDS = {
    "rename": ("명칭 변경", "rename"), "merge": ("통합", "merge"), "split": ("분리", "split"),
    "transfer": ("이관", "transfer"), "new": ("신설", "new"), "end": ("종료", "end"), "suspend": ("중단", "suspended"),
    "resume": ("재개", "resumed"),
}  # fmt: skip

Link = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a program-year stands: its lane (a department through time), its row within the drawing."""

    lane: str
    row: int


@dataclass(frozen=True)
class Plan:
    """Where things stand: the corner of each year's column, the place of each program-year, the lanes, the colours."""

    columns: dict[int, int]
    places: dict[tuple[str, int], Place]
    lanes: dict[str, tuple[str, int, int]]  # name, first row, number of rows
    colours: dict[str, str]
    link: Link | None
    english: bool

    def corner(self, program: str, year: int) -> tuple[int, int]:
        """Return the upper left corner of a program-year's box."""
        return self.columns[year], TOP + self.places[program, year].row * ROW + _PAD

    def kind(self, kind: str) -> str:
        """Return a kind of change in words."""
        return KINDS.get(kind, (kind, kind))[self.english]

    def reason(self, change: Change) -> str:
        """Return why a change was decided, in the drawing's language."""
        return change.reason if self.english else change.reason_ko

    def linked(self, kind: str, identifier: str, label: str, inner: str) -> str:
        """Return a part of the drawing as a link, where the drawing has links."""
        if not self.link:
            return inner
        return f'<a href="{escape(self.link(kind, identifier))}"><title>{escape(label)}</title>{inner}</a>'

    @cached_property
    def width(self) -> int:
        """The width of the whole."""
        return max(self.columns.values(), default=_LEFT) + _COLUMN + 24

    @cached_property
    def height(self) -> int:
        """The height of the whole."""
        return TOP + max(1, sum(rows for _, _, rows in self.lanes.values())) * ROW + _FOOT


def planned(trace: Trace, link: Link | None, english: bool) -> Plan:
    """Return where everything of a lineage stands in its drawing."""
    years = sorted({at.year for at in trace.years})
    bureaus = dict.fromkeys(place.bureau for at in trace.years for place in at.places if place.bureau)
    colours = {bureau: _COLOURS[i % len(_COLOURS)] for i, bureau in enumerate(bureaus)}
    of = _lane_of(trace)
    rows = _packed(of)
    lanes: dict[str, tuple[str, int, int]] = {}
    top = 0
    for lane in dict.fromkeys(of.values()):
        count = 1 + max(rows[key] for key in of if of[key] == lane)
        lanes[lane] = (_lane_name(trace, lane, english), top, count)
        top += count
    places = {key: Place(lane, lanes[lane][1] + rows[key]) for key, lane in of.items()}
    return Plan(_columns(years), places, lanes, colours, link, english)


def _columns(years: list[int]) -> dict[int, int]:
    """Return the left edge of each year's column; years without a box take a narrow space."""
    columns: dict[int, int] = {}
    x, before = _LEFT, years[0] if years else 0
    for year in years:
        x += _BREAK if year - before > 1 else 0
        columns[year] = x
        x, before = x + _COLUMN, year
    return columns


def _lane_of(trace: Trace) -> dict[tuple[str, int], str]:
    """Return the lane of each program-year: its department through time; without one, that of a year beside it."""
    of: dict[tuple[str, int], str] = {}
    ordered = sorted(trace.years, key=lambda at: (at.program, at.year))
    for _, group in groupby(ordered, key=lambda at: at.program):
        years = list(group)
        known = [_department(at) for at in years]
        for i, at in enumerate(years):
            before = next((lane for lane in reversed(known[: i + 1]) if lane), "")
            of[at.program, at.year] = before or next((lane for lane in known[i:] if lane), "")
    return dict(sorted(of.items(), key=lambda item: (item[0][1], item[0][0])))


def _department(at: Year) -> str:
    return at.places[0].unit.partition("-")[0] if at.places else ""


def _lane_name(trace: Trace, lane: str, english: bool) -> str:
    """Return the latest name of a lane's department."""
    if not lane:
        return "no department" if english else "부서 미상"
    names = [
        place.name for at in trace.years for place in at.places[:1] if place.unit.partition("-")[0] == lane
    ]
    return names[-1]


def _packed(of: dict[tuple[str, int], str]) -> dict[tuple[str, int], int]:
    """Give each program a row within its lane; one that begins after another has ended may follow it there."""
    spans: dict[tuple[str, str], list[int]] = {}
    for (program, year), lane in of.items():
        spans.setdefault((lane, program), []).append(year)
    rows: dict[tuple[str, str], int] = {}
    ends: dict[str, list[int]] = {}
    for (lane, program), years in sorted(spans.items(), key=lambda item: (min(item[1]), item[0])):
        taken = ends.setdefault(lane, [])
        free = next((row for row, end in enumerate(taken) if end < min(years)), len(taken))
        taken[free : free + 1] = [max(years)]
        rows[lane, program] = free
    return {(program, year): rows[lane, program] for (program, year), lane in of.items()}


def wrapped(text: str, width: float, lines: int) -> list[str]:
    """Return a text in lines of at most a width, in Hangul syllables; what does not fit ends in an ellipsis."""
    found: list[str] = []
    line = ""
    for i, letter in enumerate(text):
        if wide(line + letter) > width:
            if len(found) == lines - 1:
                return [*found, f"{_fitting(line + text[i:], width)}…"]
            found, line = [*found, line.rstrip()], letter.lstrip()
        else:
            line += letter
    return [*found, line]


def _fitting(text: str, width: float) -> str:
    """Return the beginning of a text that fits with an ellipsis after it."""
    end = len(text)
    while end and wide(text[:end]) > width - 0.9:
        end -= 1
    return text[:end].rstrip()


def wide(text: str) -> float:
    """Return about how wide a text is, in Hangul syllables."""
    return sum(1.0 if ord(letter) > 0x2E7F else 0.32 if letter in " ,.()·|il1" else 0.6 for letter in text)
