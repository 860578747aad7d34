"""What kind every figure of a paragraph is: by the words that touch it, by its neighbours, by verb and topic."""

from gyebo.model.document import Document
from gyebo.reading.prose.phrases import Phrase, around, fitting, governing_kind, stated_kind
from gyebo.reading.prose.scenes import Scene, changes, opener
from gyebo.text.amounts import Amount, Rate

# The rate that goes with an amount: 불용률 with what is unspent, 집행률 with what is spent.
_RATE_OF = {
    "unspent": "unspent_rate",
    "change": "change_rate",
    "expenditure": "execution_rate",
    "collected": "collection_rate",
    "award": "award_rate",
}


def report_of(document: Document) -> str:
    """Return which sort of report a document is: proposal, supplementary, settlement or diversion."""
    if document.kind == "review_report":
        return "proposal" if document.round == "0" else "supplementary"
    return document.kind.removesuffix("_report")


def kinds_of(here: Scene, phrases: tuple[Phrase, ...]) -> list[str]:
    """Return the kind of every figure of a paragraph, empty where nothing decides it."""
    report = report_of(here.document)
    headings = here.above.path(here.line)
    usable = {measure: fitting(phrases, measure, report) for measure in ("money", "rate", "points")}
    kinds: list[str] = []
    for index, match in enumerate(here.found):
        words = around(here.sentence_before(match), here.sentence_after(match), here.topic(match), headings)
        said = usable[_measure(match)]
        kinds.append(
            stated_kind(words, said) or _enclosing(here, index, kinds) or governing_kind(words, said)
        )
    for first, second in changes(here):
        if report == "supplementary" and isinstance(here.found[first], Amount):
            kinds[first], kinds[second] = "current", "supplementary"
    return [_linked(kinds, index) for index in range(len(kinds))]


def _measure(match: Amount | Rate) -> str:
    return "money" if isinstance(match, Amount) else "points" if match.points else "rate"


def _enclosing(here: Scene, index: int, kinds: list[str]) -> str:
    """Return the kind that a figure has from the amount in whose brackets it stands."""
    place = opener(here, index)
    if place is None or isinstance(here.found[place], Rate):
        return ""
    return kinds[place] if isinstance(here.found[index], Amount) else _RATE_OF.get(kinds[place], "")


def _linked(kinds: list[str], index: int) -> str:
    """Give a rate that goes with the amount before or behind it the kind that goes with the amount's."""
    step = {"=last": -1, "=next": 1}.get(kinds[index], 0)
    if not step:
        return kinds[index]
    beside = index + step
    return _RATE_OF.get(kinds[beside], "other") if 0 <= beside < len(kinds) else ""
