"""The query library: one `.rq` file a question, its header saying what it asks, counts and leaves out.

The header is YAML behind `#+`, as grlc reads it. Parameters are the query's variables `?_name_type`
(`?_program_iri`, `?_year_xsd_gYear`); the header's `parameters` gives each its meaning and, for IRIs, the
kind of thing, so that `P0027` may be said for its IRI. They are bound before evaluation, never pasted in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from pyoxigraph import Literal, NamedNode

from gyebo.errors import Unreadable, UsageProblem
from gyebo.graph.terms import BASE, PREFIXES
from gyebo.resources import folder
from gyebo.store.engine import Engine, Rows, Term

_PARAMETER = re.compile(r"\?_([a-z]+)_(iri|integer|literal|xsd_gYear|xsd_date)\b")
# A list that a query joins with bars has no order in SPARQL: engines give it in different ones.
_LIST = re.compile(
    r'GROUP_CONCAT\([^()]*(?:\([^()]*\)[^()]*)*separator\s*=\s*"\|"\s*\)\s*AS\s*\?(\w+)', re.IGNORECASE
)
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a query: its name, the type in its variable, the kind of thing, meanings, default, choices."""

    name: str
    type: str
    kind: str
    ko: str
    en: str
    default: str
    choices: tuple[str, ...]

    @property
    def variable(self) -> str:
        """The query's variable for this parameter, without its question mark."""
        return f"_{self.name}_{self.type}"


@dataclass(frozen=True, slots=True)
class Query:
    """A question of the library; `text` is its SPARQL without the header.

    A federated one asks other services too and is never run unasked.
    """

    name: str
    summary: str
    summary_ko: str
    description: str
    description_ko: str
    parameters: tuple[Parameter, ...]
    text: str
    federated: bool = False


@lru_cache(maxsize=1)
def library() -> dict[str, Query]:
    """Return the queries that ask this graph alone by name (program/amounts), in alphabetical order."""
    return {name: query for name, query in whole_library().items() if not query.federated}


@lru_cache(maxsize=1)
def whole_library() -> dict[str, Query]:
    """Return every query of the library, the federated ones too, which must not be run unasked."""
    root = folder("queries")
    return {
        str(path.relative_to(root).with_suffix("")): read_query(path, root)
        for path in sorted(root.rglob("*.rq"))
    }


def read_query(path: Path, root: Path) -> Query:
    """Read one `.rq` file; raise `Unreadable` when its header is not YAML or lacks a parameter."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    header = "".join(line[2:] for line in lines if line.startswith("#+"))
    text = "".join(line for line in lines if not line.startswith("#+"))
    try:
        data: dict[str, Any] = yaml.safe_load(header) or {}
        parameters = tuple(
            _parameter(name, type_, data) for name, type_ in dict.fromkeys(_PARAMETER.findall(text))
        )
    except (yaml.YAMLError, KeyError, AttributeError) as error:
        raise Unreadable(path, 1, f"the header is wrong: {error}", "see docs/queries.md") from error
    return Query(
        name=str(path.relative_to(root).with_suffix("")),
        summary=data.get("summary", ""), summary_ko=data.get("summary_ko", ""),
        description=data.get("description", ""), description_ko=data.get("description_ko", ""),
        parameters=parameters, text=text, federated=bool(data.get("federated")),
    )  # fmt: skip


def _parameter(name: str, type_: str, header: dict[str, Any]) -> Parameter:
    said = header["parameters"][name]
    return Parameter(
        name=name, type=type_, kind=said.get("kind", ""), ko=said["ko"], en=said["en"],
        default=str(said.get("default", "")), choices=tuple(str(choice) for choice in said.get("choices", ())),
    )  # fmt: skip


def find(name: str) -> Query:
    """Return the query called `name`; raise `UsageProblem` with near names otherwise."""
    if name not in whole_library():
        raise UsageProblem.unknown("query", name, whole_library())
    return whole_library()[name]


def bindings(query: Query, values: Mapping[str, str], base: str = BASE) -> dict[str, NamedNode | Literal]:
    """Return the terms for a query's parameters; raise `UsageProblem` for a missing, unknown or wrong one."""
    unknown = set(values) - {parameter.name for parameter in query.parameters}
    if unknown:
        raise UsageProblem.unknown(
            f"parameter of {query.name}", min(unknown), (p.name for p in query.parameters)
        )
    return {p.variable: _bound(query, p, values.get(p.name, p.default), base) for p in query.parameters}


def _bound(query: Query, parameter: Parameter, value: str, base: str) -> NamedNode | Literal:
    if not value:
        raise UsageProblem(
            f"{query.name} needs {parameter.name} ({parameter.en})", f"say it with -p {parameter.name}=…"
        )
    if parameter.choices and value not in parameter.choices:
        raise UsageProblem.unknown(parameter.name, value, parameter.choices)
    if parameter.type == "iri":
        return _thing(parameter, value, base)
    if parameter.type in ("integer", "xsd_gYear") and not re.fullmatch(r"-?\d{1,9}", value):
        raise UsageProblem(
            f"{parameter.name} is a whole number, not {value!r}", f"for example {parameter.default or 2021}"
        )
    datatype = {"integer": "integer", "xsd_gYear": "gYear", "xsd_date": "date"}.get(parameter.type)
    return Literal(value, datatype=NamedNode(PREFIXES["xsd"] + datatype)) if datatype else Literal(value)


def _thing(parameter: Parameter, value: str, base: str) -> NamedNode:
    """Return the IRI that a value stands for: an IRI itself, or an id within the parameter's kind."""
    if _ABSOLUTE.fullmatch(value):
        iri = value
    elif parameter.kind.startswith("code/"):
        iri = f"{PREFIXES['code']}{parameter.kind[5:]}/{value}"
    else:
        iri = f"{base}id/{parameter.kind}/{value}"
    try:
        return NamedNode(iri)
    except ValueError:
        raise UsageProblem(
            f"{parameter.name} {value!r} is no id", "ids look like P0027; find them with gyebo search"
        ) from None


def run(engine: Engine, name: str, values: Mapping[str, str] = MappingProxyType({})) -> Rows:
    """Run a SELECT query of the library with plain values for its parameters; lists joined with bars are sorted."""
    query = find(name)
    return _with_sorted_lists(query, engine.select(query.text, bindings(query, values)))


def _with_sorted_lists(query: Query, rows: Rows) -> Rows:
    lists = {rows.variables.index(name) for name in _LIST.findall(query.text) if name in rows.variables}
    if not lists:
        return rows
    return Rows(
        rows.variables,
        tuple(tuple(_sorted(t) if i in lists else t for i, t in enumerate(row)) for row in rows.rows),
    )


def _sorted(term: Term | None) -> Term | None:
    return Literal("|".join(sorted(term.value.split("|")))) if isinstance(term, Literal) else term
