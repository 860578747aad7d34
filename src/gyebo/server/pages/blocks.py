"""A block of a page: one question of the library with its values, so that the reader can ask it again or take it along."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from gyebo.query.library import bindings, find
from gyebo.store.binding import bound

if TYPE_CHECKING:
    from gyebo.server.pages.render import Frame
    from gyebo.store.engine import Engine, Rows

_PREFIX = re.compile(r"^PREFIX\s+(\S*):\s*<[^>]*>\s*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a page, told by a query of the library: its anchor, its title, the query and its values."""

    id: str
    ko: str
    en: str
    query: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def parameters(self) -> dict[str, str]:
        """The values of the query's parameters."""
        return dict(self.values)

    def rows(self, engine: "Engine", base: str) -> "Rows":
        """Return the rows of the block."""
        query = find(self.query)
        return engine.select(query.text, bindings(query, self.parameters, base))

    def title(self, frame: "Frame") -> str:
        """Return the title in the reader's language."""
        return frame.t(self.ko, self.en)

    def download(self, frame: "Frame", format: str) -> str:
        """Return the address of the block's rows, on the page that it stands on."""
        return frame.href(f"{page_path(frame.path)}.{format}", block=self.id)

    def editor(self, frame: "Frame") -> str:
        """Return the address of the SPARQL editor with the block's query filled in."""
        text = sparql(self.query, self.values, frame.base)
        return f"{frame.href('/sparql')}#query={quote(text, safe='')}"


def records(engine: "Engine", name: str, base: str, **values: str) -> list[dict[str, str]]:
    """Return the rows of a query of the library as plain text."""
    query = find(name)
    return list(engine.select(query.text, bindings(query, values, base)).records())


@lru_cache(maxsize=1024)
def sparql(name: str, values: tuple[tuple[str, str], ...], base: str) -> str:
    """Return the SPARQL of a query with its values in it, without prefixes that it does not use."""
    query = find(name)
    text = bound(query.text, bindings(query, dict(values), base))

    def kept(match: re.Match[str]) -> str:
        used = re.search(rf"(?<![\w-]){re.escape(match[1])}:[\w]", text[match.end() :])
        return match[0] if used else ""

    return _PREFIX.sub(kept, text).strip()


def page_path(path: str) -> str:
    """Return a page's path without the suffix of a format."""
    stem, dot, suffix = path.rpartition(".")
    return stem if dot and suffix in ("html", "json", "csv", "ttl", "jsonld") else path
