"""Programs in RDF: identities, their years, their printed names, and the changes between them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from pyoxigraph import Literal, NamedNode, Quad

from gyebo.facts.decisions import Decisions, ProgramChangeRow, ProgramIdentity, ProgramName
from gyebo.graph.figures import Subject
from gyebo.graph.mint import Mint
from gyebo.graph.terms import A, code, date, decimal, en, in_both, ko, scheme, term, year
from gyebo.lineage.network import Kin, kin, network
from gyebo.model.figure import Figure
from gyebo.text.names import key

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A program as a document prints it: in which year, under which name and unit, in its own year or another's."""

    program: str
    decided: bool
    year: int
    name: str
    unit: str
    own_year: bool


def occurrence(figure: Figure, subject: Subject, document_year: int) -> Occurrence | None:
    """Return where a figure's program occurs; None for figures about no program or no year.

    Neither a nought or dash beside another year's money nor a change to nothing makes a program exist in
    that year: only an amount of its own does.
    """
    own_money = figure.amount_krw and figure.kind != "change"
    if subject.program is None or figure.fiscal_year is None or not own_money:
        return None
    own = figure.fiscal_year == document_year
    program = subject.program
    return Occurrence(program.id, program.decided, figure.fiscal_year, subject.name, subject.unit, own)


def program_quads(mint: Mint, decisions: Decisions, occurrences: Iterable[Occurrence]) -> Iterator[Quad]:
    """Yield every program: decided identities, those that stand alone undecided, and their years."""
    graph = mint.graph("decisions")
    seen = list(dict.fromkeys(occurrences))
    triples: list[Triple] = []
    for program in (*decisions.programs, *_undecided(decisions, seen)):
        triples.extend(_identity(mint, program))
    triples.extend(_years(mint, seen, decisions))
    for name in decisions.program_names:
        triples.extend(_name(mint, name))
    for change in decisions.program_changes:
        triples.extend(_change(mint, change))
    triples.extend(_kinship(mint, decisions, seen))
    for subject, prop, value in dict.fromkeys(triples):
        yield Quad(subject, prop, value, graph)


def _undecided(decisions: Decisions, seen: list[Occurrence]) -> Iterator[ProgramIdentity]:
    decided = {program.program_id for program in decisions.programs}
    names = {o.program: o.name for o in reversed(seen) if o.program not in decided}
    for program in sorted(names):
        yield ProgramIdentity(
            program_id=program, name=names[program], name_en="", judgement_note="", judgement_note_ko=""
        )


def _identity(mint: Mint, program: ProgramIdentity) -> Iterator[Triple]:
    node = mint.program(program.program_id)
    yield node, A, term("gb:Program")
    yield node, term("dct:identifier"), Literal(program.program_id)
    yield node, term("skos:prefLabel"), ko(program.name)
    yield node, term("gb:nameKey"), Literal(key(program.name))
    if program.name_en:
        yield node, term("skos:prefLabel"), en(program.name_en)
    if program.judgement_note:
        for text in in_both(program.judgement_note_ko, program.judgement_note):
            yield node, term("skos:editorialNote"), text


def _years(mint: Mint, seen: list[Occurrence], decisions: Decisions) -> Iterator[Triple]:
    """Yield the program-years: those that figures are about, and those that changes join."""
    names = {program.program_id: program.name for program in decisions.programs}
    by_year: dict[tuple[str, int], list[Occurrence]] = defaultdict(list)
    for o in seen:
        by_year[o.program, o.year].append(o)
    for change in decisions.program_changes:
        for program, at in ((change.from_program, change.from_year), (change.to_program, change.to_year)):
            if program and at is not None:
                by_year[program, at].extend(())
    for (program, at), here in sorted(by_year.items()):
        yield from _year(mint, program, at, here, names)
    for program, both in groupby(sorted(by_year), key=itemgetter(0)):
        years = [at for _, at in both]
        yield mint.program(program), term("gb:firstYear"), year(years[0])
        yield mint.program(program), term("gb:lastYear"), year(years[-1])


def year_names(
    seen: Iterable[Occurrence], decisions: Decisions, wanted: set[tuple[str, int]]
) -> dict[tuple[str, int], str]:
    """Return the names of some programs in some years, as their program-years bear them."""
    names = {program.program_id: program.name for program in decisions.programs}
    by_year: dict[tuple[str, int], list[Occurrence]] = {at: [] for at in wanted}
    for o in seen:
        if (o.program, o.year) in wanted:
            by_year[o.program, o.year].append(o)
    return {at: _year_name(here) or names.get(at[0], "") for at, here in by_year.items()}


def _year_name(here: list[Occurrence]) -> str:
    """Return the name that the year's own documents print first, else the first that others do."""
    own = [o for o in here if o.own_year]
    return (own or here)[0].name if here else ""


def _year(
    mint: Mint, program: str, at: int, here: list[Occurrence], names: dict[str, str]
) -> Iterator[Triple]:
    node = mint.program_year(program, at)
    label = _year_name(here) or names.get(program, "")
    yield node, A, term("gb:ProgramYear")
    yield node, A, term("skos:Concept")
    yield node, term("dct:isVersionOf"), mint.program(program)
    yield node, term("gb:fiscalYear"), year(at)
    yield node, term("skos:prefLabel"), ko(label)
    yield node, term("skos:inScheme"), scheme("program")
    for o in here:
        if o.name != label:
            yield node, term("skos:altLabel"), ko(o.name)
        if o.unit:
            yield node, term("gb:responsibleUnit" if o.own_year else "gb:listedUnder"), mint.unit(o.unit)


def _name(mint: Mint, name: ProgramName) -> Iterator[Triple]:
    """Yield a decision on a printed name, and the name itself where it was judged to be the program's."""
    node = mint.name(name.program_id, name.printed, name.document, name.line)
    yield node, A, term("gb:NameUse")
    yield node, A, term("gb:Decision")
    yield node, term("gb:usedName"), ko(name.printed)
    yield node, term("gb:nameKind"), code("name-kind", name.kind)
    yield node, term("gb:judgement"), code("judgement", name.judgement)
    for text in in_both(name.reason_ko, name.reason):
        yield node, term("gb:reason"), text
    yield node, term("dct:date"), date(name.date)
    if name.department:
        yield node, term("gb:printedDepartment"), ko(name.department)
    if name.line is not None:
        yield node, term("prov:wasQuotedFrom"), mint.line(name.document, name.line)
    if name.judgement == "same":
        yield node, term("gb:names"), mint.program(name.program_id)
        if name.kind != "sub_program":
            yield mint.program(name.program_id), term("skos:altLabel"), ko(name.printed)
            yield mint.program(name.program_id), term("gb:nameKey"), Literal(key(name.printed))
    else:
        yield node, term("gb:decides"), mint.program(name.program_id)


def _change(mint: Mint, change: ProgramChangeRow) -> Iterator[Triple]:
    node = mint.thing("change", change.change_id)
    yield node, A, term("gb:ProgramChange")
    yield node, A, term("prov:Activity")
    yield node, A, term("xkos:ConceptAssociation")
    yield node, term("dct:identifier"), Literal(change.change_id)
    yield node, term("gb:changeKind"), code("change-kind", change.kind)
    yield node, term("gb:assertionStatus"), code("assertion-status", change.status)
    for text in in_both(change.reason_ko, change.reason):
        yield node, term("gb:reason"), text
    for ground in filter(None, change.grounds.split("|")):
        yield node, term("gb:grounds"), code("grounds", ground)
    if change.confidence is not None:
        yield node, term("gb:confidence"), decimal(str(change.confidence))
    if change.date:
        yield node, term("dct:date"), date(change.date)
    if change.line is not None:
        yield node, term("dct:source"), mint.line(change.document, change.line)
    if change.from_name:
        yield node, term("gb:fromName"), ko(change.from_name)
    if change.to_name:
        yield node, term("gb:toName"), ko(change.to_name)
    yield from _end(mint, node, "from", "source", change.from_program, change.from_year)
    yield from _end(mint, node, "to", "target", change.to_program, change.to_year)


def _end(mint: Mint, node: NamedNode, side: str, role: str, program: str, at: int | None) -> Iterator[Triple]:
    if not program:
        return
    yield node, term(f"gb:{side}Program"), mint.program(program)
    if at is not None:
        yield node, term(f"gb:{side}Year"), year(at)
        yield node, term(f"xkos:{role}Concept"), mint.program_year(program, at)


def _kinship(mint: Mint, decisions: Decisions, seen: list[Occurrence]) -> Iterator[Triple]:
    """Yield lineages and the transitive ancestors and descendants, of stated links and of all."""
    ids = {program.program_id for program in decisions.programs} | {o.program for o in seen}
    for inferred, prefix in ((False, ""), (True, "wide-")):
        graph = network(sorted(ids), decisions.program_changes, inferred=inferred)
        for member in kin(graph):
            yield from _member(mint, member, prefix)
        if inferred:
            for before, after in sorted(graph.edges):
                yield mint.program(before), term("gb:successor"), mint.program(after)
                yield mint.program(after), term("gb:predecessor"), mint.program(before)


def _member(mint: Mint, member: Kin, prefix: str) -> Iterator[Triple]:
    program = mint.program(member.program)
    lineage = mint.thing("lineage", prefix + member.lineage)
    yield lineage, A, term("gb:Lineage")
    yield program, term("gb:wideLineage" if prefix else "gb:lineage"), lineage
    ancestor = term("gb:wideAncestor" if prefix else "gb:ancestor")
    for other in member.ancestors:
        yield program, ancestor, mint.program(other)
