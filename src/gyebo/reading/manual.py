"""What every loader brings to the reader, from the files beside it and above it."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from gyebo.reading.forms import load_forms
from gyebo.reading.prose.phrases import load_phrases
from gyebo.reading.read import Manual, Refine
from gyebo.reading.reasons.words import load_reason_words
from gyebo.reading.vocabulary import load_items


@cache
def _from_files(folder: Path) -> Manual:
    shared = folder.parent
    return Manual(
        forms=load_forms(folder / "forms"),
        items=load_items(shared / "items.csv"),
        phrases=load_phrases(shared / "phrases.csv"),
        reason_words=load_reason_words(shared / "reasons.csv"),
    )


def manual(folder: Path, *refine: Refine, absent: frozenset[str] = frozenset()) -> Manual:
    """Return the manual of the loader in `folder`, with its own steps and the kinds its document states to be none."""
    return replace(_from_files(folder), refine=refine, absent=absent)
