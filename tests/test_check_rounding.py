"""Rounding alone never raises an alarm: exact tables, printed with the habits of Korean reports, pass every rule.

Amounts are exact won by chance. They are printed in won, thousand, million or hundred million won; digits are
rounded half up or cut off; totals, changes and rates are computed from the exact amounts, or from what was printed
already. The facts become a graph, and all shapes and rules about what is printed run over it. What fits only
because digits were cut off may be told as information, never as a warning or a contradiction.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from hypothesis import given, settings
from hypothesis import strategies as st

from gyebo.check.findings import Finding
from gyebo.check.results import as_findings
from gyebo.check.run import in_order, read, rules
from gyebo.check.shapes import our_shapes
from gyebo.check.validate import validate
from gyebo.facts.decisions import Decisions
from gyebo.facts.sources import SourceEntry
from gyebo.graph.build import graph_quads
from gyebo.graph.items import Items
from gyebo.graph.mint import Mint
from gyebo.model.figure import Figure
from gyebo.model.reading import Reading
from gyebo.model.table import Table
from gyebo.resources import folder
from tests.broken import InMemory

DOCUMENT, YEAR = "2021-review", 2021
UNITS = {"원": 1, "천원": 10**3, "백만원": 10**6, "억원": 10**8}
DEPARTMENTS = ("교통정책과", "수질환경담당관", "문화재보존센터")
PROGRAMS = (
    "도로 포장", "하천 정비", "박물관 건립", "청년 창업 지원", "어린이 도서 보급", "전통시장 현대화", "소방차 구입",
    "가로등 교체", "체육관 보수",
)  # fmt: skip
# Undecided names are no matter of rounding: these programs are in no decision.
OTHER_MATTERS = {"name-undecided"}


@dataclass(frozen=True)
class Habit:
    """How a report prints: its unit, whether it rounds or cuts, and whether it computes with what is printed."""

    unit: str
    cuts: bool
    from_printed: bool

    def number(self, exact: Fraction) -> int:
        """Return an amount or rate in whole places, as it is printed."""
        size = floor(abs(exact)) if self.cuts else floor(abs(exact) + Fraction(1, 2))
        return size if exact >= 0 else -size

    def won(self, exact: int) -> int:
        """Return what a printed amount says, in won."""
        return self.number(Fraction(exact, UNITS[self.unit])) * UNITS[self.unit]

    def percent(self, part: int, whole: int) -> Decimal:
        """Return a printed rate, to one decimal."""
        return Decimal(self.number(Fraction(1000 * part, whole))).scaleb(-1)


@dataclass(frozen=True)
class Column:
    """A column: its heading and kind; its amount as a function of the amounts before it, None where it is given."""

    header: str
    kind: str
    year: int
    round: str = ""
    operation: str = "expenditure"
    of: Callable[[list[int]], int] | None = None
    rate: Callable[[list[int]], tuple[int, int]] | None = None


BUDGET = (
    Column("2020 예산>당초", "original", YEAR - 1, "0"),
    Column("2021 예산", "proposed", YEAR, "0"),
    Column("당초예산대비>증감", "change", YEAR, "0", of=lambda row: row[1] - row[0]),
    Column("당초예산대비>비율", "change_rate", YEAR, "0", rate=lambda row: (row[1] - row[0], row[0])),
)
SETTLEMENT = (
    Column("지출액", "expenditure", YEAR, "S"),
    Column("이월액", "carryover", YEAR, "S"),
    Column("집행잔액", "unspent", YEAR, "S"),
    Column("예산현액", "appropriation", YEAR, "S", of=lambda row: sum(row[:3])),
    Column("집행잔액비율", "unspent_rate", YEAR, "S", rate=lambda row: (row[2], row[3])),
)
REVENUE = (
    Column("실제수납액", "collected", YEAR, "S", "revenue"),
    Column("불납결손액", "written_off", YEAR, "S", "revenue"),
    Column("미수납액", "uncollected", YEAR, "S", "revenue"),
    Column("징수결정액", "assessed", YEAR, "S", "revenue", of=lambda row: sum(row[:3])),
    Column("징수율", "collection_rate", YEAR, "S", "revenue", rate=lambda row: (row[0], row[3])),
)
KINDS_OF_TABLE = st.sampled_from((BUDGET, SETTLEMENT, REVENUE))
HABITS = st.builds(Habit, st.sampled_from(sorted(UNITS)), st.booleans(), st.booleans())
# Every department with its programs, each with an amount for every column that is given.
CITIES = st.lists(
    st.lists(st.lists(st.integers(0, 10**11), min_size=3, max_size=3), min_size=1, max_size=3),
    min_size=1,
    max_size=3,
)


def _added(rows: list[list[int]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]


def _rows(city: list[list[list[int]]], habit: Habit) -> Iterator[tuple[str, str, list[int]]]:
    """Yield department, program and the given amounts of every row; totals come first, as in the reports."""
    if habit.from_printed:
        city = [[[habit.won(won) for won in program] for program in department] for department in city]
    yield "", "", _added([program for department in city for program in department])
    names = iter(PROGRAMS)
    for name, department in zip(DEPARTMENTS, city, strict=False):
        yield name, "", _added(department)
        for program in department:
            yield name, next(names), program


def figures(city: list[list[list[int]]], columns: tuple[Column, ...], habit: Habit) -> Iterator[Figure]:
    """Yield the figures of a table as a report with such a habit prints them."""
    for line, (department, program, given_) in enumerate(_rows(city, habit), start=10):
        place = 20
        row = given_[: sum(1 for column in columns if not column.of and not column.rate)]
        for index, column in enumerate(columns):
            if column.of:
                row.append(column.of(row))
            if column.rate and not column.rate(row)[1]:
                continue
            yield _figure(line, place, department, program, column, habit, row, index)
            place += 20


def _figure(
    line: int, place: int, department: str, program: str, column: Column, habit: Habit, row: list[int], index: int
) -> Figure:  # fmt: skip
    percent = habit.percent(*column.rate(row)) if column.rate else None
    won = None if column.rate else habit.won(row[index])
    factor = UNITS[habit.unit]
    return Figure(
        document=DOCUMENT, line=line, column=place, table="T01", header=column.header,
        label=program or department or "합계", raw=f"{percent}" if won is None else f"{won // factor:,}",
        unit="%" if won is None else habit.unit, amount_krw=won, precision_krw=None if won is None else factor,
        percent=percent, fiscal_year=column.year, round=column.round, kind=column.kind, operation=column.operation,
        department=department, program=program,
    )  # fmt: skip


def _graph(printed: list[Figure], unit: str) -> InMemory:
    entry = SourceEntry(
        id=DOCUMENT, title="검토보고", title_en="review", publisher="의회", publisher_en="council",
        kind="review_report", bureau="", fiscal_year=YEAR, round="0", sha256="0" * 64, lines=100, encoding="utf-8",
    )  # fmt: skip
    table = Table(
        document=DOCUMENT, id="T01", line_start=10, line_end=printed[-1].line, caption="표", unit=unit, form="made",
        rows=printed[-1].line - 9,
    )  # fmt: skip
    reading = Reading(figures=tuple(printed), tables=(table,))
    items = Items(folder("loaders") / "items.csv")
    return InMemory(graph_quads(Mint(), Decisions(), items, lambda: iter([(entry, reading)])))


def found(graph: InMemory) -> list[Finding]:
    """Return what shapes and rules find in what is printed."""
    shapes = our_shapes()
    results = validate(
        graph, shapes, [shape.id for shape in shapes.shapes if shape.contradiction and shape.targets]
    )
    printed = read(graph)
    told = as_findings(results, {claim.iri: claim for claim in printed.claims}, graph)
    return in_order([*told, *rules(printed)])


@settings(max_examples=60)
@given(CITIES, KINDS_OF_TABLE, HABITS)
def test_rounding_alone_never_raises_an_alarm(
    city: list[list[list[int]]], columns: tuple[Column, ...], habit: Habit
) -> None:
    graph = _graph(list(figures(city, columns, habit)), habit.unit)
    alarms = [f for f in found(graph) if f.severity != "info" and f.rule not in OTHER_MATTERS]
    assert [(f.rule, f.subject, f.printed, f.expected, f.tolerance) for f in alarms] == []


@settings(max_examples=15)
@given(CITIES, KINDS_OF_TABLE, st.sampled_from(sorted(UNITS)))
def test_a_total_that_is_off_by_more_than_rounding_is_found(
    city: list[list[list[int]]], columns: tuple[Column, ...], unit: str
) -> None:
    """The tables of these tests are read by the rules: otherwise no alarm would mean nothing."""
    printed = list(figures(city, columns, Habit(unit, cuts=False, from_printed=False)))
    index = next(
        i for i, figure in enumerate(printed) if figure.kind in ("change", "appropriation", "assessed")
    )
    won = (printed[index].amount_krw or 0) + 1000 * UNITS[unit]
    wrong = Figure(**{name: getattr(printed[index], name) for name in Figure.__slots__} | {"amount_krw": won})
    printed[index] = wrong
    alarms = [f for f in found(_graph(printed, unit)) if f.severity == "violation"]
    assert alarms
