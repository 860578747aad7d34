"""The reorganisations around one unit as a drawing: time across, a row for each unit, its versions as bars; SVG.

A bar without a known end fades into dashes; what no document states is dashed, also the arrows between bars.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import groupby

from gyebo.query.lanes import Link, wide, wrapped

_LEFT, _TOP, _ROW, _BAR, _YEAR, _FOOT = 12, 40, 64, 40, 148, 40
_LINK, _EDGE, _QUIET = "#1d4ed8", "#6b7280", "#374151"
_FONTS = "Noto Sans KR, Noto Sans CJK KR, Apple SD Gothic Neo, Malgun Gothic, sans-serif"
_KINDS = {
    "rename": ("명칭 변경", "rename"), "merge": ("통합", "merge"), "split": ("분리", "split"),
    "move": ("소속 변경", "move"), "create": ("신설", "created"), "abolish": ("폐지", "abolished"),
    "transfer": ("이관", "transfer"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Version:
    """A unit version: its id (U06-2), name, first and last time as printed, empty where unknown."""

    id: str
    name: str
    start: str
    end: str
    status: str


@dataclass(frozen=True, slots=True)
class Event:
    """One pair of a unit before and a unit after a reorganisation."""

    id: str
    kind: str
    before: str
    after: str
    time: str
    status: str
    reason: str
    reason_ko: str
    document: str
    line: str


@dataclass(frozen=True)
class _Plan:
    versions: dict[str, tuple[Version, float, float]]
    rows: dict[str, int]
    first: int
    last: int
    link: Link | None
    english: bool

    def x(self, time: float) -> int:
        return round(_LEFT + (time - self.first) * _YEAR)

    def y(self, version: str) -> int:
        return _TOP + self.rows[version.partition("-")[0]] * _ROW

    def linked(self, kind: str, identifier: str, label: str, inner: str) -> str:
        if not self.link:
            return inner
        return f'<a href="{escape(self.link(kind, identifier))}"><title>{escape(label)}</title>{inner}</a>'


def reorganisations(
    versions: Iterable[Version], events: Iterable[Event], link: Link | None = None, language: str = "ko"
) -> str:
    """Return the drawing as an SVG document; an empty text where no version has a date."""
    plan = _planned(list(versions), link, language == "en")
    if not plan:
        return ""
    events = list(events)
    width = plan.x(plan.last) + _LEFT
    height = _TOP + (max(plan.rows.values()) + 1) * _ROW + _FOOT
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    named = 'role="group" aria-labelledby="units-title units-desc"'
    title = "Reorganisations" if plan.english else "조직개편"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{_FONTS}" font-size="12" {named}>',
        f'<title id="units-title">{title}</title>',
        f'<desc id="units-desc">{escape(described(plan.versions.values(), events, language))}</desc>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *(_year(plan, year, height) for year in range(plan.first, plan.last)),
        *(_bar(plan, *each) for each in plan.versions.values()),
        *(
            _arrow(plan, each)
            for each in events
            if each.before in plan.versions and each.after in plan.versions
        ),
        _legend(plan, height),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def described(
    versions: Iterable[tuple[Version, float, float]], events: Iterable[Event], language: str = "ko"
) -> str:
    """Return what the drawing shows, in a sentence."""
    place = int(language == "en")
    names = ", ".join(dict.fromkeys(version.name for version, _, _ in versions))
    told = "; ".join(
        f"{each[0].time} {_KINDS.get(each[0].kind, (each[0].kind,) * 2)[place]}"
        for each in (list(group) for _, group in groupby(events, key=lambda event: event.id))
    )
    return f"{names}. {told}."


def _planned(versions: list[Version], link: Link | None, english: bool) -> _Plan | None:
    dated = [_time(when, late) for v in versions for when, late in ((v.start, False), (v.end, True)) if when]
    if not dated:
        return None
    first, last = int(min(dated)) - 2, int(max(dated)) + 2
    placed = {
        v.id: (v, _time(v.start, False) if v.start else first, _time(v.end, True) if v.end else last)
        for v in versions
    }
    units = dict.fromkeys(v.id.partition("-")[0] for v in versions)
    return _Plan(placed, {unit: row for row, unit in enumerate(units)}, first, last, link, english)


def _time(text: str, late: bool) -> float:
    """Return a time as a number of years; the end of a year where a year ends something."""
    year, _, rest = text.partition("-")
    month = rest.partition("-")[0]
    return int(year) + ((int(month) - 1) / 12 if month else float(late))


def _year(plan: _Plan, year: int, height: int) -> str:
    x = plan.x(year)
    return (
        f'<path d="M{x},{_TOP - 6} V{height - _FOOT}" stroke="#e5e7eb"/>'
        f'<text x="{x + 4}" y="24" font-size="14" font-weight="700">{year}</text>'
    )


def _bar(plan: _Plan, version: Version, start: float, end: float) -> str:
    x, y = plan.x(start) + 1, plan.y(version.id)
    width = max(6, plan.x(end) - x - 14)
    span = f"{version.start or '?'} – {version.end or '?'}"
    dash = ' stroke-dasharray="5 4"' if version.status == "inferred" else ""
    title = f"{version.name} ({version.id}) {span}"
    texts = "".join(
        f'<text x="{x + 8}" y="{y + 17 + i * 15}" font-weight="{600 - 200 * i}" fill="#111827">{escape(line)}</text>'
        for i, line in enumerate((wrapped(version.name, (width - 14) / 12, 1)[0], span))
        if width > 60
    )
    inner = (
        f"<g><title>{escape(title)}</title>"
        f'<rect x="{x}" y="{y}" width="{width}" height="{_BAR}" rx="4" fill="#dbeafe" stroke="{_EDGE}"{dash}/>{texts}</g>'
    )
    return plan.linked("unit", version.id, title, inner)


def _arrow(plan: _Plan, event: Event) -> str:
    (_, _, end), (_, start, _) = plan.versions[event.before], plan.versions[event.after]
    x1, x2 = plan.x(end) - 13, plan.x(start)
    y1, y2 = plan.y(event.before) + _BAR // 2, plan.y(event.after) + _BAR // 2
    kind = _KINDS.get(event.kind, (event.kind, event.kind))[plan.english]
    reason = event.reason if plan.english else event.reason_ko
    title = f"{event.id} {event.time} {kind}: {reason} ({event.document}:{event.line})"
    dash = ' stroke-dasharray="5 3"' if event.status == "inferred" else ""
    path = f"M{x1},{y1} H{x2}" if y1 == y2 else f"M{x1},{y1} C{x2},{y1} {x1},{y2} {x2},{y2}"
    inner = (
        f'<g><title>{escape(title)}</title><path d="{path}" fill="none" stroke="{_LINK}" stroke-width="2"{dash}/>'
        f'<polygon points="{x2 - 6},{y2 - 5} {x2 + 1},{y2} {x2 - 6},{y2 + 5}" fill="{_LINK}"/></g>'
    )
    return plan.linked("reorganisation", event.id, title, inner)


def _legend(plan: _Plan, height: int) -> str:
    y = height - 18
    bars, arrows = (
        ("dashed edge: dates inferred; ? unknown", "reorganisation; dashed: inferred") if plan.english
        else ("점선 테두리: 날짜를 추론함, ? 모름", "조직개편, 점선은 추론")
    )  # fmt: skip
    x = 52 + round(12 * wide(bars))
    return (
        f'<rect x="12" y="{y}" width="24" height="12" rx="3" fill="#dbeafe" stroke="{_EDGE}" stroke-dasharray="5 4"/>'
        f'<text x="42" y="{y + 11}" fill="{_QUIET}">{bars}</text>'
        f'<path d="M{x + 10},{y + 6} h28" stroke="{_LINK}" stroke-width="2"/>'
        f'<text x="{x + 44}" y="{y + 11}" fill="{_QUIET}">{arrows}</text>'
    )
