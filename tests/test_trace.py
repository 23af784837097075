"""The debugger's model: every execution of a line, and where each number came from."""

import math
import re
from collections.abc import Sequence

import numpy as np
import pytest
from networks import random_network

from bpkit import backpropagation, load, random_theta
from bpkit.explanation import explain, refs
from bpkit.trace import trace


def xor_trace(lambda_=1.0, sizes=(2, 2, 1)):
    xor = load("xor")
    return trace(random_theta(sizes, seed=0), xor.X, xor.Y, lambda_)


def same(A, B):
    return A.keys() == B.keys() and all(np.array_equal(A[l], B[l], equal_nan=True) for l in A)


# ---------------------------------------------------------------- the steps


def test_the_lines_come_in_the_order_of_the_algorithm():
    steps = xor_trace(sizes=(2, 3, 2, 1))
    of_one_example = [(1, 1), (2, 2), (2, 3), (2, 4), (3, 4), (4, 3), (4, 2), (5, 1), (5, 2), (5, 3)]
    expected = [(0, None, None)]
    expected += [(line, t, l) for t in (1, 2, 3, 4) for line, l in of_one_example]
    expected += [(line, None, l) for l in (1, 2, 3) for line in (6, 7)]
    assert [(step.line, step.t, step.l) for step in steps] == expected
    assert [steps.place(k) for k in range(len(steps))] == expected
    assert [steps.index(line, t, l) for line, t, l in expected] == list(range(len(steps)))


def test_it_is_a_sequence_that_cannot_be_changed():
    steps = xor_trace()
    assert isinstance(steps, Sequence)
    assert steps[-1].index == len(steps) - 1
    assert [step.index for step in steps[3:6]] == [3, 4, 5]
    for k in (len(steps), -len(steps) - 1):
        with pytest.raises(IndexError):
            steps[k]
    with pytest.raises(TypeError):
        steps[5].after.delta[3] = 0
    with pytest.raises(ValueError):
        steps[5].after.delta[3][0] = 0
    with pytest.raises(AttributeError):
        steps[5].line = 1


def test_the_arguments_may_change_afterwards():
    xor = load("xor")
    Theta, X = random_theta((2, 2, 1), seed=0), xor.X.copy()
    steps = trace(Theta, X, xor.Y)
    before = steps[-1].after.D[1].copy()
    Theta[1][:], X[:] = 7, 7
    assert np.array_equal(trace(steps.Theta, steps.X, steps.Y)[-1].after.D[1], before)


def test_what_is_not_computed_yet_is_absent():
    steps = xor_trace()
    start, input_, hidden, *_ = steps
    assert not start.before.Delta and start.after.Delta.keys() == {1, 2}
    assert not input_.before.a and input_.after.a.keys() == {1}
    assert hidden.after.z.keys() == {2} and hidden.after.a.keys() == {1, 2} and not hidden.after.delta
    second_example = steps[steps.index(1, 2, 1)]
    assert second_example.before.z.keys() == {2, 3}, "until line 1 the last example's numbers are still there"
    assert not second_example.after.z and not second_example.after.delta
    line_6 = steps[steps.index(6, None, 1)].after.D[1]
    assert np.isnan(line_6[:, 0]).all() and np.isfinite(line_6[:, 1:]).all()
    assert not steps[steps.index(5, 4, 2)].after.D


@pytest.mark.parametrize("seed", range(20))
def test_replaying_what_is_written_from_zeros_rebuilds_every_state(seed):
    rng = np.random.default_rng(seed)
    Theta, X, Y = random_network(rng)
    steps = trace(Theta, X, Y, 0.3)
    known = {"z": {}, "a": {}, "delta": {}, "Delta": {}, "D": {}}
    for step in steps:
        assert all(same(known[name], getattr(step.before, name)) for name in known)
        if step.line == 1:  # a new example
            known["z"], known["a"], known["delta"] = {}, {}, {}
        for name, value in step.writes.items():
            quantity, l = re.fullmatch(r"(\w+)\[(\d+)\]", name).groups()
            known[quantity][int(l)] = value
        assert all(same(known[name], getattr(step.after, name)) for name in known)
        assert step.shapes.keys() == set(step.reads) | set(step.writes)
    D = backpropagation(Theta, X, Y, 0.3)
    assert same(steps[-1].after.D, D), "to the last bit"


def test_random_access_on_the_digits_agrees_with_going_from_step_to_step():
    digits = load("digits")
    Theta = random_theta(digits.layer_sizes, seed=0)
    forwards, at_random = (trace(Theta, digits.X[:150], digits.Y[:150], 1.0) for _ in range(2))
    wanted = np.random.default_rng(0).permutation(len(forwards))[:40]
    expected = {k: step.after.Delta[1] for k, step in enumerate(forwards) if k in wanted}
    for k in wanted:
        assert np.array_equal(at_random[int(k)].after.Delta[1], expected[k])
    assert len(at_random._sums) < 15, "it keeps few of the 150 sums"


def test_shapes_are_those_of_what_is_read_and_written():
    steps = xor_trace(sizes=(2, 3, 1))
    assert steps[0].shapes == {"Delta[1]": (3, 3), "Delta[2]": (1, 4)}
    assert steps[1].shapes == {"x": (2,), "a[1]": (3, 1)}
    assert steps[2].shapes == {"Theta[1]": (3, 3), "a[1]": (3, 1), "z[2]": (3, 1), "a[2]": (4, 1)}
    assert steps[steps.index(3, 1, 3)].shapes == {"a[3]": (1, 1), "y": (1,), "delta[3]": (1, 1)}
    assert steps[-2].shapes == {"Delta[2]": (1, 4), "lambda_": (), "Theta[2]": (1, 4), "m": (), "D[2]": (1, 4)}


def test_another_lambda_changes_lines_6_and_7_and_nothing_else():
    one = xor_trace(lambda_=0)
    one[-1]  # makes the sums
    other, expected = one.with_lambda(2.5), xor_trace(lambda_=2.5)
    assert (one.lambda_, other.lambda_) == (0, 2.5) and other._sums is one._sums
    for k, step in enumerate(expected):
        assert all(same(ours, theirs) for ours, theirs in zip(other[k].after, step.after))
        assert other[k].trace is other
    assert same(other[-1].after.D, backpropagation(other.Theta, other.X, other.Y, 2.5))
    assert same(one[-1].after.D, backpropagation(one.Theta, one.X, one.Y, 0)), "the first trace keeps its own"
    assert explain(other[-1], "lambda_").value == 2.5
    with pytest.raises(ValueError, match="lambda_ must be a number of at least 0, got -1"):
        one.with_lambda(-1)


def test_bad_arguments_get_the_same_sentences_as_everywhere():
    with pytest.raises(ValueError, match="Y must"):
        trace(random_theta((2, 1)), [[0, 1]], [[2]])
    with pytest.raises(ValueError, match="line 4 is not executed for t = 1, l = 3"):
        xor_trace().index(4, 1, 3)


# ---------------------------------------------------------------- where a number came from


def evaluated(explanation):
    """The numbers of the sentence, combined by Python itself: this knows nothing of networks."""
    text = explanation.numbers(lambda factor: f"{factor.value:.17g}")
    text = re.sub(r"\[\d+ more\]", "", text)
    for sign, python in (("·", "*"), ("−", "-"), ("e^", "math.exp")):
        text = text.replace(sign, python)
    return eval(text, {"math": math})


def check_closure(step, ref, seen):
    """The sentence combines to the value, and so does that of each factor, down to what is given."""
    if ref in seen:
        return
    explanation = explain(step, ref)
    seen[ref] = explanation.value
    if explanation.parts:
        assert evaluated(explanation) == pytest.approx(explanation.value, rel=1e-12, abs=1e-12), str(explanation)
        assert explanation.factors or explanation.value in (0, 1)
    else:
        assert re.match(r"(x|y|Theta)\[|lambda_$|m$", ref), f"{ref} should not be an end"
    for factor in explanation.factors:
        check_closure(step, factor.ref, seen)
        assert seen[factor.ref] == pytest.approx(factor.value, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("seed", range(200))
def test_every_number_is_explained_down_to_what_is_given(seed):
    rng = np.random.default_rng(seed)
    Theta, X, Y = random_network(rng, sizes=list(rng.integers(1, 4, size=rng.integers(2, 5))), m=2)
    steps = trace(Theta, X, Y, float(rng.choice([0, 0.3, 5])))
    # All refs of the last step and of another; of all steps for some networks.
    for k in range(len(steps)) if seed < 10 else (-1, rng.integers(len(steps))):
        step, seen = steps[int(k)], {}
        for ref in refs(step):
            check_closure(step, ref, seen)
            found = re.fullmatch(r"(z|a|delta|Delta|D)\[(\d+)\]\[(\d+)(?:, (\d+))?\]", ref)
            if found:
                quantity, l, i, j = (int(g) if g and g.isdigit() else g for g in found.groups())
                array = getattr(step.after, quantity)[l]
                place = (i - 1, j) if j is not None else (i - (len(array) == steps.sizes[l]), 0)
                assert seen[ref] == array[place]


def test_the_chain_of_a_long_sum_ends():
    rng = np.random.default_rng(0)
    Theta, X, Y = random_network(rng, sizes=(16, 9, 8), m=40)
    step = trace(Theta, X, Y, 1.0)[-1]
    for ref in ("Delta[1][3, 12]", "z[2][4]", "delta[2][9]", "D[2][1, 0]"):
        check_closure(step, ref, {})
    text = str(explain(step, "Delta[1][3, 12]"))
    assert "[36 more]" in text and "t = 1 … 40" in text


def test_sentences_by_hand():
    """Theta, x and y such that each number can be checked with a pencil: z = 0 gives a = 0.5."""
    Theta = {1: np.array([[0.0, 1.0, -1.0]]), 2: np.array([[-2.0, 4.0]])}
    steps = trace(Theta, [[1.0, 1.0]], [[1.0]], 2.0)
    last = steps[-1]
    assert str(explain(last, "a[2][1]")) == "a⁽²⁾₁ = g(z⁽²⁾₁) = 1/(1 + e^(−0.0000)) = 0.5000: line 2."
    assert str(explain(last, "delta[3][1]")) == "δ⁽³⁾₁ = a⁽³⁾₁ − y₁ = 0.5000 − 1.0000 = −0.5000: line 3."
    assert str(explain(last, "delta[2][1]")) == (
        "δ⁽²⁾₁ = (Σᵢ Θ⁽²⁾ᵢ₁ δ⁽³⁾ᵢ) · a⁽²⁾₁ · (1 − a⁽²⁾₁) = (4.0000·(−0.5000))·0.5000·(1 − 0.5000) = −0.5000: line 4."
    )
    assert str(explain(last, "D[2][1, 1]")) == (
        "D⁽²⁾₁₁ = (Δ⁽²⁾₁₁ + λ Θ⁽²⁾₁₁) / m = (−0.2500 + 2·4.0000)/1 = 7.7500: line 6."
    )
    assert str(explain(last, "D[2][1, 0]")) == (
        "D⁽²⁾₁₀ = Δ⁽²⁾₁₀ / m = −0.5000/1 = −0.5000: line 7, no λ for a bias weight."
    )
    assert str(explain(steps[0], "Delta[1][1, 2]")) == "Δ⁽¹⁾₁₂ = 0: line 0 set it to 0, and nothing was added yet."
    assert str(explain(last, "x[2]")) == "x₂ = 1.0000: given: the example."


@pytest.mark.parametrize("ref", ["z[2][1]", "delta[2][1]", "Delta[1][1, 1]"])
def test_the_terms_from_the_first_on_are_the_whole_sum(ref):
    found = explain(xor_trace()[-1], f"{ref}>1")
    factors = [part.value for part in found.parts if not isinstance(part, str)]
    assert found.value == pytest.approx(np.dot(factors[::2], factors[1::2])) and len(factors) % 2 == 0


@pytest.mark.parametrize(
    ("index", "ref", "words"),
    [
        (0, "x[1]", "x[1] is not known after"),
        (3, "delta[2][1]", "delta[2][1] is not known after"),
        (5, "delta[2][1]@3", "example 3 comes later"),
        (-2, "D[2][1, 0]", "D[2][1, 0] is not known after"),
        (-1, "delta[2][0]", "delta[2][0] is not known"),
        (-1, "D[1][9, 0]", "D[1][9, 0] is not known"),
        (-1, "D[1][1]", "D[1][1] is not known"),
        (-1, "z[2]", "z[2] is not known"),
        (-1, "delta[2][1, 5]", "ref must be like"),
        (-1, "m[3]", "ref must be like"),
        (-1, "Theta[1][1, 0]@2", "Theta[1][1, 0]@2 is not known"),
        (-1, "x[1]>3", "x[1]>3 is not known"),
        (-1, "a[2][1]>3", "a[2][1]>3 is not known"),
        (-1, "delta[3][1]>3", "delta[3][1]>3 is not known"),
        (-1, "Delta[1][1, 0]>5", "Delta[1][1, 0]>5 is not known"),
        (-1, "z[2][1]>0", "z[2][1]>0 is not known"),
        (-1, "Delta[1][1, 1]>0", "Delta[1][1, 1]>0 is not known"),
        (-1, "delta[2][1]>0", "delta[2][1]>0 is not known"),
        (-1, "lambda_>0", "lambda_>0 is not known"),
        *[
            (-1, f"{ref}>1", f"{ref}>1 is not known")
            for ref in ("lambda_", "x[1]", "a[2][1]", "D[1][1, 1]", "delta[3][1]", "J", "Theta[1][1, 1]")
        ],
        (0, "Delta[1][1, 1]>1", "Delta[1][1, 1]>1 is not known"),
        (-1, "W[1][1, 0]", "ref must be like"),
        (-1, "__class__", "ref must be like"),
        (-1, "seed", "ref must name"),
        (-1, "row[1][1]", "ref must name"),
        (0, "h[1]", "h[1] is not known after"),
        (-1, "h[2]", "h[2] is not known"),
        (-1, "J[1]", "ref must be like"),
        (-1, "delta[L][1]", "delta[L][1] is not known"),
        (-1, "delta[3][1]@0", "delta[3][1]@0 is not known"),
        (-1, "", "ref must be like"),
        (-1, None, "ref must be like"),
        (-1, np.eye(9), "got an array of shape (9, 9)"),
    ],
)
def test_what_cannot_be_explained_is_said_in_a_sentence(index, ref, words):
    with pytest.raises(ValueError, match=re.escape(words)) as error:
        explain(xor_trace()[index], ref)
    assert str(error.value).endswith(".") and "\n" not in str(error.value)
