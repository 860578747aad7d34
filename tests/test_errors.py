"""An error is one line that names the place and the next step, and survives a process boundary."""

import pickle

import pytest

from gyebo.errors import GyeboError, Unreadable, UsageProblem

CASES = [
    (GyeboError("this\nbroke", "tell us"), 4, "this broke; tell us"),
    (UsageProblem("two stores", "name one"), 2, "two stores; name one"),
    (Unreadable("a.txt", 7, "no unit", "add one"), 3, "a.txt:7: no unit; add one"),
    (Unreadable("a.txt", None, "empty", "give a report"), 3, "a.txt: empty; give a report"),
]


@pytest.mark.parametrize(("error", "exit_code", "line"), CASES)
def test_one_line_and_exit_code(error: GyeboError, exit_code: int, line: str) -> None:
    assert (str(error), error.exit_code) == (line, exit_code)


@pytest.mark.parametrize("error", [error for error, _, _ in CASES])
def test_pickles(error: GyeboError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


@pytest.mark.parametrize(
    ("known", "next_step"),
    [(["review_report"], "did you mean review_report?"), (["b", "a"], "known: a, b"), ([], "known: none")],
)
def test_unknown_name_says_what_is_known(known: list[str], next_step: str) -> None:
    assert UsageProblem.unknown("kind", "review_reprot", known).next_step == next_step
