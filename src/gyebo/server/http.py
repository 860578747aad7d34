"""HTTP as uvicorn's fast parser reads it, with a bound that it lacks: a request's head is not endless."""

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_LIMIT_BYTES = 1 << 16


class BoundedHttp(HttpToolsProtocol):
    """Closes a connection whose next request is longer than the limit before its headers are complete."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head_bytes = 0

    def data_received(self, data: bytes) -> None:
        """Read data; it counts as head until headers are complete."""
        self._head_bytes += len(data)
        super().data_received(data)
        if self._head_bytes > HEAD_LIMIT_BYTES and not self.transport.is_closing():
            self.send_400_response("The request's head is too long.")

    def on_headers_complete(self) -> None:
        """Begin with the body, which has a limit of its own."""
        super().on_headers_complete()
        self._head_bytes = -(1 << 62)

    def on_message_begin(self) -> None:
        """Begin with a head."""
        super().on_message_begin()
        self._head_bytes = 0
