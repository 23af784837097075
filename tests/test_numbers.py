"""All numbers at once, and what changed: against the functions of the contract, and against plain loops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bpkit
from bpkit import numbers
from bpkit.numbers import QUANTITIES, Changes, compute, of_step
from bpkit.trace import trace

XOR = bpkit.load("xor")


def state(seed=0, sizes=(2, 2, 1), lambda_=0.5, t=1):
    return {"Theta": bpkit.random_theta(sizes, seed), "X": XOR.X, "Y": XOR.Y, "lambda_": lambda_, "t": t}


@pytest.mark.parametrize("sizes", [(2, 1), (2, 2, 1), (2, 3, 2, 1)])
def test_every_number_is_that_of_the_contract(sizes):
    given = state(sizes=sizes, t=3)
    found = compute(**given)
    Theta, X, Y = given["Theta"], given["X"], given["Y"]
    z, a = bpkit.forward_propagate(Theta, X[2])
    delta = bpkit.backpropagate_errors(Theta, a, Y[2])
    J, D = bpkit.cost_and_gradient(Theta, X, Y, 0.5)
    assert found.J == pytest.approx(J, rel=1e-14)
    for ours, theirs in ((found.z, z), (found.a, a), (found.delta, delta), (found.D, D)):
        assert ours.keys() == theirs.keys()
        for l in theirs:
            np.testing.assert_allclose(ours[l], theirs[l], rtol=1e-13)
    np.testing.assert_allclose(found.h, bpkit.forward_propagate(Theta, X.T)[1][len(sizes)].T)
    for l in Theta:
        for i, j in np.ndindex(Theta[l].shape):
            unit = a[l][j, 0]
            assert found.value(f"product[{l}][{i + 1}, {j}]") == pytest.approx(delta[l + 1][i, 0] * unit)


def test_numbers_are_found_by_their_refs():
    found = compute(**state(t=2))
    assert found.value("x[2]@2") == found.value("x[2]") == 1
    assert found.value("a[2][0]") == 1 and found.value("a[3][1]") == found.a[3][0, 0] == found.value("h[1]@2")
    assert found.value("edge[1][2, 0]") == found.Theta[1][1, 0]
    assert found.value("lambda_") == 0.5 and found.value("J") == found.J
    for missing in ("a[9][1]", "delta[2][0]", "delta[2][7]", "Theta[1][0, 0]"):
        with pytest.raises(LookupError):
            found.value(missing)


@pytest.mark.parametrize("change", [{}, {"lambda_": 2.0}, {"t": 4}])
def test_what_is_known_is_not_computed_again(change, monkeypatch):
    given = state()
    known = compute(**given)
    fresh = compute(**(given | change))
    monkeypatch.setattr(numbers, "sum_over_examples", None)
    again = compute(**(given | change), known=known)
    assert again.J == fresh.J and all((again.D[l] == fresh.D[l]).all() for l in fresh.D)
    assert all((again.delta[l] == fresh.delta[l]).all() for l in fresh.delta)


@pytest.mark.parametrize(
    "moved, parts", [({"X": [4]}, 1), ({"Y": [6]}, 1), ({"X": [0, 1], "Y": [2]}, 2), ({"Theta": 1}, 4)]
)
def test_where_an_example_is_moved_only_its_part_of_them_is_computed_again(moved, parts, monkeypatch):
    monkeypatch.setattr(numbers, "PART", 2)
    rng, summed = np.random.default_rng(0), []
    given = state() | {"X": rng.normal(size=(7, 2)), "Y": rng.random((7, 1))}
    after = dict(given)
    for name, rows in moved.items():
        after[name] = bpkit.random_theta((2, 2, 1), rows) if name == "Theta" else given[name].copy()
        if name != "Theta":
            after[name][rows] = 0.5
    known, fresh, of_part = compute(**given), compute(**after), numbers.sum_over_examples
    monkeypatch.setattr(numbers, "sum_over_examples", lambda *given: (summed.append(1), of_part(*given))[1])
    again = compute(**after, known=known)
    assert len(summed) == parts
    J, D = bpkit.cost_and_gradient(after["Theta"], after["X"], after["Y"], 0.5)
    assert again.J == fresh.J == pytest.approx(J, rel=1e-14) and (again.h == fresh.h).all()
    for l in D:
        np.testing.assert_array_equal(again.D[l], fresh.D[l])
        np.testing.assert_allclose(again.D[l], D[l], rtol=1e-12)


def slow_changes(was, now):
    """The quantities in which some number differs, entry by entry."""
    found = set()
    for quantity in QUANTITIES:
        before, after = getattr(was, quantity), getattr(now, quantity)
        if quantity == "J":
            before, after = {0: [before]}, {0: [after]}
        for l in after:
            if any(abs(p - q) > 5e-9 for p, q in zip(np.ravel(before[l]), np.ravel(after[l]))):
                found.add(quantity)
    return found


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_changed_is_what_differs(data):
    given = state(lambda_=data.draw(st.sampled_from([0.0, 1.0])), t=data.draw(st.integers(1, 4)))
    kind = data.draw(st.sampled_from(["lambda_", "t", "Theta", "X", "Y"]))
    value = data.draw(st.floats(0, 1).map(lambda v: round(v, 2)))
    moved = dict(given)
    if kind == "lambda_":
        moved[kind] = value
    elif kind == "t":
        moved[kind] = data.draw(st.integers(1, 4))
    elif kind == "Theta":
        moved[kind] = {l: T.copy() for l, T in given[kind].items()}
        moved[kind][data.draw(st.sampled_from([1, 2]))][0, data.draw(st.integers(0, 2))] += value
    else:
        moved[kind] = given[kind].copy()
        moved[kind][data.draw(st.integers(0, 3)), 0] = value
    was, now = compute(**given), compute(**moved)
    changes = Changes(was, now)
    assert {q for q in QUANTITIES if changes.changed(q)} == slow_changes(was, now)
    for l in now.D:
        signs = changes.signs("D", l)
        assert (signs == np.sign(np.where(np.abs(now.D[l] - was.D[l]) > 5e-9, now.D[l] - was.D[l], 0))).all()
    if kind == "lambda_" and changes.changed("D"):
        assert changes.spares_column_0


def test_before_the_first_move_nothing_has_changed():
    changes = Changes(None, compute(**state()))
    assert not any(changes.changed(q) for q in QUANTITIES) and not changes.reshaped
    assert changes.was_value("J") is None


def test_what_a_number_was():
    changes = Changes(compute(**state(lambda_=0)), compute(**state(lambda_=1)))
    assert changes.was_value("lambda_") == 0 and changes.was_value("Delta[1][1, 1]") is None
    assert changes.was_value("D[1][1, 1]") == changes.was.D[1][0, 1]


def test_another_shape_is_new_and_not_changed():
    changes = Changes(compute(**state()), compute(**state(sizes=(2, 3, 1))))
    assert changes.reshaped and not changes.signs("D", 1).any()


def test_the_numbers_of_a_step_are_those_that_are_known_by_then():
    steps = trace(bpkit.random_theta((2, 2, 1), 0), XOR.X, XOR.Y, 1.0)
    found = of_step(steps[4])  # line 3 of example 1
    assert set(found.a) == {1, 2, 3} and set(found.delta) == {3} and found.D == {} and set(found.product) == {2}
    last = of_step(steps[-1])
    whole = compute(steps.Theta, XOR.X, XOR.Y, 1.0, 4)
    assert all((last.D[l] == whole.D[l]).all() for l in whole.D)
