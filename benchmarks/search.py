"""Searching by name in a graph of 0.1, 1 and 10 million triples: exact, misprinted, in part, by initials.

    python -m benchmarks.search [--triples 100000 1000000] [--large]

The store is that of a synthetic city; its search index is written and timed. The same names are asked as
printed, without spaces, with one wrong vowel, in part, by initial consonants, and as something that nothing
is called; the share found first is printed beside the time. The last rows look up a name and a chain of
changes as `gyebo trace` and `gyebo why` do.
"""

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median

from benchmarks.city import City
from benchmarks.lineage import linked
from benchmarks.scale import STAGES, arguments, disk_mb, in_process, sizes
from gyebo.query.find import suggestions, the_thing
from gyebo.query.index import FILE, known_names, write_index
from gyebo.query.letters import Wanted, initials
from gyebo.query.search import ranked, search
from gyebo.query.why import why
from gyebo.store.embedded import Embedded

SAMPLE = 60
_FIRST, _VOWELS, _TAILS = 0xAC00, 21, 28


def wrong_letter(name: str, random: Random) -> str:
    """Return a name with the vowel of one syllable replaced by another, as a scanner or a tired hand does."""
    places = [at for at, character in enumerate(name) if "가" <= character <= "힣"]
    at = random.choice(places)
    initial, rest = divmod(ord(name[at]) - _FIRST, _VOWELS * _TAILS)
    vowel, tail = divmod(rest, _TAILS)
    other = (vowel + random.randrange(1, _VOWELS)) % _VOWELS
    syllable = chr(_FIRST + (initial * _VOWELS + other) * _TAILS + tail)
    return name[:at] + syllable + name[at + 1 :]


def typed(names: list[str], random: Random) -> dict[str, list[str]]:
    """Return what is typed, in several ways; a name in part is its first half."""
    return {
        "as printed": names,
        "without spaces": ["".join(name.split()) for name in names],
        "one wrong vowel": [wrong_letter(name, random) for name in names],
        "first half": [name[: max(3, len(name) // 2)] for name in names],
        "initial consonants": [initials(name) for name in names],
        "called by nobody": [f"갸뵤쀼 {name[::-1]}" for name in names],
    }


def timed(ask: Callable[[str], object], texts: list[str]) -> list[float]:
    """Return the milliseconds that each text takes, the better of two."""
    best = []
    for text in texts:
        taken = []
        for _ in range(2):
            start = time.perf_counter()
            ask(text)
            taken.append((time.perf_counter() - start) * 1000)
        best.append(min(taken))
    return best


def found_first(engine: Embedded, texts: list[str], names: list[str]) -> float:
    """Return the share of texts whose first hit is called as it should be."""
    first = [search(engine, text, 1) for text in texts]
    right = [hit and names[at] in (hit[0].name, hit[0].found_by) for at, hit in enumerate(first)]
    return sum(map(bool, right)) / len(right)


def measure(bureaus: int) -> None:
    """Build the store of one size, write its index and ask it."""
    city, random = City(bureaus), Random(bureaus)
    with tempfile.TemporaryDirectory() as place:
        run = in_process("benchmarks.scale", "build", "--bureaus", str(bureaus), "--place", place)
        engine = Embedded(Path(place))
        start = time.perf_counter()
        write_index(engine, engine.graph / FILE)
        taken, size = time.perf_counter() - start, disk_mb(engine.graph / FILE)
        known = list(known_names(engine))
        print(f"\n{run.count:,} triples, {len(known):,} names: index written in {taken:.1f} s, {size:.1f} MB")
        names = random.sample(sorted({name.thing.name for name in known}), SAMPLE)
        for way, texts in typed(names, random).items():
            _told(way, timed(lambda text: search(engine, text), texts), found_first(engine, texts, names))
        slow = timed(lambda text: ranked(Wanted(text), known, frozenset(["program", "unit"])), names[:5])
        _told("without index (names held)", slow)
        programs = random.sample(linked(city), min(SAMPLE, len(linked(city))))
        _told("trace: id", timed(lambda text: the_thing(engine, text), programs))
        _told("trace: did you mean", timed(lambda text: suggestions(engine, text), names))
        other = the_thing(engine, programs[0])
        _told(
            "why: two programs",
            timed(lambda text: why(engine, the_thing(engine, text), other), programs[1:21]),
        )


def _told(what: str, taken: list[float], share: float | None = None) -> None:
    right = f"{share:7.0%} first" if share is not None else ""
    print(f"  {what:28} {median(taken):9.2f} ms median {max(taken):9.2f} ms at most {right}")


def main() -> None:
    """Measure every size, or run one stage in this process."""
    options = arguments(__doc__).parse_args()
    if options.stage:
        print(json.dumps(STAGES[options.stage](City(options.bureaus), options.place)))
        return
    for bureaus in sizes(options):
        measure(bureaus)


if __name__ == "__main__":
    main()
