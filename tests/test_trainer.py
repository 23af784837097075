"""The Trainer, without a browser or a kernel: what it computes, how it runs and stops, and what it shows."""

import asyncio
import math
import re
import time
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest
from hands import THREE, Hand, by_ref, changed, is_a_sentence, others, page, said, shown, text, until, with_class
from hypothesis import given, settings
from hypothesis import strategies as st

import bpkit
from bpkit import DataSet, load, progress
from bpkit.views.trainer import MOST_DRAWN, comment
from bpkit.widgets import trainer
from bpkit.widgets.touch import Told
from bpkit.widgets.trainer import Trainer

HELD_OUT = DataSet(X=[[0, 0], [0, 1], [1, 0], [1, 1]], Y=[[0], [1], [1], [0]], name="held", train_rows=[0, 1, 2])


@pytest.fixture
def t():
    return Trainer("xor", alpha=2)


@pytest.fixture
def hand(t):
    return Hand(t)


def shows(t, name):
    """Whether the picture has an image of that name."""
    return f'data-key="{name}"' in t._view.html


def button(t):
    """What the button that runs and pauses says."""
    return text(by_ref(page(t))["run"])


def course(t):
    """The points of the curve, in pixels, and its end."""
    (line,), (dot,) = with_class(page(t), "course"), with_class(page(t), "dot")
    points = [tuple(map(float, point.split())) for point in line.get("d")[1:].split("L")]
    return points, (float(dot.get("cx")), float(dot.get("cy")))


def forget(t):
    """Let it forget how it came to where it is."""
    t._told, t._history = Told(), []
    t._draw()


def assert_as_minimize(t, steps):
    """It did what minimize does."""
    data = t.data_set.train
    expected = bpkit.minimize(
        bpkit.random_theta(t.layer_sizes, t.seed), *data, t.lambda_, alpha=t.alpha, iterations=steps, progress=False,
        momentum=t.momentum, batch_size=t.batch_size, seed=t.seed,
    )  # fmt: skip
    assert t.steps == steps
    np.testing.assert_allclose(t.J_history, expected.J, rtol=1e-12, atol=1e-15)
    for l in expected.Theta:
        np.testing.assert_allclose(t.Theta[l], expected.Theta[l], rtol=1e-12, atol=1e-15)
    J, D = bpkit.cost_and_gradient(t.Theta, *data, t.lambda_)
    assert t.J == pytest.approx(J, rel=1e-12)
    for l in D:
        np.testing.assert_allclose(t.D[l], D[l], rtol=1e-12, atol=1e-15)


def test_a_new_trainer_has_made_no_step(t):
    assert repr(t) == "Trainer(data='xor', layer_sizes=(2, 2, 1), lambda_=0.0, seed=0, alpha=2.0)"
    assert repr(eval(repr(t))) == repr(t)
    assert_as_minimize(t, 0)
    assert (
        said(t) == "D says which way J rises. Each step goes the other way: Θ := Θ − αD. Press Run, and watch J fall."
    )
    assert (button(t), t.running) == ("▸ Run", False)


@pytest.mark.parametrize("data, lambda_", [("xor", 0.0), ("planar", 0.5), (THREE, 1.0), (HELD_OUT, 0.0)])
def test_steps_are_those_of_minimize_on_the_training_examples(data, lambda_):
    t = Trainer(data, lambda_=lambda_, seed=3, alpha=1.5)
    t.step()
    t.step(6)
    assert_as_minimize(t, 7)
    assert said(t).startswith("After 7 steps ")
    assert ("held-out" in said(t)) == (data is HELD_OUT)
    assert shows(t, "plane") == (data is not THREE)
    assert_shown(t)


def test_the_digits_train_on_their_part_and_show_the_hidden_units():
    t = Trainer("digits", lambda_=1, alpha=2)
    t.step(3)
    assert t.m == 1198
    assert_as_minimize(t, 3)
    train, test = (bpkit.accuracy(t.Theta, *part) for part in (load("digits").train, load("digits").test))
    told = f"After 3 steps {train:.0%} of the answers are right, and {test:.0%} on the held-out examples."
    assert said(t).startswith(told)
    assert shows(t, "units") and "The hidden units" in t._view.html
    t.layer_sizes = (64, 10)
    assert "The output units" in t._view.html and t.steps == 0


def test_reset_goes_back_to_the_same_weights_and_keeps_alpha_and_lambda(t, hand):
    t.alpha, t.lambda_ = 3, 0.5
    first = t.J
    t.step(5)
    hand.pick("reset")
    assert (t.steps, t.J, t.alpha, t.lambda_) == (0, first, 3, 0.5)
    assert_as_minimize(t, 0)
    hand.pick("step")
    assert_as_minimize(t, 1)
    hand.pick("undo")
    assert_as_minimize(t, 5)
    assert said(t).startswith("Undone: Reset. After 5 steps ")


def test_alpha_and_lambda_act_on_the_weights_as_they_are(t):
    t.step(5)
    Theta = t.Theta
    t.lambda_ = 2
    assert t.Theta is Theta and t.steps == 5
    assert t.J == bpkit.cost(Theta, *load("xor").train, 2)
    t.alpha = 0.5
    D = t.D
    t.step()
    for l in Theta:
        np.testing.assert_allclose(t.Theta[l], Theta[l] - 0.5 * D[l], rtol=1e-13)
    assert_shown(t)


@pytest.mark.parametrize("name, value", [("seed", 4), ("layer_sizes", (2, 3, 1)), ("data", "and")])
def test_another_network_begins_anew(t, name, value):
    t.step(5)
    setattr(t, name, value)
    assert_as_minimize(t, 0)


def test_theta_is_where_it_begins(t):
    Theta, xor = bpkit.random_theta((2, 2, 1), seed=1), load("xor")
    t.step(3)
    t.Theta = Theta
    assert (t.J, t.steps) == (bpkit.cost(Theta, *xor.train), 0)
    t.step(2)
    expected = bpkit.minimize(Theta, *xor.train, alpha=2, iterations=2, progress=False)
    np.testing.assert_array_equal(t.J_history, expected.J)
    again = eval(repr(t))
    assert again.J == t.J_history[0] and "Theta=" in repr(again)
    t.reset()
    assert t.J == bpkit.cost(Theta, *xor.train)
    t.Theta = bpkit.random_theta((2, 3, 1), seed=4)
    assert t.layer_sizes == (2, 3, 1) and t.J == bpkit.cost(bpkit.random_theta((2, 3, 1), seed=4), *xor.train)
    t.seed = 5
    assert_as_minimize(t, 0)
    assert "Theta=" not in repr(t)


def test_layers_that_nobody_chose_are_those_of_the_data_after_training_too(t):
    for data, sizes in [("planar", (2, 4, 1)), ("xor", (2, 2, 1)), ("or", (2, 2, 1)), ("xor", (2, 2, 1))]:
        t.step(2)
        t.data = data
        assert t.layer_sizes == sizes
        assert_as_minimize(t, 0)


def test_what_is_moved_by_hand_is_the_trait(t, hand):
    hand.move("alpha", 2.5, 3)
    assert said(t).startswith("You moved α from 2 to 3. Nothing else changed.") and changed(t) == {"alpha"}
    hand.move("lambda_", "1")
    assert said(t).startswith("You moved λ from 0 to 1. Changed: J.") and changed(t) == {"J", "lambda_"}
    hand.move("speed", 50)
    assert (t.alpha, t.lambda_, t.speed, shown(t)["speed"]) == (3, 1, 50, 50)
    hand.move("seed", 7)
    assert said(t).startswith("You moved the seed from 0 to 7. Changed: J.")
    assert_as_minimize(t, 0)
    hand.move("data", "or")
    assert (t.data, t.steps) == ("or", 0) and "You chose “or”" in said(t)
    assert_as_minimize(t, 0)
    assert_shown(t)


def test_layers_are_changed_where_they_stand(t, hand):
    t.step(3)
    for ref, sizes in [
        ("unit+[2]", (2, 3, 1)), ("layer+[2]", (2, 3, 2, 1)), ("unit-[2]", (2, 2, 2, 1)), ("unit-[3]", (2, 2, 1, 1)),
        ("unit-[3]", (2, 2, 1)),
    ]:  # fmt: skip
        hand.pick(ref)
        assert t.layer_sizes == sizes
        assert_as_minimize(t, 0)
    assert said(t).startswith("You took layer 3 out. The network has a new shape")
    for _ in range(5):
        hand.pick("undo")
    assert_as_minimize(t, 3)


def test_undo_brings_back_a_number_and_keeps_the_training(t, hand):
    t.step(5)
    hand.move("alpha", 3, 4, done=False)
    hand.move("alpha", 5)
    t.step(4)
    hand.move("lambda_", 2)
    hand.move("speed", 50)
    hand.move("momentum", 0.5)
    hand.move("batch", 2)
    t.step(3)
    J, Theta = t.J_history, t.Theta
    hand.move("alpha", 7, done=False)
    t.step()
    hand.move("alpha", 5)  # it came back
    assert (t.steps, t.alpha) == (13, 5)
    for _ in range(4):
        hand.pick("undo")
    assert (t.steps, t.alpha, t.lambda_, t.speed, t.momentum, t.batch_size) == (13, 5, 0, 100, 0, None)
    np.testing.assert_array_equal(t.J_history[:12], J[:12])
    assert t.J == bpkit.cost(t.Theta, *load("xor").train, 0)
    hand.pick("undo")
    assert said(t).startswith("Undone: You moved α from 2 to 5. After 13 passes ") and t.alpha == 2
    J, Theta = t.J_history, t.Theta
    hand.move("seed", 4)
    t.step(2)
    hand.pick("undo")  # of what began anew: the training of then
    np.testing.assert_array_equal(t.J_history, J)
    assert all((t.Theta[l] == Theta[l]).all() for l in Theta)


@pytest.mark.parametrize("data, momentum, batch_size", [("xor", 0.9, None), (HELD_OUT, 0.0, 2), ("digits", 0.9, 100)])
def test_momentum_and_batches_are_those_of_minimize(data, momentum, batch_size):
    t = Trainer(data, lambda_=0.5, seed=3, alpha=0.1, momentum=momentum, batch_size=batch_size)
    assert repr(eval(repr(t))) == repr(t)
    t.step(3)
    t.step(2)
    assert_as_minimize(t, 5)
    assert f"After 5 {'passes' if batch_size else 'steps'} " in said(t)
    assert text(by_ref(page(t))["step"]) == f"One {'pass' if batch_size else 'step'}"
    assert f"{'passes' if batch_size else 'steps'} a second" in t._view.html
    t.reset()
    t.step(2)
    assert_as_minimize(t, 2)


def test_momentum_and_batches_are_numbers_to_move(hand):
    t = hand.widget = Trainer("planar")
    shown = lambda: [text(by_ref(page(t))[ref]) for ref in ("momentum", "batch")]  # noqa: E731
    assert shown() == ["0", str(t.m)] and f"of {t.m}" in t._view.html
    hand.move("momentum", 0.9)
    assert t.momentum == 0.9 and "You set the momentum to 0.9" in said(t)
    for value, size, told in [(16, 16, "16 examples"), (t.m, None, "all examples"), (5, 5, "5 examples")]:
        hand.move("batch", value)
        assert t.batch_size == size and f"Each step asks {told} now" in said(t)
    assert shown() == ["0.9", "5"]
    hand.move("batch", str(t.m))
    assert t.batch_size is None and shown() == ["0.9", str(t.m)]
    for ref, bad in (("momentum", 1), ("batch", 0), ("batch", 2.5), ("batch", t.m + 1)):
        hand.move(ref, bad)
        assert re.match(f"{ref} must be .*, got {bad}\\.", said(t))
    for _ in range(5):
        hand.pick("undo")
    assert (t.momentum, t.batch_size) == (0, None)


def test_the_held_out_curve_is_their_cross_entropy():
    t = Trainer("digits", lambda_=1, alpha=2)
    t.step(40)
    data = load("digits")
    start = bpkit.random_theta(t.layer_sizes, 0)
    expected = bpkit.minimize(
        start, *data.train, 1, alpha=2, iterations=40, progress=False, validation=data.test, patience=99
    ).held_out
    costs = t._scene().held_out
    assert {0, 40} <= costs.keys() and len(costs) < 20
    for step, held_out in costs.items():
        assert held_out == pytest.approx(expected[step], rel=1e-12)
    curve = with_class(page(t), "dashed")[0].get("d")
    assert curve.count("L") == len(costs) - 1
    assert f"held-out examples, without penalty: {expected[-1]:.4f}" in t._view.html
    assert not with_class(page(Trainer("xor")), "dashed")
    long = Trainer(HELD_OUT)
    long.step(5000)
    assert len(long._scene().held_out) < 250


def test_steps_are_no_answer_to_a_move(t, hand):
    t.step(2)
    hand.move("lambda_", 1)
    assert "J" in changed(t)
    hand.pick("step")
    assert changed(t) == set() and said(t).startswith("After 3 steps ")


def test_a_number_that_comes_back_is_no_move(t, hand):
    hand.move("alpha", 3, 4, 2)
    assert (t.alpha, t._history, said(t)) == (2, [], said(Trainer("xor", alpha=2)))


def assert_shown(t):
    """The numbers of the screen are those of the traits; and the answers beside the points those of the network."""
    numbers, X = shown(t), t.data_set.train.X
    for name in ("J", "alpha", "lambda_", "seed", "speed"):
        assert abs(numbers[name] - getattr(t, name)) <= numbers[name].half
    answers = {ref: number for ref, number in numbers.items() if ref.startswith("h")}
    assert len(answers) == (len(X) if shows(t, "plane") and len(X) <= 6 else 0)
    h = bpkit.forward_propagate(t.Theta, X.T)[1][len(t.layer_sizes)][0]
    for ref, number in answers.items():
        assert abs(number - h[int(ref.partition("@")[2]) - 1]) <= number.half


def test_the_curve_goes_through_J(t):
    t.step(40)
    points, end = course(t)
    (x0, y0), scale = points[0], (points[-1][1] - points[0][1]) / (t.J - t.J_history[0])
    assert points[-1] == pytest.approx(end, abs=0.06) and len(points) == 41
    for k, J in enumerate(t.J_history):
        assert points[k] == pytest.approx((x0 + k * (end[0] - x0) / 40, y0 + scale * (J - t.J_history[0])), abs=0.2)


def test_a_long_curve_is_thinned_and_no_leap_is_lost():
    t = Trainer("xor", alpha=20)
    t.step(1001)
    points, end = course(t)
    assert len(points) <= MOST_DRAWN + 10 and points[-1] == pytest.approx(end, abs=0.06)
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    per_J = (points[0][1] - min(y for _, y in points)) / (t.J_history.max() - t.J_history[0])
    lowest = points[0][1] + per_J * (t.J_history[0] - t.J_history.min())
    assert max(y for _, y in points) == pytest.approx(lowest, abs=0.2)


def test_the_axis_grows_by_whole_steps(t):
    def last(t):
        return max(int(label.text) for label in with_class(page(t), "s") if (label.text or "").isdigit())

    found = []
    for count in (1, 10, 1, 88, 1, 300):
        t.step(count)
        found.append(last(t))
    assert found == [10, 15, 15, 100, 150, 500]


def test_leaps_get_a_word():
    assert comment([0.7, 0.5, 0.6, 0.4]) == comment([0.7, 0.5, 0.6, 0.7, 0.8]) == "", "that is not up and down"
    assert comment([0.7, 0.5, 0.6, 0.4, 0.7], since=2) == "" != comment([9, 0.7, 0.5, 0.6, 0.4, 0.7], since=1)
    assert "leaps" in comment([0.7, 0.5, 0.6, 0.4, 0.7]) and comment([0.7, 0.69, 0.68]) == ""
    t = Trainer("xor", alpha=20)
    t.step(300)
    assert said(t).endswith("J leaps up and down: the steps are too long.")


def test_leaps_are_told_before_they_fill_the_plot():
    t = Trainer("digits", alpha=8, lambda_=1)
    t.step(6)
    assert "leaps" in said(t)


def test_a_jump_by_lambda_is_not_blamed_on_alpha():
    t = Trainer("digits", alpha=3, lambda_=1)
    t.step(300)  # then λ lets J jump, and it wiggles by less than a hundredth of it on its way down
    t.lambda_ = 100
    for _ in range(60):
        t.step()
        assert "leaps" not in said(t)


def test_the_plane_has_numbers_at_its_axes():
    far = DataSet(X=[[1000, 5], [1000.1, 5.02], [1000.3, 5]], Y=[[0], [1], [0]], name="far")
    for data, right, up in (
        ("xor", "0 1", "0 1"), ("planar", "−1 0 1", "−1 0 1"), (far, "1000 1000.2", "5 5.2")
    ):  # fmt: skip
        (paper,) = with_class(page(Trainer(data)), "paper")
        left, top, side = (float(paper.get(name)) for name in ("x", "y", "width"))
        labels = [label for label in with_class(page(Trainer(data)), "s") if label.get("class") == "mu s n"]
        at = [(float(label.get("x")), float(label.get("y")), label.text) for label in labels]
        assert [told for x, y, told in at if x > left and 0 < y - top - side < 20] == right.split()
        assert [told for x, y, told in at if 0 < left - x < 10 and y > top] == up.split()


def test_the_points_are_circles_and_triangles():
    for data in (HELD_OUT, load("planar")):
        paths = [path.get("d") for path in with_class(page(Trainer(data)), "shape")]
        triangles, circles = (sum(path.count(mark) for path in paths) for mark in "lM")
        ones = int(data.Y.sum())
        key = 3 if data is HELD_OUT else 2
        assert triangles == ones + 1 and circles == len(data.X) + key


def test_the_tip_says_where_J_and_an_answer_come_from(t, hand):
    t.step(3)
    sent = []
    t._view.send = sent.append
    for ref in ("J", "h[1]@2", "alpha", "speed", "seed", "lambda_", "nonsense"):
        t._view._receive(None, {"tip": ref}, [])
    told = {message["tip"]: message["html"] for message in sent}
    assert f"{t.J:.4f}" in told["J"] and "how far a step goes" in told["alpha"] and told["nonsense"] == ""
    assert f"{bpkit.forward_propagate(t.Theta, [0, 1])[1][3][0, 0]:.4f}" in told["h[1]@2"]
    assert all("drag it" in told[ref] for ref in ("alpha", "speed", "seed", "lambda_"))


@pytest.mark.parametrize("width", [1085, 1000, 640])
def test_the_picture_keeps_its_size(width):
    sizes = set()
    for data in ("xor", "planar", "digits", THREE, HELD_OUT):
        t = Trainer(data)
        t._view._receive(None, {"width": width}, [])
        for name, value in (("alpha", 2), ("alpha", 1e300), ("lambda_", 3), ("seed", 12345)):
            setattr(t, name, value)
            t.step()
            svg = with_class(page(t), "stage")[0].find("svg")
            sizes.add((svg.get("width"), svg.get("height")))
    ((w, h),) = sizes
    assert float(w) == width and (float(h) <= 552 or width == 640)


MOVES = st.one_of(
    st.tuples(st.just("alpha"), st.floats(0.01, 30)),
    st.tuples(st.just("lambda_"), st.floats(0, 10)),
    st.tuples(st.just("seed"), st.integers(0, 99)),
    st.tuples(st.just("data"), st.sampled_from(["xor", "or", "planar"])),
    st.tuples(st.just("step"), st.integers(1, 30)),
    st.tuples(st.sampled_from(["unit+[2]", "unit-[2]", "layer+[1]", "undo", "reset"]), st.none()),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(MOVES, max_size=8))
def test_after_any_moves_the_screen_and_the_mathematics_agree(moves):
    t = Trainer("xor")
    hand = Hand(t)
    for ref, value in moves:
        if ref == "step":
            t.step(value)
        elif value is None:
            if ref in by_ref(page(t)) and by_ref(page(t))[ref].get("data-pick"):
                hand.pick(ref)
        else:
            hand.move(ref, value)
        J, D = bpkit.cost_and_gradient(t.Theta, *t.data_set.train, t.lambda_)
        assert t.J == J and all((t.D[l] == D[l]).all() for l in D)
        assert math.isfinite(t.J) and len(t.J_history) == t.steps + 1
        assert_shown(t)
    forget(t)
    again = eval(repr(t))
    np.testing.assert_array_equal(again.J, bpkit.cost(t._course.start, *t.data_set.train, t.lambda_))


@pytest.mark.parametrize(
    "name, bad",
    [
        ("alpha", 0), ("alpha", -1), ("alpha", "1"), ("alpha", np.nan), ("speed", 0), ("speed", 2000),
        ("running", "yes"), ("running", True), ("edits", {1: ([0, 0], [1])}), ("lambda_", -1),
        ("edits", np.eye(2)), ("edits", np.array([])), ("edits", ""), ("edits", 0), ("edits", np.ma.masked),
    ],
)  # fmt: skip
def test_bad_values_are_told_and_change_nothing(t, name, bad):
    t.step(2)
    before, J = getattr(t, name), t.J_history
    with pytest.raises(ValueError, match=f"^{name} (must|needs) .*\\.$"):
        setattr(t, name, bad)
    assert getattr(t, name) == before
    np.testing.assert_array_equal(t.J_history, J)


def test_a_bad_value_by_hand_is_told_in_the_strip(t, hand):
    hand.move("alpha", "-1")
    assert said(t) == "α must be a number above 0, got −1." and is_a_sentence(said(t)) and t.alpha == 2
    hand.move("speed", 2000)
    assert said(t).startswith("speed must be") and is_a_sentence(said(t)) and t.speed == 100
    hand.pick("run")
    assert said(t).startswith("running needs an event loop") and not t.running
    with pytest.raises(ValueError, match="^count must be a whole number of at least 1, got 0.$"):
        t.step(0)
    t.step(400)
    hand.move("lambda_", "1e308")  # the weights have grown, so J would be inf
    assert "J must be" in said(t) and (t.lambda_, t.steps) == (0, 400)
    assert_as_minimize(t, 400)


@pytest.mark.filterwarnings("error")
def test_many_steps_tell_how_far_they_are_and_after_an_interrupt_those_that_were_made_stay(t, monkeypatch, capsys):
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    descend = t._descend

    def interrupted():
        if t.steps == 7:
            raise KeyboardInterrupt
        return descend()

    monkeypatch.setattr(t, "_descend", interrupted)
    with pytest.raises(KeyboardInterrupt):
        t.step(100)
    assert "steps" in capsys.readouterr().out
    assert_as_minimize(t, 7)
    assert abs(shown(t)["J"] - t.J) <= 5.1e-5 and len(t.J_history) == 8
    monkeypatch.undo()
    t.step(3)
    assert_as_minimize(t, 10)


def test_it_stops_where_J_is_no_longer_finite(t):
    t.alpha = 1e308
    t.step(50)
    assert t.steps < 50 and np.isfinite(t.J_history).all()
    assert all(np.isfinite(t.Theta[l]).all() for l in t.Theta)
    assert f"Stopped after {t.steps} steps" in said(t) and "α = 1e+308 is too large here" in said(t)
    t.alpha = 0.1
    assert "from 1e308 to 0.1" in said(t)
    t.reset()
    assert "too large" not in said(t)


# ---------------------------------------------------------------- running


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(trainer, "FRAME", 0.02)


def test_it_runs_pauses_and_goes_on(t, hand, quick):
    async def run():
        hand.pick("run")
        assert (t.running, button(t)) == (True, "‖ Pause")
        await until(lambda: t.steps > 3)
        hand.pick("run")
        assert (t.running, button(t)) == (False, "▸ Run")
        await asyncio.sleep(0.1)
        assert not others()
        steps = t.steps
        assert_as_minimize(t, steps)
        assert f"After {steps} steps" in said(t) and f"J after {steps} steps" in t._view.html
        t.running = True
        await until(lambda: t.steps > steps)
        t.running = False

    asyncio.run(run())


def test_to_start_twice_does_not_make_two(t, quick):
    async def run():
        for running in (True, True, False, True, False, True):
            t.running = running
        await until(lambda: len(others()) == 1)
        t.running = False

    asyncio.run(run())


def test_alpha_lambda_and_the_seed_change_while_it_runs(t, quick):
    async def run():
        t.running = True
        await until(lambda: t.steps > 2)
        t.alpha, t.lambda_ = 0.5, 1
        steps = t.steps
        await until(lambda: t.steps > steps and changed(t) == set())
        assert t.running and said(t).startswith("You moved λ from 0 to 1.")
        t.seed = 5
        assert t.steps == 0 and t.running
        await until(lambda: t.steps > 0)
        t.running = False
        assert_as_minimize(t, t.steps)

    asyncio.run(run())


@pytest.mark.parametrize("drawing", [0.0, 0.01, 0.1, 1.0])
@pytest.mark.parametrize("step", [0.002, 0.01, 0.2])
def test_three_quarters_of_the_time_are_training(step, drawing, monkeypatch):
    """By a clock of its own: a step and a picture take as long as it says, in seconds."""
    t, now, trained = Trainer(speed=1000), 0.0, 0.0

    def descend(_until):
        nonlocal now, trained
        now, trained = now + step, trained + step
        return True

    def draw():
        nonlocal now
        now += drawing

    monkeypatch.setattr(trainer, "time", SimpleNamespace(monotonic=lambda: now))
    for name, does in {"_descend": descend, "_draw": draw, "_arrive": lambda: None}.items():
        monkeypatch.setattr(t, name, does)
    for rest in t._run():
        now += rest
        if now > 100:
            break
    assert trained > 0.75 * now


def test_a_long_pass_is_made_bit_by_bit_and_goes_on_after_a_pause(quick, monkeypatch):
    t = Trainer("planar", batch_size=1)  # 40 batches
    whole = trainer.training.cost_and_gradient

    made = []

    def slow(Theta, X, *rest):
        time.sleep(0.01)
        made.append(len(X))
        return whole(Theta, X, *rest)

    monkeypatch.setattr(trainer.training, "cost_and_gradient", slow)

    async def run():
        t.running = True
        await until(lambda: t._pass is not None)
        begun = len(made)
        async with asyncio.timeout(10):
            await asyncio.to_thread(setattr, t, "running", False)
        assert t.steps == 0 and t._pass is not None, "it was paused inside the first pass"
        assert len(made) - begun < 20, "which is 0.2 s, where the machine has nothing else to do"
        t.running = True
        await until(lambda: t.steps == 1)
        t.running = False

    asyncio.run(run())
    t.reset()  # gives the pass up
    t.step(2)
    monkeypatch.undo()
    assert_as_minimize(t, 2)


def test_it_pauses_by_itself(t, quick, monkeypatch):
    monkeypatch.setattr(trainer, "MOST", 7)

    async def run():
        t.running = True
        await until(lambda: not t.running)
        assert t.steps == 7 and button(t) == "▸ Run"
        assert "Paused after 7 steps" in said(t)
        t.running = True
        await until(lambda: not t.running)
        assert t.steps == 14

    asyncio.run(run())


def test_when_it_diverges_while_it_runs_it_stops_and_says_so(t, quick):
    async def run():
        t.alpha = 1e308
        t.running = True
        await until(lambda: not t.running)
        assert "too large here" in said(t) and button(t) == "▸ Run"

    asyncio.run(run())


def test_a_mistake_of_ours_in_the_task_is_shown_and_it_stops(t, quick, monkeypatch, caplog):
    def broken(*_):
        raise KeyError("a bug")

    async def run():
        monkeypatch.setattr(trainer.training, "passing", broken)
        t.running = True
        await until(lambda: not t.running)
        assert "mistake in bpkit" in said(t) and "KeyError" in said(t)
        assert button(t) == "▸ Run" and "a bug" in caplog.text

    asyncio.run(run())


def test_to_close_it_stops_it(t, quick):
    async def run():
        t.running = True
        await asyncio.sleep(0)
        t.close()
        await until(lambda: not others())

    asyncio.run(run())


def test_it_is_reset_and_undone_while_it_runs(t, hand, quick):
    async def run():
        hand.pick("run")
        await until(lambda: t.steps > 5)
        hand.move("alpha", 3, 4, done=False)
        steps = t.steps
        await until(lambda: t.steps > steps)
        hand.move("alpha", 5)
        await until(lambda: t.steps > steps + 2)
        hand.pick("reset")
        assert t.steps == 0 and t.running
        await until(lambda: t.steps > 1)
        hand.pick("undo")
        assert t.steps > steps and t.alpha == 5 and t.running
        later = t.steps
        hand.pick("undo")
        assert t.steps >= later and t.alpha == 2
        hand.pick("run")

    asyncio.run(run())


def test_what_runs_is_not_read_out(t, hand, quick):
    async def run():
        def live():
            return with_class(page(t), "say")[0].get("aria-live")

        assert live() == "polite"
        hand.pick("run")
        assert live() == "off" and by_ref(page(t))["step"].get("data-pick") is None
        hand.pick("run")
        assert live() == "polite"

    asyncio.run(run())


def test_a_picture_is_light():
    for data in ("xor", "planar", "digits"):
        t = Trainer(data, alpha=4)
        t.step(500 if data != "digits" else 5)
        assert len(t._view.html.encode()) < 20_000


@pytest.mark.parametrize("data", ["xor", "planar", "digits", THREE], ids=str)
def test_the_saved_picture(data):
    t = Trainer(data)
    t.step(3)
    bundle = t._repr_mimebundle_()
    assert bundle["text/plain"] == repr(t)
    svg = bundle["image/svg+xml"]
    saved = shown(t, ElementTree.fromstring(svg))
    assert saved == {ref: number for ref, number in shown(t).items() if ref != "data"} and "var(" not in svg
    assert "data-pick" not in svg and svg.count("data:image/png") == (0 if data is THREE else 1)
