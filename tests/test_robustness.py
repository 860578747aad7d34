"""Whatever happens to a document, it is read to its end, in time, and every figure is printed where it says.

Every miniature and every official document is cut off, shuffled, mistyped, spaced, re-encoded and stretched.
What is printed stays what is read: a figure's raw text stands at its line and column, its value is that of the
text in its unit, and no place holds two figures. An encoding or a line end changes nothing at all.
"""

import re
import signal
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gyebo.facts.sources import source_entries
from gyebo.model.document import Document
from gyebo.model.figure import Figure, Statistic
from gyebo.model.reading import Reading
from gyebo.reading.coverage import coverage
from gyebo.reading.files import make_document, read_text
from gyebo.reading.prose.unspent import NOTHING_SPENT
from gyebo.registry import names, reader
from gyebo.text.amounts import amounts, number, rates
from gyebo.text.normalize import squeeze
from gyebo.text.units import FACTOR

HERE = Path(__file__).parent
MINIATURES = sorted(path.stem for path in (HERE / "documents").glob("*.txt"))
OFFICIAL = source_entries(HERE.parent / "data" / "documents.toml")
CPU_SECONDS = 12
"""What one document may take; it takes less than one, and a line of 100,000 characters less than four."""

CHARACTERS = 100_000
FAR = 60
UNIT_WORD = re.compile(r"(?:백만원|천원|억원|원)(?=\)?$)")
REFERENCE = re.compile(r"\d{1,2}\)\s*$")
NUMBER_GOES_ON = re.compile(r"[0-9][.,]?\|[0-9]")  # across the edge of a raw text


@dataclass(frozen=True)
class Source:
    """A text with what the list of documents says about it."""

    name: str
    text: str
    kind: str
    bureau: str
    fiscal_year: int
    round: str

    def document(self, text: str) -> Document:
        return make_document(
            text, id=self.name, title=self.name, kind=self.kind, bureau=self.bureau,
            fiscal_year=self.fiscal_year, round=self.round,
        )  # fmt: skip

    def read(self, text: str) -> Reading:
        with within(CPU_SECONDS):
            return reader(self.kind)(self.document(text))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Stop what takes more processor time than this, so that a hang is a failure and not a wait."""

    def stop(_: int, __: FrameType | None) -> None:
        raise TimeoutError(f"more than {seconds} seconds of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@cache
def miniature(name: str) -> Source:
    """A miniature: its name tells its kind where that is not a review, its first year is the one it is about."""
    text = read_text(HERE / "documents" / f"{name}.txt")[0]
    year = re.search(r"20\d\d", text)
    kind = name if name in names() else "review_report"
    budget_round = {"settlement_report": "S", "diversion_report": ""}.get(
        kind, "0" if "budget" in name else "1"
    )
    return Source(name, text, kind, "나무관", int(year[0]) if year else 2030, budget_round)


@cache
def official(path: Path) -> Source:
    entry = OFFICIAL[path.stem]
    text = read_text(path)[0]
    return Source(path.stem, text, entry.kind, entry.bureau, entry.fiscal_year, entry.round)


@cache
def original(source: Source) -> Reading:
    return source.read(source.text)


@pytest.fixture(params=[*MINIATURES, *OFFICIAL])
def source(request: pytest.FixtureRequest) -> Source:
    if request.param in MINIATURES:
        return miniature(request.param)
    folder: Path = request.getfixturevalue("documents")
    return official(folder / f"{request.param}.txt")


# --- what must always hold -------------------------------------------------------------------------------


def is_printed(document: Document, mark: Figure | Statistic) -> bool:
    """Tell whether the raw text stands at its place, as a whole number, on one line or broken over several."""
    line, start = document.text_of(mark.line), mark.column - 1
    before, text = line[max(0, start - 2) : start], line[start : start + CHARACTERS // 10]
    if NUMBER_GOES_ON.search(f"{before}|{text[:1]}"):
        return False
    if text.startswith(mark.raw):
        return not NUMBER_GOES_ON.search(f"{mark.raw}|{text[len(mark.raw) :][:2].lstrip(',.')}")
    return not text[:1].isspace() and _goes_on(document, mark.line, text, squeeze(mark.raw))


def _goes_on(document: Document, line: int, text: str, wanted: str) -> bool:
    """Tell whether a line, or the whole of it and then a line below, prints what is wanted."""
    bare = squeeze(text)
    if bare.startswith(wanted):
        return bool(wanted)
    rests = [wanted.removeprefix(whole) for whole in (bare, squeeze(REFERENCE.sub("", text))) if whole]
    return any(
        rest != wanted and _goes_on(document, below, document.text_of(below), rest)
        for rest in rests
        for below in range(line + 1, min(line + FAR, len(document.lines)) + 1)
    )


def has_its_value(figure: Figure) -> bool:
    """Tell whether amount and rate are what the raw text says: a number times its unit, or an amount in words."""
    assert figure.unit in {"%", *FACTOR}, figure
    if figure.unit == "%":
        values = [number(figure.raw), *(rate.percent for rate in rates(figure.raw))]
        return figure.amount_krw is None and figure.percent is not None and figure.percent in values
    value = number(UNIT_WORD.sub("", figure.raw))
    words = [amount.won for amount in amounts(figure.raw)]
    won = [*words, *([int(value * FACTOR[figure.unit])] if value is not None else [])]
    return figure.percent is None and figure.amount_krw is not None and figure.amount_krw in won


def assert_faithful(document: Document, reading: Reading) -> None:
    """Assert that a reading invents nothing and that its report names lines of the document."""
    for figure in reading.figures:
        assert is_printed(document, figure), (document.text_of(figure.line), figure)
        assert has_its_value(figure), figure
    for count in reading.statistics:
        assert is_printed(document, count), (document.text_of(count.line), count)
        assert count.value == number(count.raw), count
    for remark in reading.remarks:
        assert remark.raw and document.text_of(remark.line).startswith(remark.raw, remark.column - 1), remark
        assert remark.value == (None if remark.kind == NOTHING_SPENT else number(remark.raw)), remark
    assert len({(remark.line, remark.column) for remark in reading.remarks}) == len(reading.remarks)
    places = Counter((figure.line, figure.column) for figure in reading.figures)
    assert [place for place, times in places.items() if times > 1] == []
    last = len(document.lines)
    assert all(1 <= table.line_start <= table.line_end <= last for table in reading.tables)
    moved = (*reading.transfers, *reading.carryovers, *reading.contracts, *reading.reasons)
    told = [*reading.issues, *moved, *reading.sources]
    assert [fact for fact in told if not 1 <= getattr(fact, "line", 0) <= last] == []
    assert all(issue.message.strip() and "\n" not in issue.message for issue in reading.issues)
    with within(CPU_SECONDS):
        coverage(document, reading)


def assert_read(source: Source, text: str) -> None:
    assert_faithful(source.document(text), source.read(text))


def test_every_document_as_it_is(source: Source) -> None:
    assert original(source).figures
    assert_faithful(source.document(source.text), original(source))


# --- what changes nothing --------------------------------------------------------------------------------

INVISIBLE = "\u200b\u200c\u200d\u2060\u00ad\ufeff"
SPACES = " \u00a0\u3000\u2003\u202f"


def _sprinkled(text: str, random: Random) -> str:
    """Put invisible marks anywhere, also within a number or between the letters of a syllable."""
    return "".join(c + random.choice(INVISIBLE) if random.random() < 0.1 else c for c in text)


def _other_spaces(text: str, random: Random) -> str:
    return re.sub(" ", lambda _: random.choice(SPACES), text)


SAME: dict[str, Callable[[str, Random], bytes]] = {
    "CRLF": lambda text, _: text.replace("\n", "\r\n").encode(),
    "BOM": lambda text, _: text.encode("utf-8-sig"),
    "NFD": lambda text, _: unicodedata.normalize("NFD", text).encode(),
    "invisible": lambda text, random: _sprinkled(text, random).encode(),
    "spaces": lambda text, random: _other_spaces(text, random).encode(),
    "all at once": lambda text, random: _other_spaces(
        _sprinkled(unicodedata.normalize("NFD", text), random), random
    ).replace("\n", "\r\n").encode("utf-8-sig"),
}  # fmt: skip


def _pairs(changes: Iterable[str], costly: Iterable[str]) -> list[tuple[str, str]]:
    """Return (document, change) for every miniature, and for the official documents without the costly changes."""
    few = [change for change in changes if change not in costly]
    return [*product(MINIATURES, changes), *product(OFFICIAL, few)]


@pytest.mark.parametrize(
    ("source", "change"), _pairs(SAME, {"BOM", "NFD", "invisible", "spaces"}), indirect=["source"]
)
def test_encodings_line_ends_and_unseen_characters_change_nothing(
    source: Source, change: str, tmp_path: Path
) -> None:
    path = tmp_path / "changed.txt"
    path.write_bytes(SAME[change](source.text, Random(source.name)))  # noqa: S311 (the same change every time)
    assert source.read(read_text(path)[0]) == original(source)


def test_cp949_is_read_as_utf_8_is(source: Source, tmp_path: Path) -> None:
    path = tmp_path / "changed.txt"
    path.write_bytes(source.text.encode("cp949", errors="replace"))
    text, encoding = read_text(path)
    assert encoding == "cp949"
    reading = source.read(text)
    assert reading == source.read(source.text.encode("cp949", errors="replace").decode("cp949"))
    assert_faithful(source.document(text), reading)


# --- what breaks a document ------------------------------------------------------------------------------


def _heading_lines(reading: Reading) -> list[range]:
    """Return the lines of the tables' headings: from where a table begins to its first figure."""
    first = {figure.table: figure.line for figure in reversed(reading.figures) if figure.table}
    return [range(table.line_start, first.get(table.id, table.line_start + 1)) for table in reading.tables]


def _shuffled_tables(source: Source, random: Random) -> str:
    lines = source.text.split("\n")
    for table in original(source).tables:
        part = lines[table.line_start - 1 : table.line_end]
        random.shuffle(part)
        lines[table.line_start - 1 : table.line_end] = part
    return "\n".join(lines)


def _shuffled(source: Source, random: Random) -> str:
    lines = source.text.split("\n")
    random.shuffle(lines)
    return "\n".join(lines)


def _only_headings(source: Source, _: Random) -> str:
    lines = source.text.split("\n")
    return "\n".join(lines[n - 1] for heading in _heading_lines(original(source)) for n in heading)


def _headings_doubled(source: Source, _: Random) -> str:
    lines = source.text.split("\n")
    for heading in reversed(_heading_lines(original(source))):
        lines[heading.stop - 1 : heading.stop - 1] = lines[heading.start - 1 : heading.stop - 1]
    return "\n".join(lines)


def _digits(share: float, digits: str) -> Callable[[Source, Random], str]:
    def replaced(source: Source, random: Random) -> str:
        return re.sub(
            r"\d", lambda m: random.choice(digits) if random.random() < share else m[0], source.text
        )

    return replaced


BROKEN: dict[str, Callable[[Source, Random], str]] = {
    "lines of tables shuffled": _shuffled_tables,
    "all lines shuffled": _shuffled,
    "every digit another": _digits(1, "0123456789"),
    "some digits another": _digits(0.1, "0123456789"),
    "all digits nine": _digits(1, "9"),
    "all digits zero": _digits(1, "0"),
    "digits of other scripts": _digits(0.3, "١٢٣４５６"),
    "digits mistyped": _digits(0.1, "OlI,.-△ "),
    "tabs to spaces": lambda source, _: source.text.replace("\t", " "),
    "spaces to tabs": lambda source, _: source.text.replace(" ", "\t"),
    "no spaces": lambda source, _: source.text.replace(" ", ""),
    "spaces anywhere": lambda source, random: "".join(
        c + "\u00a0" if random.random() < 0.05 else c for c in source.text
    ),
    "no units": lambda source, _: re.sub(r"\(\s*단위[^)]*\)", "", source.text),
    "units of things": lambda source, random: re.sub(
        r"\(\s*단위[^)]*\)", lambda _: f"(단위 : {random.choice(['개', '%', '식, 천원'])})", source.text
    ),
    "no commas": lambda source, _: source.text.replace(",", ""),
    "empty lines everywhere": lambda source, _: source.text.replace("\n", "\n\n\n"),
    "no empty lines": lambda source, _: re.sub(r"\n\s*\n", "\n", source.text),
    "every line twice": lambda source, _: re.sub(r"(.*\n)", r"\1\1", source.text),
    "only headings": _only_headings,
    "headings doubled": _headings_doubled,
    "one line": lambda source, _: source.text.replace("\n", " "),
    "one line of tabs": lambda source, _: source.text.replace("\n", "\t"),
}
COSTLY = {
    *("every digit another", "all digits nine", "all digits zero", "digits mistyped", "no commas"),
    *("no units", "units of things", "spaces to tabs", "no spaces"),
    *("every line twice", "no empty lines", "one line of tabs"),
}


@pytest.mark.parametrize(("source", "change"), _pairs(BROKEN, COSTLY), indirect=["source"])
def test_a_broken_document_is_read_without_inventing(source: Source, change: str) -> None:
    assert_read(source, BROKEN[change](source, Random(f"{source.name} {change}")))  # noqa: S311 (the same change every time)


def test_a_document_cut_off_anywhere_is_read_without_inventing(source: Source) -> None:
    lines = source.text.split("\n")
    count = 3 if source.name in OFFICIAL else 12
    cuts = range(len(lines) // count // 2, len(lines), len(lines) // count)
    for cut in cuts:
        middle = lines[cut][: len(lines[cut]) // 2]
        assert_read(source, "\n".join([*lines[:cut], middle]))
        assert_read(source, "\n".join(lines[cut:] if source.name in MINIATURES else lines[cut : cut + 200]))


LONG = [
    *("1", "1,", "1\t", "1,234 ", " ", "\t", "가 ", "(", "<", "<b>", "△", "- ", "“가나다라", "2021.3.1.~"),
    *("사무관리비 ", "일반회계 ", "합 계 ", "제1조 ", "「물길법」 제1조 ", "행정과-123(2030.1.1.), “"),
    *("가나다 1,234천원 ", "○ 가 1,234천원 × 2 = 2,468천원 ", "100억원(시비 50억원, "),
    *(
        "사업명(내역) 사무관리비 100 200 ",
        "1,234천원 ",
        "1,234천원",
        "12.5%",
        "1조 2,345억 6천7백만원, ",
        "1 234",
    ),
]


@pytest.mark.parametrize("pattern", LONG)
def test_a_line_of_100_000_characters_is_read_in_time(pattern: str) -> None:
    source = miniature(MINIATURES[LONG.index(pattern) % len(MINIATURES)])
    lines = source.text.split("\n")
    table = max(original(source).tables, key=lambda table: table.rows)
    lines.insert(table.line_start + 2, (pattern * (CHARACTERS // len(pattern) + 1))[:CHARACTERS])
    assert_read(source, "\n".join(lines))


def test_a_row_without_end_is_read_in_time(source: Source) -> None:
    lines = source.text.split("\n")
    figure = next(figure for figure in original(source).figures if figure.table)
    row = f"{lines[figure.line - 1]} "
    lines[figure.line - 1] = row * (CHARACTERS // len(row))
    assert_read(source, "\n".join(lines))


# --- anything at all -------------------------------------------------------------------------------------

LINES = {name: tuple(miniature(name).text.split("\n")) for name in MINIATURES}
CHANGES: dict[str, Callable[[str], str]] = {
    "": lambda text: text,
    "spaces": lambda text: text.replace("\t", " "),
    "tabs": lambda text: re.sub(r" +", "\t", text),
    "joined": lambda text: text.replace("\n", " "),
    "apart": lambda text: text.replace("\n", "\n\n"),
    "backwards": lambda text: "\n".join(reversed(text.split("\n"))),
    "nines": lambda text: re.sub(r"\d", "9", text),
    "unsigned": lambda text: re.sub(r"[△▲,%()]", "", text),
}


@st.composite
def mixtures(draw: st.DrawFn) -> str:
    """Draw pieces of the miniatures, changed or not, one after the other."""
    pieces = []
    for name in draw(st.lists(st.sampled_from(MINIATURES), min_size=1, max_size=6)):
        start = draw(st.integers(0, len(LINES[name]) - 1))
        piece = "\n".join(LINES[name][start : start + draw(st.integers(1, 40))])
        pieces.append(CHANGES[draw(st.sampled_from(sorted(CHANGES)))](piece))
    return "\n".join(pieces)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(mixtures(), st.sampled_from(MINIATURES))
def test_any_mixture_of_lines_is_read_without_inventing(text: str, name: str) -> None:
    assert_read(miniature(name), text)


@settings(max_examples=100)
@given(st.text(alphabet="0123456789.,△-%원천백만억조 \n\t'~년월일단위:()○▪가나다합계회사업비", max_size=400))
def test_any_text_is_read_without_inventing(text: str) -> None:
    for name in MINIATURES:
        assert_read(miniature(name), text)
