"""What a query is and whether it may run, known before it is evaluated.

The text is read token by token (IRIs, strings, comments, escapes and prefixed names apart from keywords), as
it stands and, where it holds \\u escapes, also with these resolved: what is refused in either is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

from gyebo.server.problems import Problem, malformed, problem, read_only

MAX_NESTING = 200

_TOKEN = re.compile(
    r"""
      (?P<iri> <[^<>"{}|^`\\\x00-\x20]*> )
    | (?P<string> \"{3} (?: [^"\\] | \\. | \"(?!\"\") )* \"{3} | '{3} (?: [^'\\] | \\. | '(?!'') )* '{3}
        | " (?: [^"\\\n\r] | \\. )* " | ' (?: [^'\\\n\r] | \\. )* ' )
    | (?P<comment> \#[^\n\r]* )
    | (?P<escape> \\. )
    | (?P<variable> [?$]\w+ | @[A-Za-z]+ (?: - [A-Za-z0-9]+ )* )
    | (?P<name> (?: \w [\w.\-]* )? : (?: [\w.\-:%] | \\. )* )
    | (?P<word> \w+ )
    | (?P<open> [({\[] ) | (?P<close> [)}\]] )
    """,
    re.VERBOSE | re.DOTALL,
)
_UNICODE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATES = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"))
_VOLATILE = frozenset(("NOW", "RAND", "UUID", "STRUUID", "BNODE", "SERVICE", "SAMPLE"))


class Form(Enum):
    """What a query answers with."""

    SELECT = "select"
    ASK = "ask"
    CONSTRUCT = "construct"
    DESCRIBE = "describe"

    @property
    def graph(self) -> bool:
        """Whether the answer is a graph."""
        return self in (Form.CONSTRUCT, Form.DESCRIBE)


@dataclass(frozen=True, slots=True)
class Judged:
    """A query that may run: its form, the graphs of its FROM clauses, whether only the graph decides its answer."""

    form: Form
    graphs: tuple[str, ...]
    constant: bool


Token = tuple[str, str]  # kind, text


def judged(query: str, service_hosts: frozenset[str] = frozenset()) -> Judged:
    """Return what the query is; raise `Problem` for updates, for SERVICE to a host not allowed, for deep nesting."""
    result = _judged(query, service_hosts)
    if "\\u" in query or "\\U" in query:
        resolved = _judged(_UNICODE.sub(_character, query), service_hosts)
        return Judged(result.form, (*result.graphs, *resolved.graphs), result.constant and resolved.constant)
    return result


def _judged(query: str, service_hosts: frozenset[str]) -> Judged:
    tokens = list(_refuse_nesting(_tokens(query)))
    words = [text.upper() for kind, text in tokens if kind == "word"]
    form = _form(words)
    names = _Names(tokens)
    if "SERVICE" in words:
        _refuse_services(tokens, names, service_hosts)
    graphs = tuple(_graphs(tokens, names)) if "FROM" in words else ()
    return Judged(form, graphs, _VOLATILE.isdisjoint(words))


def _tokens(query: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(query):
        kind = str(match.lastgroup)
        if kind != "comment":
            yield kind, match.group()


def _form(words: list[str]) -> Form:
    """Return the form that the first keyword behind the prologue names."""
    for word in words:
        if word in Form.__members__:
            return Form[word]
        if word in _UPDATES:
            raise read_only()
        if word not in ("BASE", "PREFIX", "VERSION"):
            break
    raise malformed(
        "a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE",
        "질의는 SELECT, ASK, CONSTRUCT, DESCRIBE 가운데 하나로 시작합니다",
    )


def _refuse_nesting(tokens: Iterator[Token]) -> Iterator[Token]:
    """Yield the tokens; raise `Problem` as soon as they are nested too deep, however much follows."""
    depth = 0
    for token in tokens:
        depth += (token[0] == "open") - (token[0] == "close")
        if depth > MAX_NESTING:
            raise malformed(
                f"the query is nested deeper than {MAX_NESTING}",
                f"질의의 괄호가 {MAX_NESTING}겹을 넘습니다",
            )
        yield token


class _Names:
    """The prefixes and the base that a prologue declares."""

    def __init__(self, tokens: list[Token]) -> None:
        self._base, self._prefixes = "", dict[str, str]()
        for (first, word), (second, text), (third, iri) in zip(tokens, tokens[1:], tokens[2:], strict=False):
            if first == "word" and word.upper() == "BASE" and second == "iri":
                self._base = text[1:-1]
            elif (first, second, third) == ("word", "name", "iri") and word.upper() == "PREFIX":
                self._prefixes[text[:-1]] = urljoin(self._base, iri[1:-1])

    def iri(self, token: Token) -> str | None:
        """Return the IRI that a token stands for, None where it stands for none."""
        kind, text = token
        if kind == "iri":
            return urljoin(self._base, text[1:-1])
        if kind != "name":
            return None
        prefix, _, local = text.partition(":")
        start = self._prefixes.get(prefix)
        return None if start is None else start + re.sub(r"\\(.)", r"\1", local)


def _refuse_services(tokens: list[Token], names: _Names, hosts: frozenset[str]) -> None:
    """Raise `Problem` unless every SERVICE names a host that is allowed."""
    plain = [token for token in tokens if token != ("word", token[1]) or token[1].upper() != "SILENT"]
    for token, following in pairwise([*plain, ("end", "")]):
        if token[0] == "word" and token[1].upper() == "SERVICE":
            host = _host(names.iri(following))
            if host not in hosts:
                raise _service_refused(host)


def _host(iri: str | None) -> str:
    try:
        parts = urlsplit(iri or "")
        return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _service_refused(host: str) -> Problem:
    named = f" ({host})" if host else ""
    return problem(
        403, "service-refused", f"SERVICE is refused{named}: this server asks no other",
        f"SERVICE는 허용되지 않습니다{named}: 이 서버는 다른 서버에 묻지 않습니다",
    )  # fmt: skip


def _graphs(tokens: list[Token], names: _Names) -> Iterator[str]:
    """Yield the graphs of the FROM clauses; an IRI that does not resolve is yielded as it stands."""
    plain = [token for token in tokens if token[0] != "word" or token[1].upper() != "NAMED"]
    for token, following in pairwise(plain):
        if token[0] == "word" and token[1].upper() == "FROM":
            yield names.iri(following) or following[1]


def _character(match: re.Match[str]) -> str:
    code = int(match.group(1) or match.group(2), 16)
    return chr(code) if code < 0x110000 else "�"
