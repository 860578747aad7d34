"""What a request may be told instead of an answer: a status, a short code, one sentence in each language."""

import json
from dataclasses import dataclass, field


class Problem(Exception):
    """A refusal or a fault of the request, to be told as short JSON or text."""

    def __init__(self, told: "Told") -> None:
        super().__init__(told.message)
        self.told = told


@dataclass(frozen=True, slots=True)
class Told:
    """A problem as it is told; `headers` go with it."""

    status: int
    code: str
    message: str
    message_ko: str
    line: int | None = None
    column: int | None = None
    headers: tuple[tuple[bytes, bytes], ...] = field(default=())

    def json(self) -> bytes:
        """Return the problem as JSON."""
        said: dict[str, object] = {"error": self.code, "message": self.message, "message_ko": self.message_ko}
        if self.line is not None:
            said |= {"line": self.line, "column": self.column}
        return (json.dumps(said, ensure_ascii=False) + "\n").encode()

    def text(self) -> bytes:
        """Return the problem as text."""
        place = "" if self.line is None else f"{self.line}:{self.column}: "
        return f"{place}{self.message}\n{place}{self.message_ko}\n".encode()


def problem(status: int, code: str, message: str, message_ko: str, **more: object) -> Problem:
    """Return the problem, ready to be raised."""
    return Problem(Told(status, code, message, message_ko, **more))  # type: ignore[arg-type]


def not_found() -> Problem:
    """Nothing stands at this address."""
    return problem(404, "not-found", "there is nothing at this address", "이 주소에는 아무것도 없습니다")


def not_allowed(allowed: str) -> Problem:
    """The method is none of those allowed here."""
    return problem(
        405, "method-not-allowed", f"this address takes {allowed}", f"이 주소는 {allowed} 요청만 받습니다",
        headers=((b"allow", allowed.encode()),),
    )  # fmt: skip


def read_only() -> Problem:
    """An update was asked."""
    return problem(
        403, "read-only", "this endpoint is read-only: updates are refused",
        "읽기 전용 엔드포인트입니다: 갱신은 받지 않습니다",
    )  # fmt: skip


def busy() -> Problem:
    """As many queries run and wait as the server allows."""
    return problem(
        503, "busy", "too many queries at once: try again in a few seconds",
        "동시에 너무 많은 질의가 들어왔습니다: 잠시 뒤 다시 시도하세요", headers=((b"retry-after", b"5"),),
    )  # fmt: skip


def too_slow(seconds: float) -> Problem:
    """The query reached its time limit and was stopped."""
    return problem(
        503, "time-limit", f"the query was stopped after {seconds:g} seconds: ask for less",
        f"질의가 {seconds:g}초를 넘어 중단되었습니다: 범위를 줄이세요",
    )  # fmt: skip


def too_large(limit: int) -> Problem:
    """The answer would be larger than the server gives; nothing of it is sent."""
    size = f"{limit / (1 << 20):g} MiB"
    return problem(
        503, "size-limit", f"the answer is larger than {size}: ask for less or add LIMIT",
        f"답이 {size}를 넘습니다: 범위를 줄이거나 LIMIT을 쓰세요",
    )  # fmt: skip


def too_hungry() -> Problem:
    """The query ended the process that evaluated it: memory, or nesting deeper than its stack."""
    return problem(
        503, "memory-limit", "the query needs more memory than the server gives: ask for less",
        "질의에 필요한 메모리가 한도를 넘습니다: 범위를 줄이세요",
    )  # fmt: skip


def body_too_large(limit: int) -> Problem:
    """The request's body is over its limit."""
    return problem(
        413, "body-limit", f"the request is larger than {limit:,} bytes",
        f"요청이 {limit:,}바이트를 넘습니다", headers=((b"connection", b"close"),),
    )  # fmt: skip


def malformed(message: str, message_ko: str) -> Problem:
    """The request does not follow the protocol."""
    return problem(400, "bad-request", message, message_ko)


def unreachable() -> Problem:
    """The store or the endpoint behind this server does not answer."""
    return problem(
        502, "endpoint-unreachable", "what stands behind this server does not answer",
        "이 서버 뒤의 저장소나 엔드포인트가 답하지 않습니다",
    )  # fmt: skip
