"""Parameters of a query: variables bound to terms before evaluation, the same for every engine.

A term is written by the RDF library that made it, in the place of a variable token and nowhere else, so
that no value can end a string, an IRI or a pattern. (Oxigraph's own substitutions reach only variables
that the query selects.)
"""

import re

from gyebo.store.engine import Bindings

# IRIs, quoted strings and comments are matched first, so that a variable is only found where it is one.
_TOKEN = re.compile(
    r"<[^<>\s]*>|\"{3}.*?\"{3}|'{3}.*?'{3}|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|#[^\n]*|[?$]\w+", re.S
)


def bound(query: str, bindings: Bindings) -> str:
    """Return the query with each bound variable written as its term, outside strings, IRIs and comments."""

    def written(match: re.Match[str]) -> str:
        token = match.group()
        name = token[1:] if token[0] in "?$" else ""
        return str(bindings[name]) if name in bindings else token

    return _TOKEN.sub(written, query)
