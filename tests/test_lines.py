"""The table of the lines: against the order written by hand, and against what the algorithm itself does."""

import re

import numpy as np
import pytest

from bpkit import load, random_theta, trace
from bpkit.lines import LINES, executions, line_of
from bpkit.notation import LETTERS, Ref, words


def steps(*sizes):
    data = load("xor")
    return trace(random_theta(sizes, seed=3), data.X, data.Y, 0.7)


def test_the_lines_stand_in_the_order_of_the_algorithm():
    assert list(LINES) == [0, None, 1, 2, 3, 4, 5, 6, 7]
    assert [line for line in LINES if LINES[line].loop] == [1, 2, 3, 4, 5]


def test_what_is_executed_by_hand():
    inside, after = executions(4)
    assert inside == ((1, 1), (2, 2), (2, 3), (2, 4), (3, 4), (4, 3), (4, 2), (5, 1), (5, 2), (5, 3))
    assert after == ((6, 1), (7, 1), (6, 2), (7, 2), (6, 3), (7, 3))
    assert executions(2) == (((1, 1), (2, 2), (3, 2), (5, 1)), ((6, 1), (7, 1)))


@pytest.mark.parametrize(
    ("line", "l", "reads", "writes"),
    [
        (0, None, (), ("Delta[1]", "Delta[2]")),
        (1, 1, ("x",), ("a[1]",)),
        (2, 3, ("Theta[2]", "a[2]"), ("z[3]", "a[3]")),
        (3, 3, ("a[3]", "y"), ("delta[3]",)),
        (4, 2, ("Theta[2]", "delta[3]", "a[2]"), ("delta[2]",)),
        (5, 1, ("Delta[1]", "delta[2]", "a[1]"), ("Delta[1]",)),
        (6, 2, ("Delta[2]", "lambda_", "Theta[2]", "m"), ("D[2]",)),
        (7, 2, ("Delta[2]", "m"), ("D[2]",)),
    ],
)
def test_what_a_line_reads_and_writes_by_hand(line, l, reads, writes):
    assert LINES[line].reads_of(l) == reads
    assert LINES[line].writes_of(l, 3) == writes


@pytest.mark.parametrize("line", [line for line in LINES.values() if line.number is not None], ids=lambda l: l.plain)
def test_a_line_is_written_with_what_it_reads_and_writes(line):
    for quantity, _ in line.reads + line.writes:
        assert LETTERS.get(quantity, quantity) in line.text
    assert "^" not in line.plain and "{" not in line.plain and words(line.text)


@pytest.mark.parametrize("sizes", [(2, 1), (2, 2, 1), (2, 3, 2, 1)], ids=str)
def test_a_step_changes_what_its_line_writes_and_nothing_else(sizes):
    for step in steps(*sizes):
        changed = set()
        for quantity, before, after in zip(step.after._fields, step.before, step.after):
            if step.line == 1 and quantity in ("z", "a", "delta"):
                before = {}  # the last example's
            same = (l for l in after if l in before and np.array_equal(before[l], after[l], equal_nan=True))
            changed |= {f"{quantity}[{l}]" for l in set(after) - set(same)}
        assert changed == set(LINES[step.line].writes_of(step.l, len(sizes)))


def test_a_number_and_the_line_that_makes_it():
    for step in steps(2, 3, 2, 1):
        first = LINES[step.line].first(step.l)
        assert str(first.name) in step.writes
        if step.line:
            assert line_of(first, 4) == step.line
    made = {"D[1][2, 0]": 7, "D[1][2, 1]": 6, "a[1][0]": 1, "delta[4][1]": 3, "delta[2][1]": 4, "Delta[3][1, 1]": 5}
    assert {ref: line_of(Ref.parse(ref), 4) for ref in made} == made
    assert line_of(Ref.parse("Theta[1][1, 1]"), 4) is None


def test_a_line_says_what_it_does():
    assert LINES[4].say(t=1, l=2) == "Take the error back from layer 3 to layer 2. The bias unit's row is dropped."
    for line in LINES.values():
        for l in line.layers(3):
            assert re.fullmatch(r"[A-Z][^{}]*\.", line.say(t=2, l=l)) and "None" not in line.say(t=2, l=l)
