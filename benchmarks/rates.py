"""How often programs and units change in the five documents, counted in `data/`, beside the synthetic country's.

python -m benchmarks.rates
"""

from collections import Counter
from dataclasses import dataclass

from benchmarks.history import FATES, INFERRED, MISPRINTED, NEW_IDENTITY, PROGRAM_YEARS
from gyebo.build import quads
from gyebo.facts.decisions import Decisions, ProgramChangeRow, read_decisions
from gyebo.graph.terms import A, term
from gyebo.resources import folder


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something happens in a hundred program-years (or is so, in a hundred): documents, country."""

    name: str
    documents: float
    country: float


def rates() -> list[Rate]:
    """Return what the decisions tell of, and what the synthetic country is made with."""
    decisions = read_decisions(folder("data") / "decisions")
    years = program_years()
    misprints = sum(name.kind == "misprint" for name in decisions.program_names)
    told = [*_fates(decisions).items(), ("misprint", misprints)]
    made = FATES | {"misprint": MISPRINTED * PROGRAM_YEARS}
    often = [Rate(name, 100 * count / years, 100 * made[name] / PROGRAM_YEARS) for name, count in told]
    return [*often, *_shares(decisions)]


def program_years() -> int:
    """Return how many years of programs the documents tell of."""
    year = term("gb:ProgramYear")
    return sum(quad.predicate == A and quad.object == year for quad in quads(folder("data")))


def _fates(decisions: Decisions) -> dict[str, int]:
    """Return how many programs met each fate; those of which one split is told in two links are two halves."""
    kinds = Counter(map(_fate, decisions.program_changes))
    return {fate: kinds[fate] // (2 if fate == "split" else 1) for fate in FATES}


def _fate(change: ProgramChangeRow) -> str:
    """Return a change's kind; a transfer within a program moves it, any other lends a task."""
    if change.kind != "transfer":
        return change.kind
    return "move" if change.from_program == change.to_program else "lend"


def _shares(decisions: Decisions) -> list[Rate]:
    found = []
    for kind, made in INFERRED.items():
        changes = [change for change in decisions.program_changes if _fate(change) == kind]
        inferred = sum(change.status == "inferred" for change in changes)
        found.append(Rate(f"{kind}, inferred", 100 * inferred / len(changes), 100 * made))
    renames = [change for change in decisions.program_changes if change.kind == "rename"]
    new = sum(change.from_program != change.to_program for change in renames)
    return [*found, Rate("rename, new identity", 100 * new / len(renames), 100 * NEW_IDENTITY)]


def report() -> str:
    """Return the rates as lines, and the reorganisations of units."""
    units = Counter(change.kind for change in read_decisions(folder("data") / "decisions").unit_changes)
    lines = [f"of a hundred program-years (of {program_years()}) {'documents':>14} {'country':>9}"]
    lines += [f"  {rate.name:34} {rate.documents:11.1f} {rate.country:9.1f}" for rate in rates()]
    told = ", ".join(f"{count} × {kind}" for kind, count in units.most_common())
    return "\n".join([*lines, f"  reorganisations of units in the documents: {told}"])


if __name__ == "__main__":
    print(report())
