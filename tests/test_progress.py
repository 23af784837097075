"""What takes long says how far it is, and stops when it is told to."""

import re
import threading
import warnings
from contextlib import nullcontext

import numpy as np
import pytest
from hands import Hand, assert_computed, page

import bpkit
from bpkit import progress
from bpkit.gradient_check import slopes
from bpkit.trace import Trace
from bpkit.widgets.view import View

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
