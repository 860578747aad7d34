"""Shapes run over a graph through an engine: what breaks which shape, as values."""

import os
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from gyebo.check.compile import Check, compiled
from gyebo.check.shapes import Said, ShapesGraph
from gyebo.store.engine import Engine, Rows

Value = NamedNode | BlankNode | Literal | Triple
_LONG = re.compile(r"-?\d+\.\d{4,}")
# A shape for figures that fit only if digits were cut off stands beside the shape of its identity.
CUT = "-cut"
_SUBCLASSES = """SELECT DISTINCT ?sub ?super WHERE {
  ?sub <http://www.w3.org/2000/01/rdf-schema#subClassOf> ?super . FILTER(isIRI(?sub) && isIRI(?super)) }"""


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result: the shape and constraint that are broken, where, by which value.

    `bindings` holds what a SPARQL constraint selects besides; the messages have their places filled in.
    """

    shape: str
    component: str
    severity: str
    focus: str
    path: str
    value: Value | None
    message: Said
    bindings: tuple[tuple[str, str], ...] = ()

    @property
    def rule(self) -> str:
        """The name of the rule: that of the shape, which has a second one for digits that were cut off."""
        return self.shape.removesuffix(CUT)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What two engines must agree on: focus node, shape, component, value."""
        return self.focus, self.shape, self.component, _text(self.value)


def validate(engine: Engine, shapes: ShapesGraph, only: Iterable[str] = ()) -> list[Result]:
    """Return every result of the shapes (or of those named in `only`) over the engine's graph, in a fixed order."""
    wanted = frozenset(only)
    checks = [
        check
        for check in compiled(shapes.shapes, shapes.prefixes, subclasses(engine))
        if not wanted or check.shape.id in wanted
    ]
    # The engine works outside Python's lock, so queries run side by side.
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        suspected = sorted({check.suspects for check in checks})
        clean = {
            query
            for query, any_ in zip(
                suspected, pool.map(lambda q: _suspicious(engine, q), suspected), strict=True
            )
            if not any_
        }
        checks = [check for check in checks if check.suspects not in clean]
        answers = list(pool.map(lambda check: engine.select(check.query), checks))
    found = {result for check, rows in zip(checks, answers, strict=True) for result in _results(check, rows)}
    return sorted(found, key=lambda result: (result.shape, *result.key))


def _suspicious(engine: Engine, query: str) -> bool:
    return not query or bool(engine.select(query).rows)


def subclasses(engine: Engine) -> dict[str, tuple[str, ...]]:
    """Return every class with all classes below it."""
    direct: dict[str, set[str]] = {}
    for sub, above in engine.select(_SUBCLASSES).texts():
        direct.setdefault(above, set()).add(sub)
    return {top: tuple(sorted(_below(top, direct))) for top in direct}


def _below(top: str, direct: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [top]
    while waiting:
        new = direct.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return found - {top}


def _results(check: Check, rows: Rows) -> Iterator[Result]:
    shape = check.shape
    for row in rows.rows:
        terms = dict(zip(rows.variables, row, strict=True))
        focus, value = terms.pop("this"), terms.pop("value", None)
        texts = {name: term.value for name, term in terms.items() if term is not None}
        said = {
            **texts,
            "value": _text(value),
            "this": "" if focus is None else focus.value,
        }
        filled = {name: shortened(text) for name, text in said.items()}
        yield Result(
            shape=shape.id, component=check.component, severity=shape.severity,
            focus="" if focus is None else focus.value, path=shape.path, value=value,
            message=filled_in(shape.message, filled), bindings=tuple(sorted(texts.items())),
        )  # fmt: skip


def _text(value: Value | None) -> str:
    return "" if value is None else str(getattr(value, "value", value))


def shortened(text: str) -> str:
    """Return a number with three decimals at most, for messages; any other text as it is.

    >>> shortened("5.78512396694214876"), shortened("62.8"), shortened("id/line/560")
    ('5.785', '62.8', 'id/line/560')
    """
    return f"{Decimal(text):.3f}" if _LONG.fullmatch(text) else text


def filled_in(message: Said, values: dict[str, str]) -> Said:
    """Return a message with every {?name} replaced by the value of that name."""
    ko, en = message.ko, message.en
    for name, value in values.items():
        ko, en = ko.replace(f"{{?{name}}}", value), en.replace(f"{{?{name}}}", value)
    return Said(ko, en)
