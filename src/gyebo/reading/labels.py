"""What a row is about: its labels, taken apart into department, program, item and the rest."""

import re
from dataclasses import dataclass, replace

from gyebo.model.table import Row
from gyebo.reading.forms import Form
from gyebo.reading.vocabulary import Vocabulary, account_of
from gyebo.text.names import bracketed
from gyebo.text.normalize import squeeze, unspace

TOTALS = {"합계", "총계", "계", "소계", "누계", "합계(a)", "총합계"}
_TOTALS_BEHIND = (" 총계", " 합계", " 소계")
# The three-way split of totals and the activity groups that stand beside programs without being one.
_SHORT_WORDS = {"및", "등", "내", "외"}
GROUPS = {"행정운영경비", "재무활동", "사업비", "행정관리", "보전지출", "내부거래지출", "교부금"}
_CODED = re.compile(r"(\d{3}(?:-\d{2,3})+)\s+(\S.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the figures of a row are about, as printed; empty where the row says nothing."""

    label: str = ""
    department: str = ""
    account: str = ""
    policy_program: str = ""
    unit_program: str = ""
    program: str = ""
    sub_program: str = ""
    item: str = ""
    item_code: str = ""
    revenue_item: str = ""
    year: int | None = None
    total: bool = False


def is_total(label: str) -> bool:
    """Tell whether a label names a total or subtotal rather than a thing."""
    bare = squeeze(label)
    if bare in TOTALS or bare.split("(")[0] in TOTALS or not TOTALS.isdisjoint(bracketed(bare)):
        return True
    return label.endswith(_TOTALS_BEHIND)


def about(form: Form, row: Row, above: About, vocabulary: Vocabulary, subject: str) -> About:
    """Understand the labels of `row`; `above` is what the row before was about (for cells merged downwards)."""
    row = replace(row, labels=tuple(vocabulary.unbroken(label) for label in row.labels))
    made = _labelled(form, row, above, vocabulary)
    if "program" in form.labels and made.department and not (made.program or made.item):
        made = replace(made, total=True)
    if form.subject and not made.program:
        made = replace(made, program=subject)
    code, item = coded_item(made.item)
    if form.layout == "stream" and not vocabulary.item(item):
        item = vocabulary.item(item.split("(")[0]) or item
    account = made.account or row.account or form.account
    if form.labels[:1] == ("group",) and not is_total(made.label.split(">")[-1]):
        account = account or above.account
    return replace(made, account=account, item=item, item_code=code)


def coded_item(item: str) -> tuple[str, str]:
    """Split the code off an expense item.

    >>> coded_item("110-201-01 사무관리비")
    ('110-201-01', '사무관리비')
    """
    coded = _CODED.fullmatch(item)
    return (coded[1], coded[2]) if coded else ("", item)


def _labelled(form: Form, row: Row, above: About, vocabulary: Vocabulary) -> About:
    """Give each label cell its role; an empty cell repeats the one above it, up to the first that changes."""
    fields: dict[str, str] = {}
    path: list[str] = []
    changed = False
    aligned = _aligned(form, row)
    for role, text in aligned:
        name = unspace(text)
        if not name and not changed:
            name = _repeated(role, above) or _group_above(form, above, len(path))
        elif name:
            changed = True
        if name and (role not in ("index", "year", "period") or len(form.labels) == 1):
            path.append(name)
        _take(fields, role, name, text)
    totals = any(is_total(name) for name in path)
    return _made(fields, path, vocabulary, department="" if totals else row.department or above.department)


def _aligned(form: Form, row: Row) -> list[tuple[str, str]]:
    """Pair label roles with label cells; one label in a two-label table is the outer one when it is a total."""
    roles = list(form.labels)
    labels = [text for text in row.labels if text] if len(row.labels) > len(roles) else list(row.labels)
    if len(labels) < len(roles):
        roles = (
            roles[: len(labels)]
            if labels and is_total(labels[0])
            else roles[-len(labels) :]
            if labels
            else []
        )
    return list(zip(roles, labels, strict=False))


def _repeated(role: str, above: About) -> str:
    return (
        getattr(above, role, "")
        if role not in ("label", "group", "revenue", "tree", "project", "year", "index")
        else ""
    )


def _group_above(form: Form, above: About, place: int) -> str:
    """Return the outer of two group labels that a cell merged downwards prints once."""
    merged = form.layout == "tab" and form.labels in (("group", "group"), ("revenue", "revenue"))
    return above.label.split(">")[0] if merged and place == 0 and ">" in above.label else ""


def split_department(text: str, vocabulary: Vocabulary, current: str) -> tuple[str, str]:
    """Split a leading department off a label, however it is spaced; `current` stays where there is none."""
    pieces = text.split()
    for end in range(min(len(pieces), 8), 0, -1):
        found = vocabulary.department("".join(pieces[:end]))
        if found:
            return found, " ".join(pieces[end:])
    return current, text


def _take(fields: dict[str, str], role: str, name: str, printed: str) -> None:
    """File one label under its role; a total is nobody's name."""
    if is_total(name):
        return
    if role == "revenue":
        fields["revenue_item"] = ">".join(part for part in (fields.get("revenue_item", ""), name) if part)
    elif role == "year":
        fields["year"] = printed
    elif role in ("policy_program", "unit_program", "program", "sub_program", "item", "department"):
        fields[role] = name


def _made(fields: dict[str, str], path: list[str], vocabulary: Vocabulary, department: str) -> About:
    """Build the `About`: totals and groups are labels, not programs; a sub-program in brackets stays with its name."""
    label = ">".join(path)
    total = any(is_total(part) for part in path[-1:])
    program = fields.get("program", "")
    if is_total(program) or squeeze(program) in GROUPS or vocabulary.department(program):
        department = vocabulary.department(program) or department
        program = ""
    revenue = "" if is_total(fields.get("revenue_item", "")) else fields.get("revenue_item", "")
    year = "".join(ch for ch in fields.get("year", "") if ch.isdigit())
    return About(
        label=label,
        department=fields.get("department") or department,
        account=account_of(label),
        policy_program=fields.get("policy_program", ""),
        unit_program=fields.get("unit_program", ""),
        program=_whole_program(program, vocabulary),
        sub_program=fields.get("sub_program", ""),
        item="" if is_total(fields.get("item", "")) else _whole_item(fields.get("item", ""), vocabulary),
        revenue_item=revenue,
        year=int(year[:4]) if len(year) >= 4 else None,
        total=total or bool(path and squeeze(path[-1]) in GROUPS and not fields.get("item")),
    )


def _whole_item(item: str, vocabulary: Vocabulary) -> str:
    """Return an item without the spaces that breaking its cell's lines has left: 시책추진업무 추진비."""
    known = vocabulary.item(item)
    return known if squeeze(known) == squeeze(item) else item


def _whole_program(program: str, vocabulary: Vocabulary) -> str:
    """Return a program as the document prints it elsewhere, where broken lines have left stray syllables in it."""
    known = vocabulary.program(program)
    return known if known and stray_words(known) < stray_words(program) else program


def stray_words(name: str) -> int:
    """Return how many words of one letter a name has that are none (p c 보 급 관 리)."""
    return sum(len(word.strip("()")) == 1 and word not in _SHORT_WORDS for word in name.split())
