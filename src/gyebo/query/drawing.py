"""A lineage as a drawing: years across, a row for each program, changes between the rows; SVG or Mermaid.

Links that no document states are dashed. The drawing needs no script and names its colours in a legend.
"""

from dataclasses import dataclass
from html import escape
from itertools import pairwise

from gyebo.query.trace import Change, Trace, Year

_COLUMN, _ROW, _LEFT, _TOP = 216, 92, 16, 64
_BOX_WIDTH, _BOX_HEIGHT = 168, 58
# Colours of the bureaus in the order in which they appear; all readable with black text.
_COLOURS = ("#dbeafe", "#dcfce7", "#fef3c7", "#fce7f3", "#ede9fe", "#e5e7eb")
_LINE_LENGTH = 15
_KINDS = {"rename": "명칭 변경", "merge": "통합", "split": "분리", "transfer": "이관"}


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where things stand: the column of each year, the row of each program, the colour of each bureau."""

    columns: dict[int, int]
    rows: dict[str, int]
    colours: dict[str, str]

    def corner(self, program: str, year: int) -> tuple[int, int]:
        """Return the upper left corner of a program-year's box."""
        return _LEFT + self.columns[year] * _COLUMN, _TOP + self.rows[program] * _ROW


def svg(trace: Trace) -> str:
    """Return the lineage as an SVG document."""
    plan = _planned(trace)
    width = _LEFT * 2 + max(1, len(plan.columns)) * _COLUMN
    height = _TOP + (max(plan.rows.values(), default=0) + 1) * _ROW + 56
    fonts = "Noto Sans KR, Apple SD Gothic Neo, Malgun Gothic, sans-serif"
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{fonts}" font-size="12">',
        f"<title>{escape(trace.name)}: 계보</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *(_year_label(year, column) for year, column in plan.columns.items()),
        *_continuations(trace, plan),
        *(_link(change, plan) for change in trace.changes if _joins(change, plan)),
        *(_box(year, plan) for year in trace.years),
        _legend(plan, height),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _planned(trace: Trace) -> _Plan:
    years = sorted({at.year for at in trace.years})
    bureaus = dict.fromkeys(place.bureau for at in trace.years for place in at.places if place.bureau)
    colours = {bureau: _COLOURS[i % len(_COLOURS)] for i, bureau in enumerate(bureaus)}
    return _Plan({year: i for i, year in enumerate(years)}, _packed(trace), colours)


def _packed(trace: Trace) -> dict[str, int]:
    """Give every program a row; one that begins after another has ended may follow it in the same row."""
    spans: dict[str, tuple[int, int]] = {}
    for at in trace.years:
        first, last = spans.get(at.program, (at.year, at.year))
        spans[at.program] = (min(first, at.year), max(last, at.year))
    rows: dict[str, int] = {}
    ends: list[int] = []
    for program, (first, last) in sorted(spans.items(), key=lambda item: (item[1][0], item[0])):
        free = next((row for row, end in enumerate(ends) if end < first), len(ends))
        ends[free : free + 1] = [last]
        rows[program] = free
    return rows


def _year_label(year: int, column: int) -> str:
    x = _LEFT + column * _COLUMN + _BOX_WIDTH // 2
    return f'<text x="{x}" y="36" text-anchor="middle" font-size="15" font-weight="700">{year}</text>'


def _box(at: Year, plan: _Plan) -> str:
    """Draw a program-year: its name in up to two lines, the unit below, the id in the corner."""
    x, y = plan.corner(at.program, at.year)
    places = " / ".join(dict.fromkeys(place.name for place in at.places))
    bureau = next((place.bureau for place in at.places if place.bureau), "")
    lines = _wrapped(at.name)
    texts = [
        f'<text x="{x + 8}" y="{y + 17 + i * 15}" font-weight="600">{escape(line)}</text>'
        for i, line in enumerate(lines)
    ]
    unit = (
        f'<text x="{x + 8}" y="{y + 50}" font-size="11" fill="#374151">{escape(_cut(places, 20))}</text>'
        if places
        else ""
    )
    return (
        f"<g><title>{escape(f'{at.year} {at.name} ({at.program}) {places}')}</title>"
        f'<rect x="{x}" y="{y}" width="{_BOX_WIDTH}" height="{_BOX_HEIGHT}" rx="4" '
        f'fill="{plan.colours.get(bureau, "#f9fafb")}" stroke="#6b7280"/>{"".join(texts)}{unit}</g>'
    )


def _wrapped(name: str) -> list[str]:
    lines = [name[:_LINE_LENGTH], name[_LINE_LENGTH:]]
    return [lines[0], *([_cut(lines[1], _LINE_LENGTH)] if lines[1] else [])]


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _continuations(trace: Trace, plan: _Plan) -> list[str]:
    """Draw the line that joins the years of one program, broken where a year between them is missing."""
    drawn = []
    for program in plan.rows:
        years = sorted(at.year for at in trace.years if at.program == program)
        for before, after in pairwise(years):
            (x1, y), (x2, _) = plan.corner(program, before), plan.corner(program, after)
            gap = ' stroke-dasharray="2 4"' if after - before > 1 else ""
            path = f"M{x1 + _BOX_WIDTH},{y + _BOX_HEIGHT // 2} H{x2}"
            drawn.append(f'<path d="{path}" stroke="#9ca3af" stroke-width="2"{gap}/>')
    return drawn


def _joins(change: Change, plan: _Plan) -> bool:
    """Tell whether a change joins two different programs of the drawing in years that it shows."""
    if change.from_id == change.to_id or not change.from_year or not change.to_year:
        return False
    shown = change.from_id in plan.rows and change.to_id in plan.rows
    return shown and int(change.from_year) in plan.columns and int(change.to_year) in plan.columns


def _link(change: Change, plan: _Plan) -> str:
    (x1, y1), (x2, y2) = (
        plan.corner(change.from_id, int(change.from_year)),
        plan.corner(change.to_id, int(change.to_year)),
    )
    start, end = (x1 + _BOX_WIDTH, y1 + _BOX_HEIGHT // 2), (x2, y2 + _BOX_HEIGHT // 2)
    dash = ' stroke-dasharray="6 4"' if change.status == "inferred" else ""
    middle = (start[0] + end[0]) // 2
    kind = _KINDS.get(change.kind, change.kind)
    title = f"{kind}: {change.reason} ({change.document}:{change.line})"
    path = f"M{start[0]},{start[1]} C{middle},{start[1]} {middle},{end[1]} {end[0]},{end[1]}"
    halo = 'stroke="#fff" stroke-width="3" paint-order="stroke"'
    return (
        f'<g><title>{escape(title)}</title><path d="{path}" fill="none" stroke="#1d4ed8" stroke-width="2"{dash}/>'
        f'<text x="{middle}" y="{(start[1] + end[1]) // 2}" text-anchor="middle" font-size="11" fill="#1d4ed8" {halo}>'
        f"{kind}</text></g>"
    )


def _legend(plan: _Plan, height: int) -> str:
    """Name the colours of the bureaus and the dashed line."""
    parts, x = [], _LEFT
    for bureau, colour in plan.colours.items():
        parts.append(
            f'<rect x="{x}" y="{height - 34}" width="14" height="14" fill="{colour}" stroke="#6b7280"/>'
        )
        parts.append(f'<text x="{x + 20}" y="{height - 22}">{escape(bureau)}</text>')
        x += 36 + 13 * len(bureau)
    parts.append(
        f'<path d="M{x},{height - 27} h34" stroke="#1d4ed8" stroke-width="2" stroke-dasharray="6 4"/>'
    )
    parts.append(f'<text x="{x + 42}" y="{height - 22}">추론한 연결 (문서가 밝히지 않음)</text>')
    return "".join(parts)


def mermaid(trace: Trace) -> str:
    """Return the lineage as a Mermaid flowchart."""
    lines = ["flowchart LR"]
    lines += [f'  {_node(at.program, at.year)}["{at.year} {_plain(at.name)}"]' for at in trace.years]
    shown = {(at.program, at.year) for at in trace.years}
    for program in dict.fromkeys(at.program for at in trace.years):
        years = sorted(year for p, year in shown if p == program)
        lines += [f"  {_node(program, a)} --> {_node(program, b)}" for a, b in pairwise(years)]
    for change in trace.changes:
        ends = [(change.from_id, int(change.from_year or 0)), (change.to_id, int(change.to_year or 0))]
        if change.from_id != change.to_id and set(ends) <= shown:
            arrow = "-.->" if change.status == "inferred" else "==>"
            lines.append(
                f"  {_node(*ends[0])} {arrow}|{_KINDS.get(change.kind, change.kind)}| {_node(*ends[1])}"
            )
    return "\n".join(lines) + "\n"


def _node(program: str, year: int) -> str:
    return f"{program}_{year}"


def _plain(name: str) -> str:
    return name.replace('"', "#quot;")
