"""SHACL constraints as SPARQL: for each a SELECT of what breaks it, the same for every engine.

Nearly everything conforms, so a query first scans one property for what cannot be right and only then asks
whether that belongs to a focus node. Classes are written out with their subclasses, because
`a/rdfs:subClassOf*` is what engines do worst. A message is never asked for: it is the shape's own.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from pyoxigraph import Literal, NamedNode

from gyebo.check.shapes import SH, Constraint, Shape, Term

Subclasses = Mapping[str, tuple[str, ...]]
_A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_NODE_KINDS = {
    "IRI": "isIRI({v})", "Literal": "isLiteral({v})", "BlankNode": "isBlank({v})",
    "IRIOrLiteral": "!isBlank({v})", "BlankNodeOrIRI": "!isLiteral({v})", "BlankNodeOrLiteral": "!isIRI({v})",
}  # fmt: skip
_LEXICAL = {
    "integer": r"^[+-]?[0-9]+$", "decimal": r"^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)$", "boolean": "^(true|false|0|1)$",
    "gYear": r"^-?[0-9]{4,}$", "gYearMonth": r"^-?[0-9]{4,}-(0[1-9]|1[0-2])$",
    "date": r"^-?[0-9]{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    "dateTime": r"^-?[0-9]{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T[0-9:.]+(Z|[+-][0-9:]+)?$",
}  # fmt: skip
_COMPARED = {"minInclusive": ">=", "maxInclusive": "<=", "minExclusive": ">", "maxExclusive": "<"}
_ORDERED = {"lessThan": "<", "lessThanOrEquals": "<="}


@dataclass(frozen=True, slots=True)
class Check:
    """A SELECT for one constraint of one shape; it yields ?this, and ?value where the constraint is about values.

    `suspects` is a query that is quicker: where it has no rows, this one has none. Checks may share it.
    """

    shape: Shape
    component: str
    query: str
    suspects: str = ""


def compiled(shapes: tuple[Shape, ...], prefixes: str, subclasses: Subclasses) -> Iterator[Check]:
    """Yield a check for every constraint of every shape that has a target."""
    compiler = _Compiler(subclasses)
    for shape in shapes:
        for kind, target in shape.targets:
            where = compiler.target(kind, target)
            yield from compiler.checks(shape, where, prefixes)
            for inner in shape.properties:
                yield from compiler.checks(inner, where, prefixes)


class _Compiler:
    """Writes patterns; variables get numbers, so that patterns can be nested."""

    def __init__(self, subclasses: Subclasses) -> None:
        self._subclasses, self._last = subclasses, 0

    def target(self, kind: str, node: NamedNode) -> str:
        """Return the pattern that binds ?this to the focus nodes of a target."""
        if kind == "targetClass":
            return self._instance("?this", node.value)
        if kind == "targetNode":
            return f"VALUES ?this {{ {node} }}"
        return f"?this {node} ?any ." if kind == "targetSubjectsOf" else f"?any {node} ?this ."

    def checks(self, shape: Shape, where: str, prefixes: str) -> Iterator[Check]:
        """Yield the checks of one shape's own constraints."""
        formed = [bad for constraint in shape.constraints if (bad := _literal(constraint, "?value"))]
        malformed = _any_value(shape.path, " || ".join(formed))
        for constraint in shape.constraints:
            if constraint.parameter == "sparql":
                text = constraint.values[0].value if isinstance(constraint.values[0], Literal) else ""
                yield Check(shape, constraint.component, f"{prefixes}\n{_with_target(text, where)}")
            elif constraint.parameter == "class" and shape.path:
                yield Check(shape, constraint.component, *self._class(constraint, shape.path, where))
            elif (bad := self._bad(constraint, "?value", "?this")) is not None:
                found = f"{{ SELECT ?this ?value WHERE {{ {_values(shape.path)} FILTER({bad}) }} }} {where}"
                inner = found if shape.path else f"{where} BIND(?this AS ?value) FILTER({bad})"
                suspects = malformed if shape.path and bad in formed else ""
                yield Check(
                    shape, constraint.component, f"SELECT DISTINCT ?this ?value WHERE {{ {inner} }}", suspects
                )
            else:
                suspects = _several_values(constraint, shape.path)
                yield Check(
                    shape, constraint.component, self._counted(constraint, shape.path, where), suspects
                )

    def _class(self, constraint: Constraint, path: str, where: str) -> tuple[str, str]:
        """Return the query for values of a wrong class, and that for suspects: any such values of the property."""
        kind = self._instance("?value", _text(constraint.values[0]))
        suspects = f"SELECT ?value WHERE {{ ?any {path} ?value MINUS {{ {kind} }} }}"
        query = f"SELECT DISTINCT ?this ?value WHERE {{ {where} ?this {path} ?value FILTER NOT EXISTS {{ {kind} }} }}"
        return query, f"{suspects} LIMIT 1"

    def _counted(self, constraint: Constraint, path: str, where: str) -> str:
        """Return the query for focus nodes with too few or too many values."""
        counted = f"SELECT ?this WHERE {{ ?this {path} ?value }} GROUP BY ?this HAVING(COUNT(DISTINCT ?value)"
        if constraint.parameter == "maxCount":
            return f"SELECT DISTINCT ?this WHERE {{ {{ {counted} > {_count(constraint)}) }} {where} }}"
        if constraint.parameter == "minCount":
            enough = (
                f"?this {path} ?value"
                if _count(constraint) == 1
                else f"{{ {counted} >= {_count(constraint)}) }}"
            )
            return f"SELECT DISTINCT ?this WHERE {{ {where} MINUS {{ {enough} }} }}"
        return f"SELECT DISTINCT ?this WHERE {{ {where} FILTER({self._broken(constraint, path, '?this')}) }}"

    def conforms(self, shape: Shape, node: str) -> str:
        """Return a condition that holds when `node` conforms to a shape."""
        parts = [f"!({self._fails(constraint, shape, node)})" for constraint in shape.constraints]
        parts += [self.conforms(inner, node) for inner in shape.properties]
        return " && ".join(parts) or "true"

    def _fails(self, constraint: Constraint, shape: Shape, node: str) -> str:
        value = self._fresh()
        bad = self._bad(constraint, value if shape.path else node, node)
        if bad is None:
            return self._broken(constraint, shape.path, node)
        return f"EXISTS {{ {node} {shape.path} {value} . FILTER({bad}) }}" if shape.path else bad

    def _bad(self, constraint: Constraint, value: str, node: str) -> str | None:
        """Return a condition on one value that breaks the constraint, or None where it is not about values."""
        name, terms = constraint.parameter, constraint.values
        if name in _ORDERED:
            other = self._fresh()
            return f"EXISTS {{ {node} {terms[0]} {other} . FILTER(!COALESCE({value} {_ORDERED[name]} {other}, false)) }}"
        if name == "class":
            return f"NOT EXISTS {{ {self._instance(value, _text(terms[0]))} }}"
        if name in ("or", "xone", "and", "not"):
            return self._logical(constraint, value)
        return _literal(constraint, value)

    def _logical(self, constraint: Constraint, value: str) -> str:
        members = [f"({self.conforms(shape, value)})" for shape in constraint.shapes]
        if constraint.parameter == "not":
            return members[0]
        if constraint.parameter == "and":
            return f"!({' && '.join(members)})"
        if constraint.parameter == "or":
            return f"!({' || '.join(members)})"
        if len(members) == 2:
            return f"{members[0]} = {members[1]}"
        none = f"!({' || '.join(members)})"
        return " || ".join([none, *(f"({a} && {b})" for a, b in combinations(members, 2))])

    def _broken(self, constraint: Constraint, path: str, node: str) -> str:
        """Return a condition on the focus node that breaks a constraint about how many values there are."""
        name = constraint.parameter
        if name == "minCount":
            return f"NOT EXISTS {{ {self._several(node, path, _count(constraint))} }}"
        if name == "maxCount":
            return f"EXISTS {{ {self._several(node, path, _count(constraint) + 1)} }}"
        if name == "hasValue":
            return f"NOT EXISTS {{ {node} {path} {constraint.values[0]} }}"
        if name == "uniqueLang":
            a, b = self._fresh(), self._fresh()
            same = f'!sameTerm({a}, {b}) && LANG({a}) != "" && LCASE(LANG({a})) = LCASE(LANG({b}))'
            return f"EXISTS {{ {node} {path} {a}, {b} . FILTER({same}) }}"
        if name == "qualifiedValueShape":
            values = [self._fresh() for _ in range(_count(constraint))]
            inner = " ".join(
                f"{node} {path} {v} . FILTER({self.conforms(constraint.shapes[0], v)})" for v in values
            )
            return f"NOT EXISTS {{ {inner} {_different(values)} }}"
        raise ValueError(f"sh:{name} is not compiled")

    def _several(self, node: str, path: str, number: int) -> str:
        values = [self._fresh() for _ in range(number)]
        return " ".join(f"{node} {path} {value} ." for value in values) + _different(values)

    def _instance(self, node: str, kind: str) -> str:
        kinds = sorted({kind, *self._subclasses.get(kind, ())})
        if len(kinds) == 1:
            return f"{node} {_A} <{kind}> ."
        variable = self._fresh()
        return f"VALUES {variable} {{ {' '.join(f'<{k}>' for k in kinds)} }} {node} {_A} {variable} ."

    def _fresh(self) -> str:
        self._last += 1
        return f"?x{self._last}"


def _values(path: str) -> str:
    return f"?this {path} ?value ."


def _any_value(path: str, condition: str) -> str:
    """Return a query that has rows when any value of a property is so; each value is looked at once."""
    return f"SELECT ?value WHERE {{ {_values(path)} }} GROUP BY ?value HAVING({condition}) LIMIT 1"


def _several_values(constraint: Constraint, path: str) -> str:
    """Return a query that has rows when anything has more than one value, for sh:maxCount 1 and above; else none."""
    if constraint.parameter != "maxCount" or not _count(constraint):
        return ""
    counted = f"SELECT (COUNT(?this) AS ?all) (COUNT(DISTINCT ?this) AS ?things) WHERE {{ {_values(path)} }}"
    return f"SELECT ?all WHERE {{ {{ {counted} }} FILTER(?all > ?things) }}"


def _different(values: list[str]) -> str:
    return "".join(f" FILTER(!sameTerm({a}, {b}))" for a, b in combinations(values, 2))


def _count(constraint: Constraint) -> int:
    return int(_text(constraint.values[0]))


def _text(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _literal(constraint: Constraint, value: str) -> str | None:
    """Return the condition that a value breaks a demand on its own form, or None for another constraint."""
    name, terms = constraint.parameter, constraint.values
    if name in _COMPARED:
        return f"!COALESCE({value} {_COMPARED[name]} {terms[0]}, false)"
    if name == "in":
        return " && ".join(f"!sameTerm({value}, {term})" for term in terms) or "true"
    if name == "datatype":
        kind = _text(terms[0])
        lexical = _LEXICAL.get(kind.rpartition("#")[2])
        formed = f" && REGEX(STR({value}), {Literal(lexical)})" if lexical else ""
        return f"!(isLiteral({value}) && DATATYPE({value}) = <{kind}>{formed})"
    if name == "nodeKind":
        return f"!({_NODE_KINDS[_text(terms[0]).removeprefix(SH)].format(v=value)})"
    if name == "pattern":
        return f"isBlank({value}) || !REGEX(STR({value}), {terms[0]}, {Literal(constraint.flags)})"
    if name in ("minLength", "maxLength"):
        sign = "<" if name == "minLength" else ">"
        return f"isBlank({value}) || STRLEN(STR({value})) {sign} {_text(terms[0])}"
    if name == "languageIn":
        spoken = " || ".join(f"LANGMATCHES(LANG({value}), {term})" for term in terms)
        return f"!isLiteral({value}) || !({spoken})"
    return None


def _with_target(query: str, where: str) -> str:
    """Return a SHACL-SPARQL query with the target's pattern in front, so that it runs over all focus nodes."""
    bound = re.sub(r"\$this\b", "?this", query)
    return re.sub(r"WHERE\s*\{", lambda match: f"{match.group()} {where} ", bound, count=1)
