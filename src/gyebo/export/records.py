"""`records`: each program as one JSON-LD record, a line each: names, years, amounts by phase, changes, evidence.

A record is a frame laid over the graph: it says nothing that the graph does not say, only in the order in
which a person asks. A JSON-LD processor reads the same triples back out of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Triple

from gyebo.errors import UsageProblem
from gyebo.export.jsonld import Json, Word, Words, dumped, opening, single
from gyebo.export.request import ALL, Request, Step
from gyebo.export.turtle import base_of
from gyebo.graph.terms import PREFIXES, term
from gyebo.store.engine import Engine, Term

# A frame names the properties that are shown and, for things, the frame of those; "^" is a property backwards,
# and "@type" shows the types.
Frame = Mapping[str, "Frame | None"]

_CODE: Frame = {"skos:notation": None, "skos:prefLabel": None}
_UNIT: Frame = {"dct:identifier": None, "skos:prefLabel": None}
_LINE: Frame = {"gb:lineNumber": None, "dct:isPartOf": {"dct:identifier": None}}
_FIGURE: Frame = {"gb:rawValue": None, "gb:unit": _CODE, "gb:columnHeader": None, "prov:wasQuotedFrom": _LINE}
_YEAR: Frame = {
    "gb:fiscalYear": None, "skos:prefLabel": None, "skos:altLabel": None, "gb:responsibleUnit": _UNIT,
    "gb:listedUnder": _UNIT,
}  # fmt: skip
_NAME: Frame = {"gb:usedName": None, "gb:nameKind": _CODE, "gb:reason": None, "prov:wasQuotedFrom": _LINE}
_AMOUNT: Frame = {
    "gb:observedYear": None, "gb:dimRound": _CODE, "gb:dimAmountKind": _CODE, "gb:dimItem": _CODE, "gb:dimAccount": _CODE,
    "gb:dimOrganization": _UNIT, "gb:dimAsOf": None, "gb:amount": None, "obeu-attribute:currency": None,
    "gb:decidedFrom": _FIGURE, "gb:contradictedBy": _FIGURE,
}  # fmt: skip
_CHANGE: Frame = {
    "dct:identifier": None, "gb:changeKind": _CODE, "gb:fromProgram": None, "gb:fromName": None, "gb:fromYear": None,
    "gb:toProgram": None, "gb:toName": None, "gb:toYear": None, "dct:date": None, "gb:assertionStatus": _CODE,
    "gb:confidence": None, "gb:grounds": _CODE, "gb:reason": None, "dct:source": _LINE,
}  # fmt: skip
_PROGRAM: Frame = {
    "@type": None, "dct:identifier": None, "skos:prefLabel": None, "skos:altLabel": None, "gb:firstYear": None,
    "gb:lastYear": None, "gb:lineage": None, "^gb:names": _NAME, "^dct:isVersionOf": _YEAR, "^gb:ofProgram": _AMOUNT,
    "^gb:fromProgram": _CHANGE, "^gb:toProgram": _CHANGE,
}  # fmt: skip
# Words of the records' own, for properties that are read backwards; `dct:isPartOf` leads to the document.
_BACKWARDS = {
    "^gb:names": "hasName", "^dct:isVersionOf": "hasYear", "^gb:ofProgram": "hasAmount",
    "^gb:fromProgram": "changeFrom", "^gb:toProgram": "changeTo",
}  # fmt: skip
_OWN: Json = {
    **{word: {"@reverse": curie.removeprefix("^")} for curie, word in _BACKWARDS.items()},
    "inDocument": {"@id": "dct:isPartOf"},
}
_FIRST = (
    "gb:observedYear",
    "gb:dimRound",
    "gb:dimAmountKind",
    "gb:dimItem",
    "gb:fiscalYear",
    "dct:identifier",
)

_DECLARED = "\n".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if name != "id")
_PROGRAMS = f"{_DECLARED}\nSELECT ?program WHERE {{ ?program a gb:Program }} ORDER BY ?program"
# What every record may name: codes, units, documents.
_SHARED = f"""{_DECLARED}
CONSTRUCT {{ ?thing ?said ?text }} WHERE {{
  {{ ?thing skos:notation ?code ; skos:inScheme ?scheme }} UNION {{ ?thing a gb:UnitVersion }} UNION
  {{ ?thing a gb:SourceDocument }}
  VALUES ?said {{ skos:notation skos:prefLabel dct:identifier }}
  ?thing ?said ?text
}}"""
_ABOUT = f"""{_DECLARED}
CONSTRUCT {{ ?thing ?said ?what }} WHERE {{
  {{ BIND(?program AS ?thing) }} UNION
  {{ ?thing dct:isVersionOf ?program }} UNION {{ ?thing gb:names ?program }} UNION {{ ?thing gb:ofProgram ?program }} UNION
  {{ ?thing gb:fromProgram ?program }} UNION {{ ?thing gb:toProgram ?program }} UNION
  {{ ?name gb:names ?program . ?name prov:wasQuotedFrom ?thing }} UNION
  {{ ?change gb:fromProgram ?program . ?change dct:source ?thing }} UNION
  {{ ?change gb:toProgram ?program . ?change dct:source ?thing }} UNION
  {{ ?amount gb:ofProgram ?program . ?amount gb:decidedFrom ?thing }} UNION
  {{ ?amount gb:ofProgram ?program . ?amount gb:contradictedBy ?thing }} UNION
  {{ ?amount gb:ofProgram ?program . ?amount gb:decidedFrom ?figure . ?figure prov:wasQuotedFrom ?thing }} UNION
  {{ ?amount gb:ofProgram ?program . ?amount gb:contradictedBy ?figure . ?figure prov:wasQuotedFrom ?thing }}
  ?thing ?said ?what
}}"""


class _Index:
    """Triples by subject, and by object for the properties that frames read backwards."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._said: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        self._back: dict[str, dict[str, list[NamedNode]]] = defaultdict(lambda: defaultdict(list))
        backwards = {term(curie.removeprefix("^")).value for curie in _BACKWARDS}
        for triple in sorted(set(triples), key=str):
            self._said[str(triple.subject)][triple.predicate.value].append(triple.object)
            if triple.predicate.value in backwards and isinstance(triple.subject, NamedNode):
                self._back[str(triple.object)][triple.predicate.value].append(triple.subject)

    def objects(self, subject: Term, curie: str) -> list[Any]:
        """Return what is said of a thing by a property."""
        known = self._said.get(str(subject))
        return list(known.get(term(curie).value, ())) if known else []

    def subjects(self, thing: Term, curie: str) -> list[NamedNode]:
        """Return the things that name a thing by a property, as people ask for them: by year, round and kind."""
        known = self._back.get(str(thing))
        found = list(known.get(term(curie).value, ())) if known else []
        return sorted(
            found, key=lambda each: ([str(self.objects(each, first)) for first in _FIRST], str(each))
        )


class _Framer:
    """Lays frames over an index; a thing that has been shown once in a record is only named again."""

    def __init__(self, words: Words, shared: _Index) -> None:
        self._words, self._shared = words, shared

    def record(self, program: NamedNode, triples: Iterable[Triple]) -> Json:
        """Return a program as a record."""
        return self._node(program, _PROGRAM, _Index(triples), set())

    def _node(self, subject: NamedNode, frame: Frame, index: _Index, shown: set[NamedNode]) -> Json:
        node: Json = {"@id": self._words.iri(subject.value)}
        for curie, inner in frame.items():
            if curie == "@type":
                node["@type"] = single(
                    [self._words.word(each.value).name for each in index.objects(subject, "rdf:type")]
                )
            elif curie.startswith("^"):
                self._backwards(node, subject, curie, inner or {}, index, shown)
            else:
                self._forwards(node, subject, curie, inner, index, shown)
        return node

    def _backwards(
        self, node: Json, subject: NamedNode, curie: str, inner: Frame, index: _Index, shown: set[NamedNode]
    ) -> None:
        found = []
        for each in index.subjects(subject, curie.removeprefix("^")):
            again = each in shown
            shown.add(each)
            found.append(
                {"@id": self._words.iri(each.value)} if again else self._node(each, inner, index, shown)
            )
        if found:
            node[_BACKWARDS[curie]] = found

    def _forwards(
        self,
        node: Json,
        subject: NamedNode,
        curie: str,
        inner: Frame | None,
        index: _Index,
        shown: set[NamedNode],
    ) -> None:
        word = Word("inDocument") if curie == "dct:isPartOf" else self._words.word(term(curie).value)
        objects = index.objects(subject, curie) or self._shared.objects(subject, curie)
        values = [
            self._node(each, inner, index, shown)
            if inner is not None and isinstance(each, NamedNode)
            else self._words.value(each, word)
            for each in objects
        ]
        if values:
            node[word.name] = values if word.listed else single(values)


def write(engine: Engine, place: Path, request: Request = ALL) -> Iterator[Step]:
    """Write the records of all programs, or of the one that is wanted, in the order of their ids."""
    words = Words(base_of(engine))
    framer = _Framer(words, _Index(engine.construct(_SHARED)))
    count = 0
    with place.open("w", encoding="utf-8", newline="\n") as file:
        file.write(opening(words.base, _OWN))
        for program in _programs(engine, request.program):
            record = framer.record(program, engine.construct(_ABOUT, {"program": program}))
            file.write((",\n" if count else "") + dumped(record))
            count += 1
            yield Step("", count, "records")
        file.write("\n]}\n")
    yield Step("", count, "records")


def _programs(engine: Engine, wanted: str) -> list[NamedNode]:
    programs = [row[0] for row in engine.select(_PROGRAMS).rows if isinstance(row[0], NamedNode)]
    if not wanted:
        return programs
    found = [program for program in programs if program.value.endswith(f"/program/{wanted}")]
    if not found:
        raise UsageProblem(
            f"no program has the id {wanted!r}", "ids look like P0027; find them with gyebo search"
        )
    return found
