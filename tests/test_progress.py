"""What takes long says how far it is, and stops when it is told to."""

import threading
import warnings

import numpy as np
import pytest

import bpkit
from bpkit import progress
from bpkit.gradient_check import slopes
from bpkit.trace import Trace

xor = bpkit.load("xor")
Theta = bpkit.random_theta((2, 2, 1), seed=0)
rng = np.random.default_rng(0)
LONG = bpkit.DataSet(rng.normal(size=(90, 2)), rng.random((90, 1)))

LENGTHY = {
    "numerical_gradient": (lambda: bpkit.numerical_gradient(Theta, xor.X, xor.Y), "slopes of J", "9/9"),
    "gradient_check": (lambda: bpkit.gradient_check(Theta, xor.X, xor.Y).numerical, "slopes of J", "9/9"),
    "trace to the end": (lambda: bpkit.trace(Theta, LONG.X, LONG.Y)[-1].after.D, "Δ", "89/89"),
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
