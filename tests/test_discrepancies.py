"""What the check finds stands in the graph as data, each finding once, and every one of them is judged."""

from collections import Counter

import pytest

from gyebo.check.judgements import judge, judgements_file, read_judgements, stale
from gyebo.check.run import Checked, check
from gyebo.check.shapes import our_shapes
from gyebo.query.library import run
from gyebo.store.embedded import Embedded


@pytest.fixture(scope="module")
def checked(engine: Embedded) -> Checked:
    """The check of the graph that already carries its discrepancies."""
    return check(engine)


def test_every_contradiction_is_a_discrepancy_once(engine: Embedded, checked: Checked) -> None:
    shapes = our_shapes().named()
    found = Counter(
        (f.rule, f.document, ";".join(map(str, f.lines)), f.subject, f.printed, f.expected)
        for f in checked.findings
        if shapes[f.rule].contradiction and f.document
    )
    told = Counter(
        (row["rule"], row["document"], row["lines"], row["subject"], row["printed"], row["expected"])
        for row in run(engine, "export/discrepancies").records()
    )
    assert found
    assert told == found


def test_no_finding_waits_for_a_judge(checked: Checked) -> None:
    judged = judge(checked.findings, read_judgements(judgements_file()))
    waiting = [f"{e.finding.document}:{e.finding.line} {e.finding.message.en}" for e in judged if e.waits]
    assert not waiting, "open the document, then add a row to data/decisions/judgements.csv"


def test_no_judgement_is_out_of_date(checked: Checked) -> None:
    assert not stale(checked.findings, read_judgements(judgements_file()))
