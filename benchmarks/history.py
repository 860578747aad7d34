"""What happens to a bureau of the synthetic country: its programs from year to year, by chance from a seed.

Programs are renamed, merged, split, moved, ended and suspended as often as in the five documents that gyebo
reads: `benchmarks.rates` counts that in `data/` and says where the figures below stand to it.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from random import Random

from gyebo.facts.decisions import ProgramChangeRow

BASIC = "기본경비"  # a program of this name stands in every department

# Changes of a program in a year, out of the program-years that the five documents tell of. (A split is two
# links; of their ten transfers five move a program to another department, five move a task.)
PROGRAM_YEARS = 424
FATES = {"merge": 16, "split": 4, "rename": 44, "move": 5, "lend": 5, "end": 12, "suspend": 4}
INFERRED = {"rename": 0.86, "split": 0.6, "move": 0.6}  # the rest is stated
NEW_IDENTITY = 1 / 44  # of the renames
MISPRINTED = 21 / PROGRAM_YEARS

_OFFICES = ("담당관", "과", "추진과", "운영과")
_ITEMS = ("공공운영비", "민간위탁금", "사무관리비", "시설비", "연구용역비", "자산및물품취득비", "전산개발비")
_FIELDS = (
    "디지털,정보,통계,공간,통신,보안,교통,도로,주택,환경,복지,보건,문화,관광,경제,산업,세무,재난,공원,상수,하수,"
    "교육,청년,여성"
)
_PARTS = "기획,정책,안전,혁신,지원,협력"
_OBJECTS = (
    "센터,시스템,플랫폼,포털,통합관제망,빅데이터,서비스,아카이브,콜센터,행정망,민원창구,자가통신망,지도,누리집,"
    "학교,홍보관,연구반,협의체,체험관,박람회,실태조사,평가단,상담실,기록관"
)
_TASKS = "운영,구축,고도화,유지관리,활성화,확대 지원,기능 개선,재구축"
TOPICS = tuple(field + part for part in _PARTS.split(",") for field in _FIELDS.split(","))


@dataclass(frozen=True, slots=True)
class Life:
    """A program in one year: its name, what the budget review prints for it, its department, won by item."""

    program: str
    name: str
    printed: str
    department: int
    items: tuple[tuple[str, int], ...]

    @property
    def won(self) -> int:
        """Everything the program has in the year."""
        return sum(won for _, won in self.items)


@dataclass(frozen=True, slots=True)
class Shape:
    """How large every bureau is; the phases of a year are those of its documents (`benchmarks.papers`).

    The bureau and every second of its departments are renamed in `renamed`; in the last year the last two
    departments are one.
    """

    departments: int = 4
    programs: int = 28  # in a year
    first: int = 2018
    years: int = 6
    items: tuple[int, ...] = (1, 1, 2, 3)  # how many a program has, each as often

    def __post_init__(self) -> None:
        if not (2 <= self.departments <= 40 and self.programs >= self.departments + 2 and self.years >= 3):
            raise ValueError(
                "a bureau has 2 to 40 departments, two programs more than those, 3 years or more"
            )
        if not 0 < min(self.items) <= max(self.items) <= len(_ITEMS):
            raise ValueError(f"a program has 1 to {len(_ITEMS)} items")

    @property
    def span(self) -> range:
        """The fiscal years."""
        return range(self.first, self.first + self.years)

    @property
    def renamed(self) -> int:
        """The year in which units get new names."""
        return self.first + self.years // 3

    @property
    def last(self) -> int:
        """The last year."""
        return self.first + self.years - 1


ONE = Shape()


@dataclass(frozen=True, slots=True)
class Bureau:
    """A bureau's history: its programs by year, and the changes between them."""

    number: int
    topic: str
    shape: Shape
    years: dict[int, tuple[Life, ...]]
    changes: tuple[ProgramChangeRow, ...]

    def name(self, year: int) -> str:
        """Return the bureau's name in a year."""
        return self.topic + ("정책관" if year >= self.shape.renamed else "관")

    def department(self, place: int, year: int) -> str:
        """Return a department's name in a year."""
        if year == self.shape.last and place >= self.shape.departments - 2:
            return self.topic + "통합센터"
        new = "신" if year >= self.shape.renamed and place % 2 else ""
        office = _OFFICES[place % len(_OFFICES)] + (
            str(place // len(_OFFICES) + 1) if place >= len(_OFFICES) else ""
        )
        return f"{self.topic}{new}{office}"


def bureau_of(seed: int, number: int, topic: str, shape: Shape = ONE) -> Bureau:
    """Return the history of a bureau: the same for the same seed and number, however large the country."""
    return _Story(seed, number, topic, shape).told()


def review_id(number: int, year: int) -> str:
    """Return the id of a bureau's budget review of a year."""
    return f"{year}-budget-review-{number:03}"


class _Story:
    """Tells a bureau's years one after the other."""

    def __init__(self, seed: int, number: int, topic: str, shape: Shape) -> None:
        self._random = Random(f"{seed}/{number}")
        self._number, self._topic, self._shape, self._born = number, topic, shape, 0
        words = product(_OBJECTS.split(","), _TASKS.split(","))
        names = [f"{topic} {thing} {task}" for thing, task in words]
        self._random.shuffle(names)
        self._fresh = iter(names)
        self._changes: list[ProgramChangeRow] = []

    def told(self) -> Bureau:
        """Return the bureau after its last year."""
        shape = self._shape
        first = [self._basic(department) for department in range(shape.departments)]
        newcomers = [self._new() for _ in range(shape.programs - len(first))]
        years = {shape.first: _ordered(first + newcomers)}
        for year in shape.span[1:]:
            years[year] = _ordered(self._next(years[year - 1], year))
        return Bureau(self._number, self._topic, shape, years, tuple(self._changes))

    def _id(self) -> str:
        self._born += 1
        return f"P{self._number * 1000 + self._born:04}"

    def _basic(self, department: int) -> Life:
        items = (("사무관리비", self._random.randrange(20_000, 300_000) * 1000),)
        return Life(self._id(), BASIC, BASIC, department, items)

    def _new(self) -> Life:
        items = sorted(self._random.sample(_ITEMS, self._random.choice(self._shape.items)))
        name, department = next(self._fresh), self._random.randrange(self._shape.departments)
        amounts = tuple((item, self._random.randrange(5_000, 4_000_000) * 1000) for item in items)
        return Life(self._id(), name, name, department, amounts)

    def _next(self, lives: tuple[Life, ...], year: int) -> list[Life]:
        """Return the programs of a year, made of those of the year before."""
        fates = [(life, self._fate(life, year)) for life in lives]
        following = [after for life, fate in fates for after in self._after(life, fate, year)]
        gains = self._gains(fates, following, year)
        newcomers = [self._new() for _ in range(self._shape.programs - len(following))]
        for life in newcomers:
            self._change("new", "", life.program, year)
        return [_grown(life, gains.get(life.program, 0)) for life in following] + newcomers

    def _gains(self, fates: list[tuple[Life, str]], following: list[Life], year: int) -> dict[str, int]:
        """Return what programs receive from those that are merged into them or give them a task."""
        gains: dict[str, int] = {}
        for life, fate in fates:
            if fate in ("merge", "lend"):
                takers = [other.program for other in following if other.program != life.program]
                taker = self._random.choice(takers[1:])
                gains[taker] = gains.get(taker, 0) + (life.won if fate == "merge" else life.won // 10)
                self._change(fate, life.program, taker, year)
        return gains

    def _fate(self, life: Life, year: int) -> str:
        """Return what becomes of a program; that of the last department goes when it is merged with another."""
        if life.name == BASIC:
            merged = year == self._shape.last and life.department == self._shape.departments - 1
            return "end" if merged else "stay"
        left = self._random.random() * PROGRAM_YEARS
        for fate, count in FATES.items():
            left -= count
            if left < 0:
                return fate
        return "stay"

    def _after(self, life: Life, fate: str, year: int) -> list[Life]:
        """Return what a program has become, and record the change that made it so."""
        if fate in ("end", "suspend"):
            self._change(fate, life.program, "", year)
        if fate in ("end", "suspend", "merge"):
            return []
        if fate == "split":
            return [self._part(life, year) for _ in range(2)]
        if fate == "rename":
            return [self._aged(self._renamed(life, year))]
        if fate == "move":
            life = replace(life, department=(life.department + 1) % self._shape.departments)
            self._change(fate, life.program, life.program, year)
        return [self._aged(replace(life, printed=life.name))]

    def _part(self, life: Life, year: int) -> Life:
        name = next(self._fresh)
        half = tuple((item, max(won // 2_000, 1) * 1000) for item, won in life.items)
        part = Life(self._id(), name, name, life.department, half)
        self._change("split", life.program, part.program, year)
        return part

    def _renamed(self, life: Life, year: int) -> Life:
        """Return the program under a new name, which the review prints with the old one in brackets."""
        name = next(self._fresh)
        program = self._id() if self._random.random() < NEW_IDENTITY else life.program
        self._change("rename", life.program, program, year)
        return replace(life, program=program, name=name, printed=f"{name} ({life.name})")

    def _aged(self, life: Life) -> Life:
        """Return the program with another year's money, now and then misprinted."""
        if life.name == life.printed != BASIC and self._random.random() < MISPRINTED:
            misread = life.name.replace("운", "윤").replace("구", "규").replace("지", "치")
            life = replace(life, printed=misread)
        change = self._random.uniform(0.8, 1.25)
        items = tuple((item, int(won * change) // 1000 * 1000) for item, won in life.items)
        return replace(life, items=items)

    def _change(self, fate: str, before: str, after: str, year: int) -> None:
        inferred = self._random.random() < INFERRED.get(fate, 0.0)
        index = len(self._changes)
        self._changes.append(
            ProgramChangeRow(
                change_id=f"C{self._number:03}{index:03}", kind={"move": "transfer", "lend": "transfer"}.get(fate, fate),
                from_program=before, from_name="", from_year=year - 1 if before else None, to_program=after,
                to_name="", to_year=year if after else None, date=str(year), status="inferred" if inferred else "stated",
                confidence=Decimal("0.9" if inferred else "1"), document=review_id(self._number, year),
                line=500 + index, reason=f"the review of {year} says or shows so",
                reason_ko=f"{year}년 검토보고서가 밝히거나 보여 준다",
                grounds="same_amount|same_department" if inferred else "stated_sentence",
            )
        )  # fmt: skip


def _ordered(lives: list[Life]) -> tuple[Life, ...]:
    return tuple(sorted(lives, key=lambda life: (life.department, life.program)))


def _grown(life: Life, gain: int) -> Life:
    (item, won), *others = life.items
    return replace(life, items=((item, won + gain // 1000 * 1000), *others)) if gain else life
