"""Figures in sentences: amounts and rates outside tables, with the words that say what they are.

What kind a figure is, phrases decide (prose_kinds.py); which program, item, department and year it is about,
what the sentence mentions before it, then the bullet it belongs to, then the headings above.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from gyebo.model.document import Document
from gyebo.model.figure import Figure
from gyebo.reading.labels import About
from gyebo.reading.places.subjects import Subjects
from gyebo.reading.places.surroundings import surroundings
from gyebo.reading.prose import scenes
from gyebo.reading.prose.items import item_of, revenue_of
from gyebo.reading.prose.kinds import kinds_of
from gyebo.reading.prose.lists import Draft, announced, explained
from gyebo.reading.prose.mentions import Names, mentions
from gyebo.reading.prose.paragraphs import Paragraph, paragraphs, references
from gyebo.reading.prose.phrases import Phrase
from gyebo.reading.prose.scenes import Scene, Under, is_sum, mentioned
from gyebo.reading.prose.years import dated, round_of
from gyebo.text.amounts import Amount, Rate
from gyebo.text.names import key

_REVENUE_KINDS = {
    "assessed",
    "gross_collected",
    "refunded",
    "collected",
    "written_off",
    "uncollected",
    "collection_rate",
}
_DERIVED = {
    "change",
    "change_rate",
    "unspent_rate",
    "execution_rate",
    "collection_rate",
    "award_rate",
    "bid_saving",
}
_SIDES = re.compile(r"세[입출](?=\s*예산|\s*결산)")
_CITY = re.compile(r"서울시\s*(?:일반|특별)회계")
_CLAUSE = re.compile(r"[.;]\s|[,，](?!\d)(?![^()]*\))|\)\s*(?:와|과|,)")
_NOTE = re.compile(r"^\s*(?:-\s*)?\d{1,2}\)\s")
_OPENING, _SHORT, _LONG, _BESIDE = 6, 5, 80, 3


@dataclass(frozen=True, slots=True)
class Remark:
    """The table row beside or under which a text stands: what it and the row above it are about.

    `column` is where the row's first cell stands.
    """

    about: About
    column: int = 0
    above: About = field(default_factory=About)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before the text is read: phrases, names, the programs of sections, the rows of tables."""

    phrases: tuple[Phrase, ...]
    names: Names = field(default_factory=Names)
    subjects: Subjects = field(default_factory=Subjects)
    remarks: dict[int, Remark] = field(default_factory=dict)


def prose_figures(
    document: Document, lines: dict[int, str], rows: frozenset[int], known: Known
) -> list[Figure]:
    """Return the figures in the running text of a document: in `lines`, where table cells are blanked out."""
    drafts: list[Draft] = []
    for here in _scenes(document, paragraphs(document, lines, rows), known):
        drafts.extend(_drafts(here, known))
    return [draft.figure for draft in explained(announced(drafts), references(document))]


def _scenes(document: Document, texts: Iterable[Paragraph], known: Known) -> Iterator[Scene]:
    """Yield the paragraphs with figures, each with what it is under.

    The one program or account that a ○ names holds for the "-" below it, and the giving side of a move that is
    told without an amount for the amount that follows.
    """
    above = surroundings(document)
    bullet = giving = Under()
    section: tuple[str, ...] = ()
    for paragraph in texts:
        if above.section(paragraph.numbers[0]) != section:
            bullet = giving = Under()
            section = above.section(paragraph.numbers[0])
        if not scenes.tells(paragraph):
            continue
        here = scenes.scene(document, paragraph, known.names, above)
        if paragraph.mark in scenes.HEAD_BULLETS:
            bullet = Under()
        if here.found:
            yield replace(here, under=_under(here, bullet, giving, known))
        giving = scenes.giving_side(here) or giving
        if paragraph.mark in scenes.HEAD_BULLETS:
            bullet = Under(program=_only(here, "program"), account=_only(here, "account"))


def _under(here: Scene, bullet: Under, giving: Under, known: Known) -> Under:
    section = here.above.section(here.line)
    titled = [m for title in section[-1:] for m in mentions(title, known.names) if m.role == "item"]
    return Under(
        program=giving.program or bullet.program or known.subjects.at(here.line),
        item=giving.item or (titled[-1].name if len(titled) == 1 else ""),
        department=giving.department,
        account=_only(here, "account") or bullet.account or _account_above(here),
    )


def _account_above(here: Scene) -> str:
    return here.above.account(here.line) if here.document.kind == "settlement_report" else ""


def _only(here: Scene, role: str) -> str:
    """Return the one name of a role in a paragraph, or the name of a program that it opens with."""
    said = [m for m in here.mentions if m.role == role]
    first = [m for m in said if m.start < _OPENING and role == "program"]
    single = len({key(m.name) for m in said}) == 1
    return here.name((first or said)[0]) if first or single else ""


def _drafts(here: Scene, known: Known) -> Iterator[Draft]:
    """Yield the figures of one paragraph, in order."""
    kinds = kinds_of(here, known.phrases)
    for index, match in enumerate(here.found):
        figure = _figure(here, match, kinds[index] or "other", index)
        remark = known.remarks.get(figure.line) or known.remarks.get(here.line)
        yield Draft(
            figure=_as_remark(figure, remark) if remark else figure, numbers=here.paragraph.numbers,
            mark=here.paragraph.mark, note=here.paragraph.note, decided=bool(kinds[index]),
        )  # fmt: skip


def _figure(here: Scene, match: Amount | Rate, kind: str, index: int) -> Figure:
    """Return a figure with everything that its sentence says about it."""
    line, column = here.paragraph.place(match.start)
    kind, year = dated(here, match, kind)
    operation = _operation(here, match, kind)
    rate = isinstance(match, Rate)
    return _named(
        here, match,
        Figure(
            document=here.document.id, line=line, column=column, label=_label(here, index),
            raw=here.paragraph.printed(match.start, match.end), unit="%" if isinstance(match, Rate) else match.unit,
            amount_krw=None if isinstance(match, Rate) else match.won,
            precision_krw=None if isinstance(match, Rate) else match.precision_won,
            percent=match.percent if isinstance(match, Rate) else None,
            fiscal_year=year, round=round_of(here.document, kind, year), kind=kind, operation=operation,
            bureau=_bureau(here, match), derived=kind in _DERIVED or rate or is_sum(here, match),
        ),
    )  # fmt: skip


def _named(here: Scene, match: Amount | Rate, figure: Figure) -> Figure:
    """Add the names: those that the sentence mentions for the figure, else those that the paragraph is under."""
    sub_program = mentioned(here, match, "sub_program")
    department = mentioned(here, match, "department")
    account = mentioned(here, match, "account")
    spent = figure.operation == "expenditure"
    item = item_of(here, match) if spent else None
    revenue = None if spent else revenue_of(here, match)
    aside = figure.kind == "other"
    return replace(
        figure,
        program=_program(here, match, figure),
        sub_program=here.name(sub_program) if sub_program else "",
        department=department.name if department else here.under.department,
        item=here.name(item) if item else here.under.item if spent and not aside else "",
        revenue_item=here.name(revenue) if revenue else "",
        account=account.name if account else here.under.account,
    )


def _program(here: Scene, match: Amount | Rate, figure: Figure) -> str:
    """Return the program of a figure: mentioned in its sentence, else what the paragraph is under."""
    revenue = figure.operation == "revenue"
    roles = ("program",) if revenue else ("program", "quoted")
    said = mentioned(here, match, *roles)
    if said is not None:
        far = revenue and match.start - said.end > _BESIDE
        return "" if far or scenes.others_name(here, match, said) else here.name(said)
    several = len({key(m.name) for m in scenes.mentions_before(here, match, *roles)}) > 1
    whole = several or here.document.bureau in here.sentence_before(match)[-25:]
    aside = figure.kind == "other" and isinstance(match, Rate)
    return "" if revenue or whole or aside else here.under.program


def _operation(here: Scene, match: Amount | Rate, kind: str) -> str:
    """Return revenue or expenditure: as the kind, the sentence so far, or the headings say."""
    if kind in _REVENUE_KINDS:
        return "revenue"
    said = _SIDES.findall(here.sentence_before(match))
    if said:
        return "revenue" if said[-1] == "세입" else "expenditure"
    return here.above.operation(here.line)


def _bureau(here: Scene, match: Amount | Rate) -> str:
    city = here.above.city(here.line) or _CITY.search(here.sentence_before(match))
    return "서울특별시" if city else here.document.bureau


def _label(here: Scene, index: int) -> str:
    """Return the words that a figure belongs to: the end of its clause before it, without marks.

    Where these say too little ("중", "대비"), the figure before it and its words belong to them.
    """
    match = here.found[index]
    first = here.sentence(match.start)[0]
    words = ""
    for place in range(index, -1, -1):
        begin = max(here.found[place - 1].end if place else 0, first)
        clauses = _CLAUSE.split(here.paragraph.printed(begin, match.start))
        words = " ".join(_NOTE.sub("", clauses[-1]).strip(" -○❍▪※▶▣·:(=△→~+,").lstrip(")’”").split())
        if len(words) >= _SHORT or begin == first or len(clauses) > 1:
            break
    return words[-_LONG:]


def _as_remark(figure: Figure, remark: Remark) -> Figure:
    """Give a figure in the remark of a table row what the row is about, where its own words say nothing."""
    row = remark.above if figure.column < remark.column else remark.about
    return replace(
        figure, department=row.department or figure.department,
        account=row.account or figure.account, policy_program=row.policy_program, unit_program=row.unit_program,
        program=row.program or figure.program, sub_program=row.sub_program or figure.sub_program,
        item=figure.item or row.item, label=">".join(part for part in (row.label, figure.label) if part),
    )  # fmt: skip
