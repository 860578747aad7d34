"""What a settlement report states to be none: 명시이월 : 없음, 계속비이월은 없음."""

import re

from gyebo.model.document import Document
from gyebo.text.normalize import squeeze

_KINDS = {
    "명시이월": "carryover_specified",
    "사고이월": "carryover_unforeseen",
    "계속비이월": "carryover_continuing",
}
_NONE = re.compile(r"(?P<what>[가-힣]{1,12})(?:[:：]|[은는])없음[.]?")


def none_stated(document: Document) -> frozenset[str]:
    """Return the kinds of amount that a line of its own states to be none."""
    stated = (_NONE.search(squeeze(line.text)) for line in document.lines)
    named = {word for match in stated if match for word in _KINDS if match["what"].endswith(word)}
    return frozenset(_KINDS[word] for word in named)
