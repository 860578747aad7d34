"""Engines that tests ask besides the store itself."""

from gyebo.store.embedded import Embedded
from gyebo.store.engine import UNBOUND, Bindings, Rows


class Elsewhere:
    """An engine that has no side tables: the store as an endpoint would answer."""

    def __init__(self, engine: Embedded) -> None:
        self._engine = engine
        self.ask, self.construct = engine.ask, engine.construct

    def select(self, query: str, bindings: Bindings = UNBOUND) -> Rows:
        return self._engine.select(query, bindings)
