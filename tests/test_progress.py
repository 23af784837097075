"""What takes long says how far it is, and stops when it is told to."""

import re
import signal
import sys
import threading
import warnings
from contextlib import nullcontext

import numpy as np
import pytest
from hands import Hand, assert_computed, assert_right, interruptible, page  # noqa: F401
from tqdm import tqdm

import bpkit
from bpkit import progress, training
from bpkit.gradient_check import slopes
from bpkit.progress import unbroken
from bpkit.trace import Trace
from bpkit.widgets.view import View

pytestmark = pytest.mark.usefixtures("interruptible")

xor = bpkit.load("xor")
Theta = bpkit.random_theta((2, 2, 1), seed=0)
rng = np.random.default_rng(0)
MANY = bpkit.DataSet(rng.normal(size=(4000, 2)), rng.random((4000, 1)))
LONG = bpkit.DataSet(rng.normal(size=(90, 2)), rng.random((90, 1)))

LENGTHY = {
    "numerical_gradient": (lambda: bpkit.numerical_gradient(Theta, xor.X, xor.Y), "slopes of J", "9/9"),
    "gradient_check": (lambda: bpkit.gradient_check(Theta, xor.X, xor.Y).numerical, "slopes of J", "9/9"),
    "trace to the end": (lambda: bpkit.trace(Theta, LONG.X, LONG.Y)[-1].after.D, "Δ", "89/89"),
    "a widget of many examples": (lambda: bpkit.Explorer(MANY).D, "Δ, by 2000 examples", "2/2"),
    "minimize": (lambda: bpkit.minimize(Theta, xor.X, xor.Y, iterations=7).Theta, "minimize J", "7/7"),
}


@pytest.mark.parametrize("name", LENGTHY)
def test_a_bar_on_stdout_says_how_far_it_is(name, monkeypatch, capsys):
    compute, what, done = LENGTHY[name]
    expected = compute()
    quick = capsys.readouterr()
    assert (what in quick.out) == (name == "minimize"), "of what is done at once nothing is said"
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    found = compute()
    out, err = capsys.readouterr()
    assert what in out and done in out and err == ""
    np.testing.assert_equal({**found}, {**expected})


def test_an_interrupt_ends_the_bar_and_comes_through(monkeypatch, capsys):
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    asked = []

    def J(Theta):
        asked.append(Theta)
        if len(asked) == 8:
            raise KeyboardInterrupt
        return 0.0

    with pytest.raises(KeyboardInterrupt):
        slopes(J, Theta, 1e-4)
    assert len(asked) == 8
    assert capsys.readouterr().out.endswith("\n"), "a closed bar ends its line"


def test_after_an_interrupt_a_trace_goes_on_from_where_it_was(monkeypatch):
    expected = bpkit.trace(Theta, LONG.X, LONG.Y)[-1].after
    steps = bpkit.trace(Theta, LONG.X, LONG.Y)
    computed, lines = [], Trace._lines_1_to_4

    def interrupted(self, t):
        computed.append(t)
        if computed.count(51) == 1 and t == 51:
            raise KeyboardInterrupt
        return lines(self, t)

    monkeypatch.setattr(Trace, "_lines_1_to_4", interrupted)
    with pytest.raises(KeyboardInterrupt):
        steps[-1]
    del computed[:-1]
    found = steps[-1].after
    assert min(computed) > 40, "the sums of before are kept"
    for name in ("Delta", "D"):
        np.testing.assert_equal({**getattr(found, name)}, {**getattr(expected, name)})


@pytest.mark.parametrize("kind, data", [("Explorer", MANY), ("Stepper", LONG)])
@pytest.mark.parametrize("how", ["to its end", "interrupted"])
def test_a_widget_that_is_touched_says_it_itself(kind, data, how, monkeypatch, capsys):
    """In the first part of what it says, on the page and not in a cell; an interrupt leaves what was there."""
    widget = getattr(bpkit, kind)(data)
    hand, show, told = Hand(widget), View.show, []
    if kind == "Stepper":
        widget.position = len(widget.trace) - 1
    before, state = widget._view.html, repr(widget)
    capsys.readouterr()

    def see(view, html, *args):
        show(view, html, *args)
        assert page(widget) is not None
        if found := re.search(r"<b>(Δ.*?: \d+ of \d+)</b> ·", html):
            told.append(found[1])
            if how == "interrupted":
                monkeypatch.setattr(progress, "PATIENCE", 2.0)
                raise KeyboardInterrupt

    monkeypatch.setattr(View, "show", see)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    with pytest.raises(KeyboardInterrupt) if how == "interrupted" else nullcontext():
        hand.move("Theta[1][1, 1]", 1)
    assert told and capsys.readouterr() == ("", "") and widget._view.seq == hand.seq
    if how == "interrupted":
        assert widget._view.html == before and repr(widget) == state
    else:
        assert "<b>Δ" not in widget._view.html and widget.Theta[1][0, 1] == 1
    assert_computed(widget)
    monkeypatch.setattr(progress, "PATIENCE", 2.0)
    hand.move("Theta[1][1, 1]", 2)
    assert widget.Theta[1][0, 1] == 2
    assert_computed(widget)


# ---------------------------------------------------------------- pressed again


@pytest.fixture
def press(monkeypatch):
    """``press(owner, name, *calls)``: Kernel ▸ Interrupt is pressed just before these calls of it, counted from 1."""
    handler = signal.getsignal(signal.SIGINT)

    def press(owner, name, *calls):
        was, called = getattr(owner, name), []

        def pressed(*args, **kwargs):
            called.append(name)
            if len(called) in calls:
                signal.raise_signal(signal.SIGINT)
            return was(*args, **kwargs)

        monkeypatch.setattr(owner, name, pressed)

    yield press
    assert signal.getsignal(signal.SIGINT) is handler


@pytest.mark.parametrize("kind", ["Explorer", "Stepper", "LambdaLab"])
@pytest.mark.parametrize("again", ["_find_numbers", "_compute", "_restore"])
def test_pressed_again_while_the_last_good_state_comes_back(kind, again, press, monkeypatch):
    widget = getattr(bpkit, kind)("xor", lambda_=1)
    hand, before = Hand(widget), widget._view.html
    press(widget, "_draw", 1)
    press(widget, again, *{"_find_numbers": (2, 3), "_compute": (2,), "_restore": (1,)}[again])
    with pytest.raises(KeyboardInterrupt):
        widget.data = "planar"
    monkeypatch.undo()
    assert (widget.data, widget._view.html, widget._history) == ("xor", before, [])
    hand.move("Theta[1][1, 1]", 2)
    assert_right(widget) if kind == "Explorer" else assert_computed(widget)


def test_pressed_again_while_a_hand_is_told_that_it_was_interrupted(press, monkeypatch):
    e = bpkit.Explorer("xor")
    hand, before = Hand(e), e._view.html
    press(e, "_draw", 1)
    press(e._view, "show", 1)
    with pytest.raises(KeyboardInterrupt):
        hand.move("Theta[1][1, 1]", 2)
    monkeypatch.undo()
    assert e._view.html == before and e._view.seq == hand.seq, "else the page waits for ever"
    hand.move("Theta[1][1, 1]", 3)
    assert_right(e)


@pytest.mark.parametrize("owner, name", [(training, "cost_and_gradient"), (training, "cost"), (training, "finite")])
@pytest.mark.parametrize("again", [(training._Course, "result"), (tqdm, "close")])
def test_minimize_gives_what_it_has_however_often_it_is_pressed(owner, name, again, press, monkeypatch, capsys):
    press(owner, name, 5)
    press(*again, 1)
    found = bpkit.minimize(Theta, xor.X, xor.Y, iterations=100, validation=(xor.X, xor.Y))
    monkeypatch.undo()
    assert found.stopped == "interrupted" and 1 < len(found.J) == len(found.held_out) < 7
    expected = bpkit.minimize(Theta, xor.X, xor.Y, iterations=len(found.J) - 1, progress=False)
    np.testing.assert_equal(found.J, expected.J)


def test_minimize_that_has_nothing_yet_is_ended_by_an_interrupt(press):
    press(training, "cost_and_gradient", 1)
    with pytest.raises(KeyboardInterrupt):
        bpkit.minimize(Theta, xor.X, xor.Y, progress=False)


@pytest.mark.parametrize("where", ["_descend", "_arrive", "_values", "_draw"])
def test_the_steps_that_were_made_stay_however_often_it_is_pressed(where, press, monkeypatch):
    trainer = bpkit.Trainer("xor")
    press(trainer, "_descend", 8)
    press(trainer, where, 1 if where != "_descend" else 9)
    with pytest.raises(KeyboardInterrupt):
        trainer.step(100)
    monkeypatch.undo()
    assert trainer.steps == len(trainer.J_history) - 1 == 7
    for _ in range(2):
        expected = bpkit.minimize(trainer._course.start, xor.X, xor.Y, iterations=trainer.steps, progress=False)
        np.testing.assert_equal({**trainer.Theta}, expected.Theta)
        assert (trainer.J_history == expected.J).all() and trainer.J == bpkit.cost(trainer.Theta, xor.X, xor.Y)
        trainer.step(3)


def test_an_interrupt_between_a_step_and_its_held_out_cost(press, monkeypatch):
    trainer = bpkit.Trainer("digits", (64, 10))
    press(bpkit.widgets.trainer, "cost", 4)
    with pytest.raises(KeyboardInterrupt):
        trainer.step(9)
    monkeypatch.undo()
    assert trainer.J == pytest.approx(bpkit.cost(trainer.Theta, *trainer.data_set.train), rel=1e-12)
    assert len(trainer.J_history) == trainer.steps + 1 == 4, "three were made before the fourth was measured"


@pytest.mark.parametrize("name", ["numerical_gradient", "trace to the end"])
def test_pressed_again_while_the_bar_is_closed(name, press, monkeypatch, capsys):
    compute = LENGTHY[name][0]
    expected = compute()
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    owner, called = (
        (sys.modules["bpkit.gradient_check"], "cost") if name == "numerical_gradient" else (Trace, "_lines_1_to_4")
    )
    press(owner, called, 8)
    press(tqdm, "close", 1)
    with pytest.raises(KeyboardInterrupt):
        compute()
    monkeypatch.undo()
    assert capsys.readouterr().out.endswith("\n"), "the bar is closed"
    np.testing.assert_equal({**compute()}, {**expected})


def test_an_interrupt_waits_for_what_is_done_whole_and_is_not_lost():
    done = []
    with pytest.raises(KeyboardInterrupt):
        with unbroken():
            signal.raise_signal(signal.SIGINT)
            done.append("whole")
        done.append("more")
    assert done == ["whole"]
    thread = threading.Thread(target=lambda: [done.append(k) for k in range(2) if unbroken().__enter__() is None])
    thread.start()
    thread.join()
    assert done == ["whole", 0, 1], "in another thread there is none to wait for"


def test_it_starts_no_thread(monkeypatch, capsys):
    def refuse(thread):
        raise RuntimeError("can't start new thread")  # as a browser's Python says

    monkeypatch.setattr(threading.Thread, "start", refuse)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for compute, *_ in LENGTHY.values():
            compute()
    assert capsys.readouterr().err == ""
