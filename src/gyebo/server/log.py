"""The access log: who, what address, what came of it; the text of queries only where the operator asks."""

import json
import logging

from starlette.types import Scope

from gyebo.server.settings import Settings

ACCESS = logging.getLogger("gyebo.access")
_MAX = 2000


def logged(scope: Scope, settings: Settings, status: int, size: int, seconds: float) -> None:
    """Write one line about a request that was answered; nothing in it can end the line."""
    client = scope["client"][0] if scope.get("client") else "-"
    path = scope.get("raw_path", scope["path"].encode()).decode("ascii", "backslashreplace")[:_MAX]
    line = f"{client} {scope['method']} {json.dumps(path)[1:-1]} {status} {size} {seconds * 1000:.1f}ms"
    if settings.log_queries:
        asked = scope.get("gyebo.query") or scope["query_string"].decode("ascii", "backslashreplace")
        line += f" {json.dumps(asked[:_MAX], ensure_ascii=False)}"
    ACCESS.info(line)
