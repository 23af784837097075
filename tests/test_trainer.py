"""The Trainer, without a browser or a kernel: what it computes, how it runs and stops, and what it shows."""

import asyncio

import numpy as np
import pytest
from hands import THREE

import bpkit
from bpkit import DataSet, load
from bpkit.widgets import trainer
from bpkit.widgets.trainer import Trainer

HELD_OUT = DataSet(X=[[0, 0], [0, 1], [1, 0], [1, 1]], Y=[[0], [1], [1], [0]], name="held", train_rows=[0, 1, 2])


@pytest.fixture
def t():
    return Trainer("xor", alpha=2)


def start(t):
    """The button that starts and pauses."""
    return t._run_buttons.children[0]


def assert_as_minimize(t, steps):
    """It did what minimize does."""
    data = t.data_set.train
    expected = bpkit.minimize(
        bpkit.random_theta(t.layer_sizes, t.seed), *data, t.lambda_, alpha=t.alpha, iterations=steps, progress=False
    )
    assert t.steps == steps
    np.testing.assert_array_equal(t.J_history, expected.J)
    for l in expected.Theta:
        np.testing.assert_array_equal(t.Theta[l], expected.Theta[l])
    J, D = bpkit.cost_and_gradient(t.Theta, *data, t.lambda_)
    assert J == t.J
    for l in D:
        np.testing.assert_array_equal(t.D[l], D[l])


def test_a_new_trainer_has_made_no_step(t):
    assert repr(t) == "Trainer(data='xor', layer_sizes=(2, 2, 1), lambda_=0.0, seed=0, alpha=2.0)"
    assert repr(eval(repr(t))) == repr(t)
    assert_as_minimize(t, 0)
    assert "After 0 steps J = 0.7" in t._sentence.html or "After 0 steps J = 0.6" in t._sentence.html
    assert (start(t).description, t.running) == ("Start", False)


@pytest.mark.parametrize("data, lambda_", [("xor", 0.0), ("planar", 0.5), (THREE, 1.0), (HELD_OUT, 0.0)])
def test_steps_are_those_of_minimize_on_the_training_examples(data, lambda_):
    t = Trainer(data, lambda_=lambda_, seed=3, alpha=1.5)
    t.step()
    t.step(6)
    assert_as_minimize(t, 7)
    assert "After 7 steps" in t._sentence.html
    assert ("held-out" in t._sentence.html) == (data is HELD_OUT)
    assert bool(t._other_view.html) == (data is not THREE)


def test_the_digits_train_on_their_part_and_show_the_hidden_units():
    t = Trainer("digits", lambda_=1, alpha=2)
    t.step(3)
    assert t.m == 1198
    assert_as_minimize(t, 3)
    train, test = (bpkit.accuracy(t.Theta, *part) for part in (load("digits").train, load("digits").test))
    assert f"training examples: {train:.0%}, on the held-out ones {test:.0%}." in t._sentence.html
    assert "units 1 to 25 of layer 2" in t._other_view.html
    t.layer_sizes = (64, 10)
    assert "units 1 to 10 of layer 2" in t._other_view.html and t.steps == 0


def test_reset_goes_back_to_the_same_weights(t):
    first = t.J
    t.step(5)
    t._run_buttons.children[2].click()
    assert t.steps == 0 and t.J == first
    assert_as_minimize(t, 0)
    t._run_buttons.children[1].click()
    assert_as_minimize(t, 1)


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
    assert (t._controls["alpha"].field.value, t._controls["lambda_"].field.value) == (0.5, 2)


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


def test_the_controls_set_the_traits(t):
    t._controls["alpha"].field.value = 3
    t._controls["speed"].field.value = 50
    t._controls["lambda_"].field.value = 1
    assert (t.alpha, t.speed, t.lambda_) == (3, 50, 1)
    t._controls["alpha"].slider.value = 7
    assert (t.alpha, t._controls["alpha"].field.value) == (7, 7)


@pytest.mark.parametrize(
    "name, bad",
    [
        ("alpha", 0), ("alpha", -1), ("alpha", "1"), ("alpha", np.nan), ("speed", 0), ("speed", 2000),
        ("running", "yes"), ("running", True), ("edits", {1: ([0, 0], [1])}), ("lambda_", -1),
    ],
)  # fmt: skip
def test_bad_values_are_told_and_change_nothing(t, name, bad):
    t.step(2)
    before, J = getattr(t, name), t.J_history
    with pytest.raises(ValueError, match=f"^{name} (must|needs) .*\\.$"):
        setattr(t, name, bad)
    assert getattr(t, name) == before
    np.testing.assert_array_equal(t.J_history, J)


def test_a_bad_value_in_a_field_is_told_beside_it(t):
    t._controls["alpha"].field.value = -1
    assert t._controls["alpha"].error == "alpha must be a number above 0, got -1.0." and t.alpha == 2
    with pytest.raises(ValueError, match="^count must be a whole number of at least 1, got 0.$"):
        t.step(0)
    t.step(400)
    t._controls["lambda_"].field.value = 1e308  # the weights have grown, so J would be inf
    assert "J must be" in t._controls["lambda_"].error and (t.lambda_, t.steps) == (0, 400)


@pytest.mark.filterwarnings("error")
def test_it_stops_where_J_is_no_longer_finite(t):
    t.alpha = 1e308
    t.step(50)
    assert t.steps < 50 and np.isfinite(t.J_history).all()
    assert all(np.isfinite(t.Theta[l]).all() for l in t.Theta)
    assert "α = 1e+308 is too large here" in t._stopped.html
    t.alpha = 0.1
    t.reset()
    assert "too large" not in t._stopped.html


# ---------------------------------------------------------------- running


def others():
    return asyncio.all_tasks() - {asyncio.current_task()}


async def until(true):
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.01)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(trainer, "FRAME", 0.02)


def test_it_runs_pauses_and_goes_on(t, quick):
    async def run():
        start(t).click()
        assert (t.running, start(t).description) == (True, "Pause")
        await until(lambda: t.steps > 3)
        start(t).click()
        assert (t.running, start(t).description) == (False, "Start")
        await asyncio.sleep(0.1)
        assert not others()
        steps = t.steps
        assert_as_minimize(t, steps)
        assert f"After {steps} steps" in t._sentence.html and f"J after {steps} steps" in t._cost_view.html
        t.running = True
        await until(lambda: t.steps > steps)
        t.running = False

    asyncio.run(run())


def test_to_start_twice_does_not_make_two(t, quick):
    async def run():
        for running in (True, True, False, True, False, True):
            t.running = running
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert len(others()) == 1
        t.running = False

    asyncio.run(run())


def test_alpha_lambda_and_the_seed_change_while_it_runs(t, quick):
    async def run():
        t.running = True
        await until(lambda: t.steps > 2)
        t.alpha, t.lambda_ = 0.5, 1
        steps = t.steps
        await until(lambda: t.steps > steps)
        assert t.running
        t.seed = 5
        assert t.steps == 0 and t.running
        await until(lambda: t.steps > 0)
        t.running = False
        assert_as_minimize(t, t.steps)

    asyncio.run(run())


def test_it_pauses_by_itself(t, quick, monkeypatch):
    monkeypatch.setattr(trainer, "REST", 7)

    async def run():
        t.running = True
        await until(lambda: not t.running)
        assert t.steps == 7 and start(t).description == "Start"
        assert "Paused after 7 steps" in t._stopped.html
        t.running = True
        await until(lambda: not t.running)
        assert t.steps == 14

    asyncio.run(run())


def test_when_it_diverges_while_it_runs_it_stops_and_says_so(t, quick):
    async def run():
        t.alpha = 1e308
        t.running = True
        await until(lambda: not t.running)
        assert "too large here" in t._stopped.html and start(t).description == "Start"

    asyncio.run(run())


def test_a_mistake_of_ours_in_the_task_is_shown_and_it_stops(t, quick, monkeypatch, caplog):
    def broken(*_):
        raise KeyError("a bug")

    async def run():
        monkeypatch.setattr(trainer.training, "step", broken)
        t.running = True
        await until(lambda: not t.running)
        assert "mistake in bpkit" in t._run_buttons.error and "KeyError" in t._run_buttons.error
        assert start(t).description == "Start" and "a bug" in caplog.text

    asyncio.run(run())


def test_to_close_it_stops_it(t, quick):
    async def run():
        t.running = True
        await asyncio.sleep(0)
        t.close()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not others()

    asyncio.run(run())


def test_a_png_goes_out_only_when_it_shows_something_new(t):
    sent = []
    for name in ("_cost_view", "_other_view"):
        getattr(t, name).observe(lambda change, name=name: sent.append(name), "html")
    t._draw()
    assert sent == []
    t.lambda_ = 1
    assert sent == ["_cost_view"]
    t.step()
    assert sent == ["_cost_view", "_cost_view", "_other_view"]


def test_the_saved_picture(t):
    bundle = t._repr_mimebundle_()
    assert bundle["text/plain"] == repr(t)
    assert bundle["image/svg+xml"].startswith("<svg") and bundle["image/svg+xml"].count("data:image/png") == 2
    assert Trainer(THREE)._picture().standalone().count("data:image/png") == 1
