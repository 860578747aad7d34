"""The named graphs of a remote server, written by the SPARQL 1.1 Graph Store HTTP Protocol."""

import time
from collections.abc import Callable, Mapping
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    build_opener,
    parse_http_list,
    parse_keqv_list,
)

from gyebo.errors import Unreadable, UsageProblem

TRIES = 4
_BUSY = (429, 502, 503, 504)
_LONGEST_WAIT = 5.0


class _Digest(HTTPDigestAuthHandler):
    """Digest login that answers the server's last challenge beforehand.

    A server that asks for a login closes the connection on a large body before it has been sent: so a small
    request goes first, and what follows carries the login.
    """

    _challenge: Mapping[str, str] | None = None

    def retry_http_digest_auth(self, req: Request, auth: str) -> HTTPResponse | None:
        """Keep the challenge that is being answered."""
        self._challenge = parse_keqv_list(parse_http_list(auth.partition(" ")[2]))
        return super().retry_http_digest_auth(req, auth)

    def http_request(self, req: Request) -> Request:
        """Answer the challenge once more."""
        if self._challenge and not req.has_header(self.auth_header):
            answer = self.get_authorization(req, self._challenge)
            req.add_unredirected_header(self.auth_header, f"Digest {answer}")
        return req

    https_request = http_request


class GraphStore:
    """A server's graphs at one URL; `seconds` bounds every request, and busy servers are asked again a few times.

    Every write may be repeated: it puts a graph in place, adds triples to a set, or removes a graph.
    """

    def __init__(self, url: str, user: str = "", password: str = "", seconds: int = 120) -> None:
        if not url.startswith(("http://", "https://")):
            raise UsageProblem(f"{url!r} is no web address", "say http://… of the server's graph store")
        self.url, self._seconds = url, seconds
        passwords = HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, url, user, password)
        handlers = [_Digest(passwords), HTTPBasicAuthHandler(passwords)] if user else []
        self._open, self._login = build_opener(*handlers).open, bool(user)

    def put(self, graph: str, ntriples: bytes) -> None:
        """Put N-Triples in place of a graph."""
        self._ask("PUT", graph, ntriples)

    def add(self, graph: str, ntriples: bytes) -> None:
        """Add N-Triples to a graph."""
        self._ask("POST", graph, ntriples)

    def remove(self, graph: str) -> None:
        """Remove a graph; one that is not there is removed already."""
        self._ask("DELETE", graph)

    def get(self, graph: str) -> bytes:
        """Return a graph as N-Triples; nothing where there is none."""
        return self._ask("GET", graph)

    def _ask(self, method: str, graph: str, body: bytes | None = None) -> bytes:
        joint = "&" if "?" in self.url else "?"
        # Virtuoso answers a write with HTML and refuses to when something else is asked for.
        headers = {"Accept" if body is None else "Content-Type": "application/n-triples"}
        where = f"{self.url}{joint}{urlencode({'graph': graph})}"
        request = Request(where, data=body, headers=headers, method=method)  # noqa: S310 (http or https, as above)
        return repeated(self.url, lambda: self._answer(request))

    def _logged_in(self) -> None:
        """Ask for a graph that is not there, so that the server's challenge is answered without a body."""
        self._answer(Request(f"{self.url}{'&' if '?' in self.url else '?'}graph=urn:nothing"))  # noqa: S310

    def _answer(self, request: Request) -> bytes:
        if self._login and request.data is not None:
            self._logged_in()
        try:
            with self._open(request, timeout=self._seconds) as answer:
                return bytes(answer.read())
        except HTTPError as error:
            if error.code == 404 and request.get_method() in ("GET", "DELETE"):
                error.close()
                return b""
            raise
        except ValueError as error:  # urllib knows basic and digest, no other kind of login
            raise refused(self.url, 401, f"({error})") from None


def repeated(url: str, ask: Callable[[], bytes]) -> bytes:
    """Ask a server, again a few times while it is busy or does not answer; raise `Unreadable` in one line."""
    for left in reversed(range(TRIES)):
        try:
            return ask()
        except HTTPError as error:
            error.close()
            if error.code not in _BUSY or not left:
                raise refused(url, error.code, error.reason) from None
            time.sleep(pause(error.headers.get("Retry-After"), left))
        except (URLError, HTTPException, OSError) as error:
            if not left or _timed_out(error):
                raise silent(url, error) from None
            time.sleep(pause(None, left))
    raise AssertionError("the last try returns or raises")


def _timed_out(error: Exception) -> bool:
    """Whether a server was too slow: it has had its time and is not asked again."""
    return isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError)


def pause(retry_after: str | None, left: int) -> float:
    """Return how many seconds to wait before the next try: as the server says within bounds, else longer each time."""
    if retry_after and retry_after.isdecimal():
        return min(float(retry_after), _LONGEST_WAIT)
    return min(0.1 * 2.0 ** (TRIES - left), _LONGEST_WAIT)


def refused(url: str, status: int, reason: str) -> Unreadable:
    """Return what a status means for a person."""
    steps = {
        401: "say user and password: GYEBO_ENDPOINT_USER, GYEBO_ENDPOINT_PASSWORD",
        403: "this user may not do this: ask who runs the server",
        404: "there is nothing at this address: check the path",
        413: "the server takes less at once: raise its limit",
    }
    step = (
        "it is busy: try again later"
        if status in _BUSY
        else steps.get(status, "check the URL and the server")
    )
    return Unreadable(url, None, f"the server answers {status} {reason}".rstrip(), step)


def silent(url: str, error: Exception) -> Unreadable:
    """Return the problem that a server cannot be reached or went away."""
    reason = " ".join((str(getattr(error, "reason", "")) or str(error) or type(error).__name__).split())[:200]
    return Unreadable(url, None, f"the server does not answer ({reason})", "check the URL and the server")
