"""What is said with every answer: headers that keep a browser from doing what the page does not ask for; CORS."""

from gyebo.server.protocol import Header

# Pages have no inline scripts and no inline styles, and load nothing from elsewhere.
PAGE_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# The editor sets styles on its elements and draws its icons from data.
EDITOR_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    b"font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Retry-After"),
)
PAGE_HEADERS = (*_ALWAYS, (b"content-security-policy", PAGE_POLICY))
EDITOR_HEADERS = (*_ALWAYS, (b"content-security-policy", EDITOR_POLICY))

PREFLIGHT: tuple[Header, ...] = (
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-allow-headers", b"Accept, Accept-Language, Content-Type, If-None-Match"),
    (b"access-control-max-age", b"86400"),
    (b"allow", b"GET, HEAD, POST, OPTIONS"),
)


def origin(scheme: str, host: str, default: str) -> str:
    """Return the server's own address as the client wrote it, `default` where the Host header is none.

    >>> origin("http", "data.example.org:8080", "")
    'http://data.example.org:8080'
    >>> origin("http", 'x"><script>', "http://127.0.0.1:8000")
    'http://127.0.0.1:8000'
    """
    plain = host.replace(".", "").replace("-", "").replace(":", "").replace("[", "").replace("]", "")
    return f"{scheme}://{host}" if plain.isascii() and plain.isalnum() and len(host) < 256 else default
