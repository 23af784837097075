"""What goes on at the same time: threads, what runs by itself, widgets that nobody sees any more, and floods.

JupyterLab handles messages in another thread than cells. Here the event loop is the cells' thread, and a plain one
sends what the page would.
"""

import asyncio
import time
from threading import Thread

import numpy as np
import pytest
from hands import Hand, assert_right, others, page, recomputed, said, shown, until
from ipywidgets.widgets.widget import _instances
from traitlets import link

import bpkit
from bpkit import load
from bpkit.widgets import stepper, trainer, view
from bpkit.widgets.live import LOCK, LiveWidget

WIDGETS = [
    one for name in bpkit.__all__ if isinstance(one := getattr(bpkit, name), type) and issubclass(one, LiveWidget)
]
TIMES = 100


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(trainer, "FRAME", 0.004)


# ---------------------------------------------------------------- threads


def assert_trained(t):
    """The course is one from the seed's weights, with the α of now: none of its steps is of the time before a reset."""
    data = t.data_set.train
    start = bpkit.random_theta(t.layer_sizes, t.seed)
    expected = bpkit.minimize(start, *data, t.lambda_, alpha=t.alpha, iterations=t.steps, progress=False)
    np.testing.assert_array_equal(t.J_history, expected.J)
    for l in expected.Theta:
        np.testing.assert_array_equal(t.Theta[l], expected.Theta[l])
    J, drawn = shown(t)["J"], t.J_history if t.running else t.J_history[-1:]  # a picture may be some steps late
    assert np.abs(J - drawn).min() <= J.half


def test_no_touch_is_lost_while_it_trains(quick):
    def touch(t):
        hand = Hand(t)
        for k in range(TIMES):
            time.sleep(0.004)
            hand.move("alpha", 1 + k % 7)
            hand.pick("run")
            if k % 3:
                hand.pick("run")
            hand.move("data", ("or", "and", "xor")[k % 3])
            hand.pick("reset")
            with LOCK:
                assert (t.alpha, t.data, t.running) == (1 + k % 7, ("or", "and", "xor")[k % 3], k % 3 > 0)
                assert_trained(t)
            if not k % 3:
                hand.pick("run")

    async def run():
        t = bpkit.Trainer("xor", speed=1000)
        t.running = True
        await asyncio.to_thread(touch, t)
        steps = t.steps
        await until(lambda: t.steps > steps)
        assert t.running and "mistake" not in said(t) and len(others()) == 1
        t.running = False
        assert_trained(t)

    asyncio.run(run())


def test_no_touch_is_lost_while_it_plays():
    def touch(s):
        hand = Hand(s)
        for k in range(TIMES):
            time.sleep(0.004)
            hand.move("lambda_", k % 4)
            hand.move("data", ("or", "and", "xor")[k % 3])
            hand.pick("play")
            hand.pick("first")
            with LOCK:
                assert (s.lambda_, s.data, s.position, s.playing) == (k % 4, ("or", "and", "xor")[k % 3], 0, False)
            hand.pick("play")
            with LOCK:
                assert s.playing and s.step.index == s.position
                numbers, right = shown(s), recomputed(s)
                for ref in [ref for ref in numbers if ref[:5] in ("Theta", "lambd")]:
                    assert abs(numbers[ref] - right[ref]) <= numbers[ref].half

    async def run():
        s = bpkit.Stepper("xor")
        s.speed, s.playing = 50, True
        await asyncio.to_thread(touch, s)
        await until(lambda: s.position > 2)
        assert s.playing and "mistake" not in s._view.html and len(others()) == 1
        s.playing = False

    asyncio.run(run())


def test_python_and_a_hand_at_the_same_time_lose_nothing():
    e = bpkit.Explorer("xor", (2, 2, 1))
    hand = Hand(e)

    def touch():
        for k in range(2 * TIMES):
            hand.move("Theta[1][1, 1]", k / 100)

    thread = Thread(target=touch)
    thread.start()
    for k in range(2 * TIMES):
        with e.hold_trait_notifications():
            e.lambda_, e.example = k / 10, 1 + k % 4
        with LOCK:
            assert_right(e)
    thread.join()
    assert (e.lambda_, e.example, e.Theta[1][0, 1]) == (19.9, 4, 1.99)
    assert_right(e)


def test_linked_widgets_do_not_wait_for_each_other():
    one, other = bpkit.Explorer("xor"), bpkit.Explorer("or")
    link((one, "lambda_"), (other, "lambda_"))

    def touch(widget):
        for k in range(TIMES // 2):
            Hand(widget).move("lambda_", k)

    threads = [Thread(target=touch, args=[widget], daemon=True) for widget in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    assert one.lambda_ == other.lambda_ == TIMES // 2 - 1
    assert_right(one)
    assert_right(other)


def test_an_interrupt_leaves_the_last_good_state(monkeypatch):
    e = bpkit.Explorer("xor")

    def interrupted(*_):
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(e, "_find_numbers", interrupted)
    with pytest.raises(KeyboardInterrupt):
        e.data = "planar"
    assert e.data == "xor"
    assert_right(e)
    e.data = "or"
    assert_right(e)


# ---------------------------------------------------------------- nobody sees it any more


@pytest.mark.parametrize("kind", WIDGETS)
def test_to_close_it_takes_all_of_it_away_and_to_display_it_brings_it_back(kind):
    before = set(_instances)
    widget = kind()
    widget._repr_mimebundle_()
    models = set(_instances) - before
    assert len(models) >= 4
    widget.close()
    widget.close()
    assert set(_instances) == before
    if hasattr(widget, "example"):
        widget.example = 2
    bundle = widget._repr_mimebundle_()
    assert set(_instances) - before == models and page(widget) is not None
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] in models
    Hand(widget).leave("here")
    assert set(_instances) - before == models, "another page shows it"
    Hand(widget).leave()
    assert set(_instances) == before


def test_what_is_made_in_a_thread_goes_on_without_it():
    async def run():
        bpkit.UnitLab()  # here are the cells
        lab = bpkit.WrongLineLab(bet=6)
        await asyncio.to_thread(Hand(lab).pick, "stepper")
        (stepper,) = lab.children[1].children
        at = stepper.position
        stepper.speed = 50

        async def play():
            Hand(stepper).pick("play")

        await asyncio.to_thread(asyncio.run, play())
        await until(lambda: stepper.position > at)
        lab.close()
        assert not stepper.playing

    asyncio.run(run())


def test_what_opened_inside_is_closed_too():
    before = set(_instances)
    lab = bpkit.WrongLineLab(bet=6)
    Hand(lab).pick("stepper")
    lab.close()
    assert set(_instances) == before


@pytest.mark.parametrize("kind, trait, moved", [("Stepper", "playing", "position"), ("Trainer", "running", "steps")])
@pytest.mark.parametrize("end", ["close", "gone"])
def test_what_nobody_sees_stands_still(kind, trait, moved, end, quick):
    async def run():
        widget = getattr(bpkit, kind)("xor", speed=50)
        in_a_box = set(_instances)
        setattr(widget, trait, True)
        await until(lambda: getattr(widget, moved) > 1)
        widget.close() if end == "close" else Hand(widget).leave()
        at = getattr(widget, moved)
        await until(lambda: not others())
        await asyncio.sleep(0.05)
        assert getattr(widget, moved) == at and getattr(widget, trait) is False
        assert end == "close" or in_a_box <= set(_instances), "in somebody's box, which may be displayed again"
        setattr(widget, trait, True)  # it can go on
        await until(lambda: getattr(widget, moved) > at)
        widget.close()

    asyncio.run(run())


# ---------------------------------------------------------------- floods


@pytest.fixture
def sent(monkeypatch):
    """What goes down, one dict of traits a message."""
    messages = []
    monkeypatch.setattr(view.View, "_send", lambda self, msg, buffers=None: messages.append(msg.get("state")))
    return messages


def test_of_a_burst_the_last_state_arrives(sent):
    async def run():
        s = bpkit.Stepper("xor")
        sent.clear()
        started = time.monotonic()
        for k in range(300):
            s.position = k % 33
        s.position = 6
        seconds = time.monotonic() - started
        await until(lambda: sent[-1]["html"] == s._view.html)
        assert len(sent) <= view.BURST + view.RATE * (seconds + 0.1) + 2 and "step 7 of 33" in s._view.html
        count = len(sent)
        await asyncio.sleep(3 / view.RATE)
        assert len(sent) == count

    asyncio.run(run())


def test_a_hand_is_answered_at_once(sent):
    async def run():
        e = bpkit.Explorer("xor")
        sent.clear()
        hand = Hand(e)
        for k in range(1, 61):
            hand.move("lambda_", k, done=False)
            assert sent[-1]["seq"] == hand.seq and sent[-1]["html"] == e._view.html
        assert len(sent) == 60

    asyncio.run(run())


@pytest.mark.parametrize("kind", WIDGETS)
def test_a_change_is_one_message(kind, sent):
    widget = kind()
    refs = [name for ref, name in widget.BY_REF.items() if isinstance(getattr(widget, name), int | float)]
    sent.clear()
    for name in refs:
        value = getattr(widget, name)
        setattr(widget, name, value + 1 if isinstance(value, int) else value * 0.9 + 0.01)
        assert len(sent) == 1, name
        sent.clear()


# ---------------------------------------------------------------- long ways


def test_a_long_way_tells_how_far_it_is_and_can_be_paused(monkeypatch):
    monkeypatch.setattr(stepper, "LONG", 100)
    data = load("digits")

    async def run():
        s = bpkit.Stepper(data)
        hand = Hand(s)
        hand.pick("last")
        assert s.playing and s.position == 0
        await until(lambda: "Adding up: " in s._view.html)
        await until(lambda: f"Adding up: 430 of {s.m} examples" in s._view.html)
        hand.pick("play")
        await until(lambda: not others())
        assert not s.playing and s.position == 0
        hand.pick("line[6]")
        await until(lambda: not s.playing)
        assert s.trace.place(s.position) == (6, None, 1) and "Adding up" not in s._view.html
        Delta, D = s.step.before.Delta, bpkit.backpropagation(s.Theta, data.X, data.Y)
        for l in D:
            np.testing.assert_allclose(Delta[l] / s.m, D[l], rtol=1e-9, atol=1e-12)
        hand.pick("last")  # now it is near
        assert s.position == len(s.trace) - 1 and not s.playing
        hand.pick("first")
        s.lambda_ = 1  # the sums stay
        hand.pick("last")
        assert s.position == len(s.trace) - 1
        hand.pick("first")
        s.seed = 5
        hand.pick("last")
        await until(lambda: "Adding up" in s._view.html)
        s.data = "xor"
        await until(lambda: not s.playing)
        assert s.position == 0 and "mistake" not in s._view.html

    asyncio.run(run())


def test_without_an_event_loop_a_long_way_is_gone_at_once(monkeypatch):
    monkeypatch.setattr(stepper, "LONG", 1)
    s = bpkit.Stepper("xor")
    Hand(s).pick("last")
    assert s.position == 32


# ---------------------------------------------------------------- together with something else


@pytest.mark.parametrize(
    "kind, name, value",
    [
        ("LambdaLab", "layer", 2), ("AccumulateLab", "entry", (1, 2)), ("Explorer", "row", (1, 2)),
        ("EpsilonLab", "weight", (1, 2, 2)), ("ForwardPass", "predict", True), ("Trainer", "predict", True),
        ("Stepper", "speed", 9), ("Stepper", "predict", True),
    ],
)  # fmt: skip
def test_what_is_looked_at_may_change_together_with_the_network(kind, name, value):
    widget, again = getattr(bpkit, kind)(), getattr(bpkit, kind)()
    Theta = bpkit.random_theta((2, 4, 3, 1), 3)
    with widget.hold_trait_notifications():
        setattr(widget, name, value)
        widget.Theta = Theta
    again.Theta = Theta
    setattr(again, name, value)
    assert getattr(widget, name) == value and repr(widget) == repr(again)
    assert stage_of(widget) == stage_of(again)


def stage_of(widget):
    return widget._view.html.partition("<svg")[2].partition("</svg>")[0]
