"""A lineage as a drawing: years across, departments as lanes, a row for each program, changes between them; SVG or Mermaid.

Links that no document states are dashed. The drawing needs no script, names its colours in a legend, and says in
words what it shows. With `link` the boxes and changes lead somewhere; without it the drawing reaches nowhere.
"""

from collections.abc import Iterable
from html import escape
from itertools import pairwise

from gyebo.query.lanes import BOX_HEIGHT, BOX_WIDTH, KINDS, ROW, TOP, Link, Plan, planned, wide, wrapped
from gyebo.query.trace import Change, Trace, Year

_UNKNOWN = "#f9fafb"
_LINK, _CARRY, _QUIET = "#1d4ed8", "#6b7280", "#374151"
_FONTS = "Noto Sans KR, Noto Sans CJK KR, Apple SD Gothic Neo, Malgun Gothic, sans-serif"


def svg(trace: Trace, link: Link | None = None, language: str = "ko") -> str:
    """Return the lineage as an SVG document; `link` gives the address of a thing by its kind and id."""
    plan = planned(trace, link, language == "en")
    size = f'viewBox="0 0 {plan.width} {plan.height}" width="{plan.width}" height="{plan.height}"'
    name = escape(f"{trace.name}: lineage" if plan.english else f"{trace.name}: 계보")
    named = 'role="group" aria-labelledby="lineage-title lineage-desc"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{_FONTS}" font-size="12" {named}>',
        f'<title id="lineage-title">{name}</title><desc id="lineage-desc">{escape(described(trace, language))}</desc>',
        f'<rect width="{plan.width}" height="{plan.height}" fill="#fff"/>',
        *_lanes(plan),
        *(_year_label(year, x) for year, x in plan.columns.items()),
        *_continuations(plan),
        *(_link(group, plan) for group in _joined(trace.changes, plan)),
        *(_box(year, plan, trace.id) for year in trace.years),
        *(_mark(change, plan) for change in trace.changes),
        _legend(plan),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def described(trace: Trace, language: str = "ko") -> str:
    """Return what the drawing of a lineage shows, in a sentence or two."""
    years = [at.year for at in trace.years]
    programs = len({at.program for at in trace.years})
    joins = [change for change in trace.changes if change.from_id and change.to_id]
    counts = {kind: sum(change.kind == kind for change in joins) for kind in KINDS}
    guessed = sum(change.status == "inferred" for change in joins)
    if language == "en":
        told = (
            ", ".join(f"{KINDS[kind][1]} {count}" for kind, count in counts.items() if count) or "no change"
        )
        span = f"{min(years)} to {max(years)}: " if years else ""
        sure = f"; {guessed} of them inferred, drawn dashed" if guessed else ""
        return f"{span}{programs} programs. Changes: {told}{sure}."
    told = ", ".join(f"{KINDS[kind][0]} {count}건" for kind, count in counts.items() if count) or "변화 없음"
    span = f"{min(years)}년부터 {max(years)}년까지 " if years else ""
    sure = f" 그 가운데 추론 {guessed}건은 점선." if guessed else ""
    return f"{span}사업 {programs}개. 변화: {told}.{sure}"


# --- parts of the drawing -------------------------------------------------------------------------------


def _lanes(plan: Plan) -> list[str]:
    """Draw the lanes as bands with the departments' names at their left."""
    drawn = []
    for i, (name, first, rows) in enumerate(plan.lanes.values()):
        y = TOP + first * ROW
        fill = "#f8fafc" if i % 2 == 0 else "#fff"
        drawn.append(f'<rect x="0" y="{y}" width="{plan.width}" height="{rows * ROW}" fill="{fill}"/>')
        drawn += [
            f'<text x="8" y="{y + 22 + j * 15}" fill="{_QUIET}">{escape(line)}</text>'
            for j, line in enumerate(wrapped(name, 7.8, 3))
        ]
    return drawn


def _year_label(year: int, x: int) -> str:
    return f'<text x="{x + BOX_WIDTH // 2}" y="30" text-anchor="middle" font-size="15" font-weight="700">{year}</text>'


def _box(at: Year, plan: Plan, focus: str) -> str:
    """Draw a program-year: its name in up to three lines, the department of that year below."""
    x, y = plan.corner(at.program, at.year)
    units = " / ".join(dict.fromkeys(place.name for place in at.places))
    bureau = next((place.bureau for place in at.places if place.bureau), "")
    texts = [
        f'<text x="{x + 6}" y="{y + 16 + i * 14}" font-weight="600">{escape(line)}</text>'
        for i, line in enumerate(wrapped(at.name, 9.1, 3))
    ]
    if units:
        texts.append(
            f'<text x="{x + 6}" y="{y + 65}" font-size="11" fill="{_QUIET}">{escape(wrapped(units, 9.9, 1)[0])}</text>'
        )
    title = f"{at.year} {at.name} ({at.program}) {units}".strip()
    edge = 'stroke="#111827" stroke-width="2"' if at.program == focus else f'stroke="{_CARRY}"'
    inner = (
        f"<g><title>{escape(title)}</title>"
        f'<rect x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT - 2}" rx="4" '
        f'fill="{plan.colours.get(bureau, _UNKNOWN)}" {edge}/>{"".join(texts)}</g>'
    )
    return plan.linked("program", at.program, title, inner)


def _continuations(plan: Plan) -> list[str]:
    """Draw the line that joins the years of one program, broken where a year between them is missing."""
    drawn = []
    for program in dict.fromkeys(program for program, _ in plan.places):
        years = sorted(year for other, year in plan.places if other == program)
        for before, after in pairwise(years):
            (x1, y1), (x2, y2) = plan.corner(program, before), plan.corner(program, after)
            gap = ' stroke-dasharray="2 4"' if after - before > 1 else ""
            path = _curve(x1 + BOX_WIDTH, y1 + BOX_HEIGHT // 2, x2, y2 + BOX_HEIGHT // 2)
            drawn.append(f'<path d="{path}" fill="none" stroke="{_CARRY}" stroke-width="2"{gap}/>')
    return drawn


def _curve(x1: int, y1: int, x2: int, y2: int) -> str:
    """Return the path from one side of a box to one of another; beside itself where both stand in one year."""
    if y1 == y2 and x1 <= x2:
        return f"M{x1},{y1} H{x2}"
    reach = 30 if x2 <= x1 else max(14, (x2 - x1) // 2)
    return f"M{x1},{y1} C{x1 + reach},{y1} {x2 + (reach if x2 == x1 else -reach)},{y2} {x2},{y2}"


def _joined(changes: Iterable[Change], plan: Plan) -> list[list[Change]]:
    """Return the changes that join two different program-years of the drawing, those between the same two together."""
    found: dict[tuple[str, str, str, str], list[Change]] = {}
    for change in changes:
        if change.from_id != change.to_id and _shown(change, plan):
            found.setdefault((change.from_id, change.from_year, change.to_id, change.to_year), []).append(
                change
            )
    return list(found.values())


def _shown(change: Change, plan: Plan) -> bool:
    ends = ((change.from_id, change.from_year), (change.to_id, change.to_year))
    return all(year and (program, int(year)) in plan.places for program, year in ends)


def _link(changes: list[Change], plan: Plan) -> str:
    """Draw the changes between two program-years as one curve with an arrow, dashed where all are inferred."""
    change = changes[0]
    (x1, y1), (x2, y2) = (
        plan.corner(change.from_id, int(change.from_year)),
        plan.corner(change.to_id, int(change.to_year)),
    )
    y1, y2, x1 = y1 + BOX_HEIGHT // 2, y2 + BOX_HEIGHT // 2, x1 + BOX_WIDTH
    within = change.from_year == change.to_year
    x2 += BOX_WIDTH if within else 0
    dash = ' stroke-dasharray="6 4"' if all(each.status == "inferred" for each in changes) else ""
    kinds = "·".join(dict.fromkeys(plan.kind(each.kind) for each in changes))
    title = "; ".join(
        f"{plan.kind(each.kind)}: {plan.reason(each)} ({each.document}:{each.line})" for each in changes
    )
    back = 7 if within else -7
    halo = 'stroke="#fff" stroke-width="3" paint-order="stroke"'
    # A split is named where it arrives, everything else where it leaves, so that curves that meet keep their names.
    x, y, anchor = (
        (x2 - 9, y2 - 7, "end") if change.kind == "split" and not within else (x1 + 3, y1 + 14, "start")
    )
    inner = (
        f'<g><title>{escape(title)}</title><path d="{_curve(x1, y1, x2, y2)}" fill="none" stroke="{_LINK}" '
        f'stroke-width="2"{dash}/><polygon points="{x2 + back},{y2 - 5} {x2},{y2} {x2 + back},{y2 + 5}" fill="{_LINK}"/>'
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="10" fill="{_LINK}" {halo}>{kinds}</text></g>'
    )
    return plan.linked("change", change.id, title, inner)


def _mark(change: Change, plan: Plan) -> str:
    """Draw a change of one program: a diamond on its line for a new name, a word where it begins or ends."""
    title = f"{plan.kind(change.kind)}: {plan.reason(change)} ({change.document}:{change.line})"
    if change.from_id == change.to_id and change.kind in ("rename", "transfer") and _shown(change, plan):
        x, y = plan.corner(change.to_id, int(change.to_year))
        x, y = x - 14, y + BOX_HEIGHT // 2
        fill = "#fff" if change.status == "inferred" else _CARRY
        inner = f'<polygon points="{x - 6},{y} {x},{y - 6} {x + 6},{y} {x},{y + 6}" fill="{fill}" stroke="{_CARRY}"/>'
    elif not change.to_id and (change.from_id, int(change.from_year or 0)) in plan.places:
        x, y = plan.corner(change.from_id, int(change.from_year))
        inner = _word(x + BOX_WIDTH + 3, y + 14, plan.kind(change.kind), "start")
    elif not change.from_id and (change.to_id, int(change.to_year or 0)) in plan.places:
        x, y = plan.corner(change.to_id, int(change.to_year))
        inner = _word(x - 3, y + 14, plan.kind(change.kind), "end")
    else:
        return ""
    return plan.linked("change", change.id, title, f"<g><title>{escape(title)}</title>{inner}</g>")


def _word(x: int, y: int, word: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="11" font-weight="600" fill="#9f1239">{word}</text>'


def _legend(plan: Plan) -> str:
    """Name the colours of the bureaus, the diamond and the dashed line."""
    parts, x, y = [], 8, plan.height - 40
    for bureau, colour in plan.colours.items():
        parts.append(f'<rect x="{x}" y="{y}" width="14" height="14" fill="{colour}" stroke="{_CARRY}"/>')
        parts.append(f'<text x="{x + 20}" y="{y + 12}">{escape(bureau)}</text>')
        x += 38 + round(12 * wide(bureau))
    y = plan.height - 18
    guessed, renamed = (
        ("inferred, stated by no document", "new name or department; hollow: inferred") if plan.english
        else ("추론한 연결 (문서가 밝히지 않음)", "이름이나 부서가 바뀜 (속이 빈 것은 추론)")
    )  # fmt: skip
    parts.append(
        f'<path d="M8,{y + 7} h34" stroke="{_LINK}" stroke-width="2" stroke-dasharray="6 4"/>'
        f'<text x="48" y="{y + 11}">{guessed}</text>'
    )
    x = 72 + round(12 * wide(guessed))
    parts.append(
        f'<polygon points="{x},{y + 7} {x + 6},{y + 1} {x + 12},{y + 7} {x + 6},{y + 13}" fill="{_CARRY}"/>'
    )
    parts.append(f'<text x="{x + 18}" y="{y + 11}">{renamed}</text>')
    return "".join(parts)


# --- Mermaid --------------------------------------------------------------------------------------------


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
            kind = KINDS.get(change.kind, (change.kind,))[0]
            lines.append(f"  {_node(*ends[0])} {arrow}|{kind}| {_node(*ends[1])}")
    return "\n".join(lines) + "\n"


def _node(program: str, year: int) -> str:
    return f"{program}_{year}"


def _plain(name: str) -> str:
    return name.replace('"', "#quot;")
