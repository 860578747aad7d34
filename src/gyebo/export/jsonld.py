"""`jsonld`: the graph in the words of the published context (`ontology/context.jsonld`), one thing a line.

Numbers are strings of a declared type, so that no reader makes floating point of money.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, Triple

from gyebo.export.quads import BY_GRAPH, quads, sorted_lines
from gyebo.export.rdf import parsed
from gyebo.export.request import ALL, Request, Step
from gyebo.export.turtle import base_of
from gyebo.graph.terms import PREFIXES, A
from gyebo.resources import folder
from gyebo.store.engine import Engine, Term

_RELATIVE = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")
_STRING = PREFIXES["xsd"] + "string"
_TOLD = 2_000  # things between two steps
_CACHED = 50_000
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Word:
    """A term of the context as a property: its name, the type its values have unsaid, whether it is a list."""

    name: str
    type: str = ""
    listed: bool = False


class Words:
    """The published context, read backwards: from IRIs to its words. Things are relative to the base."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._prefixes = {said: name for name, said in _context().items() if _is_namespace(said)}
        self._words: dict[str, Word] = {}
        self._known: dict[str, str] = {}
        for name, said in _context().items():
            if not name.startswith("@") and not _is_namespace(said):
                iri, word = _word(name, said)
                self._words[iri] = word

    def iri(self, iri: str) -> str:
        """Return an IRI as the value of `@id`."""
        if iri.startswith(self.base) and _RELATIVE.fullmatch(iri[len(self.base) :]):
            return iri[len(self.base) :]
        return self._compact(iri)

    def _compact(self, iri: str) -> str:
        if iri not in self._known:
            if len(self._known) >= _CACHED:
                self._known.clear()
            self._known[iri] = self._prefixed(iri)
        return self._known[iri]

    def _prefixed(self, iri: str) -> str:
        cut = max((len(known) for known in self._prefixes if iri.startswith(known)), default=0)
        if cut and len(iri) > cut and not iri[cut:].startswith("//"):
            return f"{self._prefixes[iri[:cut]]}:{iri[cut:]}"
        return iri

    def word(self, iri: str) -> Word:
        """Return the word for a property, or a prefixed name where the context has none."""
        return self._words.get(iri) or Word(self._compact(iri))

    def node(self, subject: Term, about: Iterable[Triple | Quad]) -> Json:
        """Return all that is said about a thing, its types first."""
        types: list[str] = []
        said: dict[Word, list[Any]] = defaultdict(list)
        for triple in about:
            if triple.predicate == A and isinstance(triple.object, NamedNode):
                types.append(self.word(triple.object.value).name)
            else:
                word = self.word(triple.predicate.value)
                said[word].append(self.value(triple.object, word))
        return {
            "@id": self.iri(subject.value) if isinstance(subject, NamedNode) else str(subject),
            **({"@type": single(types)} if types else {}),
            **{word.name: values if word.listed else single(values) for word, values in said.items()},
        }

    def value(self, term: object, word: Word) -> str | Json:
        """Return an object of a property: in short where the context says its type."""
        if not isinstance(term, Literal):
            iri = self.iri(term.value) if isinstance(term, NamedNode) else str(term)
            return iri if word.type == "@id" else {"@id": iri}
        if term.language:
            return {"@value": term.value, "@language": term.language}
        datatype = term.datatype.value
        if datatype == word.type or (datatype == _STRING and not word.type):
            return term.value
        return {"@value": term.value, **({} if datatype == _STRING else {"@type": self._compact(datatype)})}


def single(values: list[Any]) -> Any:
    """Return the one value of a list of one, else the list."""
    return values[0] if len(values) == 1 else values


@cache
def _context() -> dict[str, Any]:
    text = (folder("ontology") / "context.jsonld").read_text(encoding="utf-8")
    context: dict[str, Any] = json.loads(text)["@context"]
    return context


def _is_namespace(said: object) -> bool:
    return isinstance(said, str) and said.endswith(("/", "#"))


def _word(name: str, said: str | dict[str, str]) -> tuple[str, Word]:
    """Return the IRI that a word of the context stands for, and the word."""
    if isinstance(said, str):
        return _expanded(said), Word(name)
    type_ = said.get("@type", "")
    full = type_ if type_.startswith("@") or not type_ else _expanded(type_)
    return _expanded(said["@id"]), Word(name, full, said.get("@container") == "@set")


def _expanded(compact: str) -> str:
    prefix, _, local = compact.partition(":")
    namespace = _context().get(prefix)
    return f"{namespace}{local}" if _is_namespace(namespace) else compact


def opening(base: str, more: Json | None = None) -> str:
    """Return the beginning of a document: the published context, the base, and words of the document's own."""
    own = {"@base": base, **(more or {})}
    return f'{{"@context": [\n{dumped(_context())},\n{dumped(own)}\n],\n"@graph": [\n'


def dumped(data: Any) -> str:
    """Return JSON with Korean as it is."""
    return json.dumps(data, ensure_ascii=False)


def jsonld(engine: Engine, place: Path, request: Request = ALL) -> Iterator[Step]:
    """Write the named graphs one after the other."""
    words = Words(base_of(engine))
    source = parsed(sorted_lines(quads(engine, request), BY_GRAPH))
    count = 0
    with place.open("w", encoding="utf-8", newline="\n") as file:
        file.write(opening(words.base))
        for number, (written, text) in enumerate(_texts(source, words)):
            file.write(text)
            count += written
            if number % _TOLD == 0:
                yield Step("", count, "triples")
        file.write("\n]}\n")
    yield Step("", count, "triples")


def _texts(source: Iterable[Quad], words: Words) -> Iterator[tuple[int, str]]:
    """Yield the text of each thing and of what opens and closes its graph, with the triples in it."""
    for number, (graph, held) in enumerate(groupby(source, attrgetter("graph_name"))):
        comma = ",\n" if number else ""
        named = isinstance(graph, NamedNode)
        if isinstance(graph, NamedNode):
            yield 0, f'{comma}{{"@id": {dumped(words.iri(graph.value))}, "@graph": [\n'
        for at, (subject, about) in enumerate(groupby(held, attrgetter("subject"))):
            said = list(about)
            start = ",\n" if at else "" if named else comma
            yield len(said), f"{start}{dumped(words.node(subject, said))}"
        if named:
            yield 0, "\n]}"
