"""The Stepper without a browser or a kernel: every way to go from one step to another, and what it says there."""

import asyncio
import logging
from math import isqrt
from xml.etree import ElementTree

import numpy as np
import pytest
from hands import (
    THREE,
    Hand,
    by_ref,
    examples,
    flat,
    forget,
    is_a_sentence,
    number_in,
    others,
    page,
    text,
    until,
    with_class,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from ipywidgets.widgets.widget import _instances
from networks import by_numpy

import bpkit
from bpkit import DataSet, Stepper, check, load, notation
from bpkit.explanation import explain
from bpkit.notation import Ref
from bpkit.views import stepper as views
from bpkit.widgets.stepper import is_right

ONE = DataSet(X=[[1.0, 1.0]], Y=[[1.0]], name="one")


@pytest.fixture
def s():
    return Stepper()


@pytest.fixture
def hand(s):
    return Hand(s)


def told(s):
    """The sentence of the step, or what was wrong, or what is asked."""
    (line,) = with_class(page(s), "says")
    return text(line).replace("\xa0", " ")


def is_wrong(s):
    return bool(with_class(page(s), "bad"))


def complaint(s):
    (bad,) = with_class(page(s), "bad")
    return text(bad).replace("\xa0", " ")


def written(value):
    return f"{value + 0.0:.4f}".replace("-", "\N{MINUS SIGN}")


def place(s):
    return s.step.line, s.step.t, s.step.l


def assert_right(s):
    """The traits, the step and all that is on the screen say the same, and it is what numpy says."""
    step = s.step
    assert 0 <= s.position < len(s.trace) and step.index == s.position
    assert s.example == (step.t or (s.m if step.line else 1)), "the example is the one that is shown"
    X, Y = examples(s)
    assert (s.trace.X == X).all() and (s.trace.Y == Y).all() and s.trace.lambda_ == s.lambda_
    Theta = s.Theta if s._has_own_weights else bpkit.random_theta(s.layer_sizes, s.seed)
    assert all((s.trace.Theta[l] == Theta[l]).all() for l in Theta) and len(s.trace.Theta) == len(Theta)

    tree, right = page(s), by_numpy(step) | {"lambda_": s.lambda_, "speed": s.speed, "example": s.example}
    elements = by_ref(tree)
    numbers = 0
    for ref, element in elements.items():
        value = right.get(ref.removeprefix("eq:").replace("edge", "Theta"))
        number = number_in(element)
        if number is not None:
            numbers += 1
            assert abs(number - value) <= number.half, (step, ref)
        if (moves := element.get("data-given")) and value is not None:
            assert float(moves.split()[0]) in (value, round(value, 4)), (step, ref)
    assert numbers >= 2
    current = [ref for ref in elements if elements[ref].get("aria-current")]
    assert current[-1] == f"line[{step.line}]" and current[:-1] in ([f"step[{step.index}]"], [])
    lit = [ref for ref, element in elements.items() if "on" in (element.get("class") or "").split()]
    assert f"step[{s.position}]" in lit and len([ref for ref in lit if ref.startswith("step[")]) == 1
    (unseen,) = with_class(tree, "unseen")
    assert unseen.text == notation.spoken(views.sentence(step))
    (count,) = with_class(tree, "count")
    assert count.text == f"step {s.position + 1} of {len(s.trace)}"


def test_a_new_stepper_is_at_the_start(s):
    assert repr(s) == "Stepper(data='xor', layer_sizes=(2, 2, 1), lambda_=0.0, example=1, seed=0, position=0)"
    assert s.step.line == 0 and len(s.trace) == 1 + 4 * 7 + 4
    assert_right(s)


def test_every_position_can_be_set(s):
    for k in (*range(len(s.trace)), 5, np.int64(17)):
        s.position = k
        assert s.position == k
        assert_right(s)


def test_buttons_and_ticks_move(s, hand):
    for pick, expected in [
        *[("back", 0), ("next", 1), ("next", 2), ("back", 1), ("last", 32), ("next", 32), ("back", 31), ("first", 0)],
        *[("step[20]", 20), ("step[0]", 0), ("step[32]", 32)],
    ]:
        hand.pick(pick)
        assert s.position == expected
        assert_right(s)
    hand.pick("step[33]")
    assert s.position == 32 and told(s) == "position must be a whole number from 0 to 32, got 33."


def test_the_example_is_that_of_the_step(s):
    s.position = s.trace.index(4, 3, 2)
    assert s.example == 3
    np.testing.assert_array_equal(s.delta[2], s.step.after.delta[2])
    s.run_to(6)
    assert s.example == 4
    s.move(None)
    assert s.example == 1
    assert_right(s)


def test_one_step_is_drawn_once(s):
    drawn = []
    s._view.observe(drawn.append, "html")
    for count in range(1, 33):
        s.move(+1)
        assert len(drawn) == count
    s.lambda_, s.example = 2, 2
    assert len(drawn) == 34


def test_run_to_the_next_execution_of_a_line(s):
    found = []
    for line in (4, 4, 1, 5, 5, 3, 7, 6, 7):
        s.run_to(line)
        found.append((s.step.line, s.step.t, s.step.l))
        assert_right(s)
    assert found == [
        *[(4, 1, 2), (4, 2, 2), (1, 3, 1), (5, 3, 1), (5, 3, 2), (3, 4, 3)],
        *[(7, None, 1), (6, None, 2), (7, None, 2)],
    ]
    with pytest.raises(ValueError, match=r"^line 7 is not executed again after this step\.$"):
        s.run_to(7)
    with pytest.raises(ValueError, match="line must be a whole number from 0 to 7, got 8"):
        s.run_to(8)
    assert s.position == 32


def test_run_to_by_a_click_on_the_listing(s, hand):
    hand.pick("line[3]")
    assert (s.step.line, s.step.t) == (3, 1)
    hand.pick("line[3]")
    assert (s.step.line, s.step.t) == (3, 2)
    hand.pick("line[0]")
    assert told(s) == "line 0 is not executed again after this step." and (s.step.line, s.step.t) == (3, 2)
    hand.pick("next")
    assert not is_wrong(s), "it is forgotten when something good happens elsewhere"
    hand.pick("line[9]")
    assert told(s) == "line must be a whole number from 0 to 7, got 9."
    s.move(+1)
    assert_right(s)


def test_the_example_jumps_to_the_same_line(s):
    s.run_to(4)
    s.example = 3
    assert place(s) == (4, 3, 2)
    s.example = 2
    assert place(s) == (4, 2, 2)
    assert_right(s)
    s.move("end")
    s.example = 2
    assert (s.step.line, s.step.t) == (1, 2), "after the loop there is no such line of an example"
    s.move(None)
    s.example = 3
    assert (s.step.line, s.step.t) == (1, 3)
    assert_right(s)


def test_of_many_examples_one_is_chosen_by_its_field_and_its_buttons():
    s = Stepper("digits")
    hand = Hand(s)
    s.position = s.trace.index(5, 1, 2)
    hand.move("example", 700)
    assert place(s) == (5, 700, 2)
    hand.pick("next_example")
    assert place(s) == (5, 701, 2)
    hand.pick("previous_example")
    hand.pick("previous_example")
    assert place(s) == (5, 699, 2)
    assert_right(s)
    hand.move("example", 1798)
    assert told(s) == "example must be a whole number from 1 to 1797, got 1798." and place(s) == (5, 699, 2)


def test_lambda_keeps_the_step_and_the_sums(s, hand):
    s.run_to(6)
    sums, before = s.trace._sums, s.position
    hand.move("lambda_", 1, 4)
    assert s.position == before and s.trace._sums is sums
    assert told(s).startswith("You moved λ from 0 to 4. Line 6.")
    assert_right(s)
    assert s.step.after.D[1][0, 1] == pytest.approx((s.Delta[1][0, 1] + 4 * s.Theta[1][0, 1]) / 4)
    marked = {element.get("data-ref") for element in with_class(page(s), "changed")}
    assert marked == {f"D[1][{i}, {j}]" for i in (1, 2) for j in (1, 2)}
    hand.pick("undo")
    assert (s.lambda_, s.position) == (0, before)


def test_the_network_is_moved_where_it_stands(s, hand):
    s.position = s.trace.index(2, 3, 2)
    hand.move("Theta[1][1, 2]", 2)
    hand.move("edge[2][1, 0]", -1)
    hand.move("x[1]", 0.5)
    hand.move("y[1]", 0.25)
    assert (s.Theta[1][0, 2], s.Theta[2][0, 0]) == (2, -1) and s.edits == {3: ((0.5, 0), (0.25,))}
    assert place(s) == (2, 3, 2)
    assert_right(s)
    for _ in range(4):
        hand.pick("undo")
    assert s.edits == {} and not s._has_own_weights
    hand.move("x[1]", 3)
    hand.pick("reset")
    assert repr(s) == repr(Stepper())


def test_a_step_is_no_move(s, hand):
    hand.move("lambda_", 1)
    hand.pick("next")
    hand.pick("undo")
    assert s.lambda_ == 0


@pytest.mark.parametrize(
    "before, change, after",
    [
        ((4, 3, 2), {"seed": 5}, (4, 3, 2)),
        ((4, 3, 2), {"layer_sizes": (2, 5, 1)}, (4, 3, 2)),
        ((4, 3, 2), {"layer_sizes": (2, 1)}, (3, 3, 2)),
        ((2, 3, 3), {"layer_sizes": (2, 1)}, (2, 3, 2)),
        ((3, 3, 3), {"layer_sizes": (2, 2, 2, 1)}, (3, 3, 4)),
        ((5, 4, 2), {"layer_sizes": (2, 1)}, (5, 4, 1)),
        ((7, None, 2), {"layer_sizes": (2, 1)}, (7, None, 1)),
        ((5, 4, 2), {"data": "planar"}, (5, 4, 2)),
        ((5, 4, 2), {"data": THREE}, (5, 3, 2)),
        ((7, None, 2), {"data": THREE}, (7, None, 2)),
        ((4, 3, 2), {"Theta": bpkit.random_theta((2, 3, 2, 1), seed=1)}, (4, 3, 2)),
        ((4, 3, 2), {"Theta": bpkit.random_theta((2, 1), seed=1)}, (3, 3, 2)),
        ((1, 2, 1), {"edits": {2: ((3, 3), (1,))}}, (1, 2, 1)),
        ((0, None, None), {"data": "planar"}, (0, None, None)),
        ((0, None, None), {"lambda_": 3}, (0, None, None)),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_change_keeps_the_place_where_it_can(s, before, change, after):
    s.position = s.trace.index(*before)
    ((name, value),) = change.items()
    setattr(s, name, value)
    assert place(s) == after
    assert_right(s)


@pytest.mark.parametrize("seed", range(6))
def test_any_mixture_of_changes_is_right(seed):
    rng = np.random.default_rng(seed)
    s = Stepper()

    def any_sizes():
        return (s.layer_sizes[0], *rng.integers(1, 9, size=rng.integers(0, 4)).tolist(), s.layer_sizes[-1])

    def own():
        return {int(rng.integers(s.m)) + 1: (rng.normal(size=s.layer_sizes[0]), rng.random(s.layer_sizes[-1]))}

    changes = {
        "data": lambda: ["and", "xor", "planar", THREE, ONE][rng.integers(5)],
        "layer_sizes": any_sizes,
        "lambda_": lambda: float(rng.integers(5)),
        "seed": lambda: int(rng.integers(100)),
        "edits": lambda: own() if rng.integers(2) else None,
        "example": lambda: int(rng.integers(s.m)) + 1,
        "position": lambda: int(rng.integers(len(s.trace))),
        "Theta": lambda: bpkit.random_theta(any_sizes(), int(rng.integers(9))),
    }
    for name in rng.choice(list(changes), size=30):
        line, t, l = place(s)
        value = changes[name]()
        before = repr(s)
        setattr(s, name, value)
        assert_right(s)
        if name not in ("position", "example") and s.step.line != line:
            assert (line, s.step.line, len(s.layer_sizes)) == (4, 3, 2), f"{before} with {name} = {value}"
        if name not in ("position", "example", "data"):
            assert s.step.t == t


@pytest.mark.parametrize("bad", [-1, 33, 1.5, "3", None, True, np.nan, [1]])
def test_a_position_that_is_not_there_is_told(s, bad):
    s.position = 5
    html = s._view.html
    with pytest.raises(ValueError, match="position must be a whole number from 0 to 32, got ") as told:
        s.position = bad
    assert is_a_sentence(str(told.value))
    assert s.position == 5 and s._view.html == html
    with pytest.raises(ValueError, match="position must be"):
        Stepper(position=bad)


@pytest.mark.parametrize(
    "name, bad", [("speed", 0), ("speed", 51), ("speed", "1"), ("playing", "yes"), ("predict", "x"), ("predict", None)]
)
def test_other_bad_values_are_told(s, name, bad):
    before = getattr(s, name)
    with pytest.raises(ValueError, match=f"^{name} must be .*, got .*\\.$"):
        setattr(s, name, bad)
    assert getattr(s, name) == before


def test_several_traits_at_once(s):
    s.position = 5
    with s.hold_trait_notifications():
        s.data = "planar"
        s.layer_sizes = (2, 4, 3, 1)
        s.position = 222
        s.lambda_ = 2
    assert (s.position, s.lambda_, s.layer_sizes) == (222, 2, (2, 4, 3, 1))
    assert_right(s)


# ---------------------------------------------------------------- code and pictures of a state


def recreated(s):
    return eval(repr(s), {"Stepper": Stepper, "DataSet": DataSet, "load": load})


def assert_same(one, other):
    assert repr(one) == repr(other)
    for s in (one, other):
        s._flows = False
        forget(s)
    assert one._view.html == other._view.html


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_repr_is_the_code_that_recreates_the_step(data):
    s = Stepper(data.draw(st.sampled_from(["and", "xor", "planar", THREE, ONE])))
    n, K = s.layer_sizes[0], s.layer_sizes[-1]
    s.layer_sizes = (n, *data.draw(st.lists(st.integers(1, 9), max_size=3)), K)
    s.lambda_ = data.draw(st.floats(0, 1e6))
    s.seed = data.draw(st.integers(0, 2**70))
    s.example = data.draw(st.integers(1, s.m))
    s.edits = data.draw(st.sampled_from([{}, {1: ((0.5,) * n, (0.25,) * K)}]))
    if data.draw(st.booleans()):
        s.Theta = {l: Theta_l + data.draw(st.floats(-3, 3)) for l, Theta_l in s.Theta.items()}
    if data.draw(st.booleans()):
        s.position = data.draw(st.integers(0, len(s.trace) - 1))
    assert_same(recreated(s), s)
    assert_right(s)


@pytest.mark.parametrize("move", [None, "end"])
def test_repr_recreates_the_start_and_the_end_wherever_one_came_from(s, move):
    s.example = 3
    s.move(move)
    assert_same(recreated(s), s)


def test_position_and_example_of_a_new_stepper():
    assert place(Stepper(example=3)) == (1, 3, 1)
    assert Stepper(position=20).example == 3
    assert Stepper(position=20, example=1).example == 3


def test_a_saved_notebook_holds_the_widget_its_picture_and_its_code(s):
    s.position = 13
    bundle = s._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == s.model_id
    assert bundle["text/plain"] == repr(s)
    svg = ElementTree.fromstring(bundle["image/svg+xml"])
    saved, screen = ({ref: number_in(e) for ref, e in by_ref(tree).items()} for tree in (svg, page(s)))
    known = {ref: number for ref, number in screen.items() if number is not None and ref not in ("lambda_", "speed")}
    assert {ref: number for ref, number in saved.items() if number is not None} == known and len(known) > 10
    assert svg.get("aria-label") == views.sentence(s.step)


# ---------------------------------------------------------------- play


def tiny(**traits):
    """7 steps, as fast as it goes."""
    return Stepper(ONE, (2, 1), speed=50, **traits)


def playing_of(s):
    return s.playing, text(by_ref(page(s))["play"])


PAUSED, PLAYING = (False, "▸ Play"), (True, "‖ Pause")


async def until_played(s):
    await until(lambda: not s.playing)


def test_play_goes_to_the_end_and_leaves_no_task():
    async def play():
        s = tiny()
        seen = []
        s.observe(lambda change: seen.append(change.new), "position")
        Hand(s).pick("play")
        assert playing_of(s) == PLAYING
        await until_played(s)
        assert seen == [1, 2, 3, 4, 5, 6] and playing_of(s) == PAUSED
        assert_right(s)
        await until(lambda: not others())

        Hand(s).pick("play")  # at the end it starts anew
        await until_played(s)
        assert seen[6:] == [0, 1, 2, 3, 4, 5, 6]

    asyncio.run(play())


def test_play_pauses_at_once_and_goes_on_from_there():
    async def play():
        s = tiny()
        s.playing = True
        while s.position < 2:
            await asyncio.sleep(0.005)
        Hand(s).pick("play")
        assert playing_of(s) == PAUSED
        await asyncio.sleep(0.06)
        assert s.position == 2 and not others()
        s.playing = True
        await until_played(s)
        assert s.position == 6

    asyncio.run(play())


def test_to_play_twice_does_not_make_two_players():
    async def play():
        s = tiny()
        for playing in (True, True, False, True, False, True):
            s.playing = playing
        await until(lambda: len(others()) == 1)
        seen = []
        s.observe(lambda change: seen.append(asyncio.current_task()), "position")
        await until_played(s)
        assert len(set(seen)) == 1 and len(seen) == 6

    asyncio.run(play())


def test_the_speed_is_steps_a_second():
    async def play():
        s = tiny()
        start = asyncio.get_running_loop().time()
        s.playing = True
        await until_played(s)
        assert asyncio.get_running_loop().time() - start >= 6 * 0.02
        s.position = 0
        Hand(s).move("speed", 0.1)
        assert s.speed == 0.1
        s.playing = True
        await asyncio.sleep(0.05)
        s.playing = False
        assert s.position == 0

    asyncio.run(play())


def test_the_network_may_change_while_it_plays():
    async def play():
        s = tiny()
        s.playing = True
        for name, value in [("layer_sizes", (2, 2, 1)), ("lambda_", 1), ("seed", 3), ("data", "xor"), ("data", ONE)]:
            await asyncio.sleep(0.03)
            setattr(s, name, value)
            assert_right(s)
        await until_played(s)
        assert s.position == len(s.trace) - 1 and not is_wrong(s)
        assert_right(s)

    asyncio.run(play())


def test_an_error_while_it_plays_is_shown_and_logged_and_it_stops(monkeypatch, caplog):
    async def play():
        s = tiny()
        s.position = 1
        draw = s._html

        def fails_after_2(scene, width):
            assert scene.step.index < 2, "a bug"
            return draw(scene, width)

        monkeypatch.setattr(s, "_html", fails_after_2)
        s.playing = True
        await until_played(s)
        assert "mistake in bpkit" in told(s) and "AssertionError: a bug" in caplog.text
        assert s.position == 1 and playing_of(s) == PAUSED
        await until(lambda: not others())

    asyncio.run(play())


def test_to_close_it_stops_it():
    async def play():
        s = tiny()
        s.playing = True
        await asyncio.sleep(0)
        s.close()
        await until(lambda: not others())

    asyncio.run(play())


def test_without_an_event_loop_it_says_that_it_cannot_play(s, hand):
    with pytest.raises(ValueError, match=r"^playing needs .*\.$"):
        s.playing = True
    assert playing_of(s) == PAUSED
    hand.pick("play")
    assert told(s).startswith("playing needs an event loop") and playing_of(s) == PAUSED


# ---------------------------------------------------------------- predictions


@pytest.mark.parametrize(
    "answer, value, right",
    [
        ("0.5", 0.5, True),
        ("0.5", 0.549, True),
        ("0.5", 0.5501, False),
        ("0.50", 0.549, False),
        ("0.5488", 0.54882, True),
        ("1", 0.5, True),
        ("1", 0.49, False),
        ("-0.07", -0.0653, True),
        ("−0.07", -0.0653, True),
        ("0.07", -0.0653, False),
        (" -.07 ", -0.0653, True),
        ("-0,07", -0.0653, True),
        ("1e-2", 0.0123, True),
        ("1.2e-2", 0.0129, False),
        ("+", 0.1, True),
        ("+", -0.1, False),
        ("+", 0.0, False),
        ("−", -1e-9, True),
        ("-", -0.1, True),
        ("-", 0.1, False),
        ("0", 0.0, True),
        ("0", -0.00004, True),
        ("0", 0.4, False),
        ("0.0", 0.04, True),
        ("0.15", 0.145, True),
        ("1e300", 1.0, False),
    ],
)
def test_an_answer_is_compared_to_the_digits_that_were_typed(answer, value, right):
    assert is_right(answer, value) is right


@pytest.mark.parametrize(
    "nonsense",
    ["", " ", "a", "nan", "inf", "-inf", "1/2", "1,000.5", "++", "0x1", "1_0", "1e99999999", "<b>", "9" * 5000 + "x"],
)
def test_nonsense_is_no_answer(nonsense):
    with pytest.raises(ValueError, match="^your value must be a number, for example -0.07, got ") as told:
        is_right(nonsense, 0.5)
    assert is_a_sentence(str(told.value))


@pytest.fixture
def p():
    """At line 3 of example 2, with line 4 to be predicted: δ⁽²⁾₁ is −0.0653 or so."""
    s = Stepper(predict=True)
    s.position = s.trace.index(3, 2, 3)
    return s


def answer(s, typed):
    Hand(s).move("answer", typed)


# What line 4 computes there, by numpy: (Θ⁽²⁾₁₁ δ⁽³⁾₁) a⁽²⁾₁ (1 − a⁽²⁾₁).
WHY = "(−0.7269 · (−0.4978)) · 0.8361 · (1 − 0.8361)"


def said(s):
    """The sentence alone, that a screen reader reads as a whole."""
    (line,) = [e for e in page(s).iter("span") if e.get("aria-atomic")]
    assert line.get("aria-live") == "polite"
    return text(line).replace("\xa0", " ")


def asks(s):
    return "answer" in by_ref(page(s))


def test_predict_asks_for_the_number_that_the_next_step_writes(p):
    assert asks(p) and told(p).startswith("Next is line 4 for l = 2. What will δ(2)1 be?")
    p.move(None)
    assert told(p).startswith("Next is line 1 for l = 1. What will a(1)1 be?")
    p.move("end")
    assert not asks(p), "nothing comes next"
    Hand(p).pick("predict")
    p.move(None)
    assert p.predict is False and not asks(p)
    Hand(p).pick("predict")
    assert asks(p) and by_ref(page(p))["predict"].get("aria-pressed") == "true"


@pytest.mark.parametrize("digits", [1, 2, 4])
@pytest.mark.parametrize("goes_on", ["next", "answer[next]"])
def test_a_right_value_a_wrong_one_and_then_the_step_is_shown(p, digits, goes_on):
    before, value = p.position, p.trace[p.position + 1].after.delta[2][0, 0]
    answer(p, f"{value:.{digits}f}")
    assert said(p) == f"Right: you said {value:.{digits}f}. δ(2)1 = {WHY} = {written(value)}"
    assert p.position == before + 1 and not is_wrong(p) and not asks(p)
    Hand(p).pick(goes_on)
    assert p.position == before + 1 and asks(p) and told(p).startswith("Next is line 5 for l = 1.")
    answer(p, "0")
    p.predict = False
    assert_right(p)
    p.predict, p.position = True, before
    answer(p, "0.9")
    assert said(p) == f"No: you said 0.9. δ(2)1 = {WHY} = {written(value)}" and p.position == before + 1
    p.position = len(p.trace) - 2
    answer(p, "0.9")
    assert not {"answer", "answer[next]"} & set(by_ref(page(p))), "nothing comes next"


@pytest.mark.parametrize("by, said", [("+", "positive"), ("−", "negative"), ("0", "0"), ("-", "negative")])
@pytest.mark.parametrize("typed", [True, False])
def test_a_sign_is_an_answer_by_button_or_typed(p, by, said, typed):
    value = p.trace[p.position + 1].after.delta[2][0, 0]
    if typed:
        answer(p, by)
    else:
        Hand(p).pick(f"answer[{by}]")
    right = {"positive": value > 0, "negative": value < 0, "0": False}[said]
    assert told(p).startswith(f"{'Right' if right else 'No'}: you said {said}. δ(2)1 = {WHY} = {written(value)}")


def test_nonsense_gives_a_sentence_and_reveals_nothing(p):
    before = p.position
    answer(p, "<b>about a half</b>")
    assert complaint(p) == "your value must be a number, for example −0.07, got '<b>about a half</b>'."
    assert told(p).startswith("Next is line 4 for l = 2. What will δ(2)1 be?"), "the question stays"
    assert p.position == before and "<b>about" not in p._view.html
    answer(p, " ")  # nothing was typed
    assert p.position == before
    answer(p, "0.5")
    assert not is_wrong(p) and p.position == before + 1


def test_an_answer_that_comes_after_the_last_step_is_told(p):
    p.move("end")
    Hand(p).pick("answer[+]")
    assert is_a_sentence(told(p)) and "mistake" not in told(p) and "nothing to predict" in told(p)


def test_a_zero_is_right_where_zero_is_written():
    s = Stepper(predict=True)
    answer(s, "0")
    assert said(s) == "Right: you said 0. a(1)1 = 0.0000"


# ---------------------------------------------------------------- where numbers came from


def tip(s, ref, monkeypatch=None):
    """What the browser is answered when it asks for a number."""
    sent = []
    s._view.send = sent.append
    Hand(s).send(tip=ref)
    ((ref_again, html),) = [(message["tip"], message["html"]) for message in sent]
    assert ref_again == ref
    return text(ElementTree.fromstring(f"<div>{html}</div>".replace("&emsp;", " "))).replace("\xa0", " ")


def leads(s, ref):
    tree = ElementTree.fromstring(f"<div>{s._tip(ref)}</div>".replace("&emsp;", " "))
    return [button.get("data-go") for button in tree.iter("button")]


def test_a_number_is_asked_and_its_factors_lead_on(s):
    s.position = s.trace.index(4, 2, 2)
    assert tip(s, "delta[2][1]").startswith("δ(2)1 = (Σi Θ(2)i1 δ(3)i) · a(2)1 · (1 − a(2)1)")
    for ref, on in [("delta[2][1]", "delta[3][1]"), ("delta[3][1]", "a[3][1]"), ("a[3][1]", "z[3][1]")]:
        assert f"{on}" in [lead.partition("@")[0] for lead in leads(s, ref)]
    assert tip(s, "y[1]").startswith("y1 = 1.0000given: the right answer")
    assert s.position == s.trace.index(4, 2, 2) and not is_wrong(s)


def test_explain_from_python(s):
    s.position = 15
    assert s.explain("a[1][1]") == explain(s.step, "a[1][1]")
    assert s._view.pinned == "a[1][1]"
    with pytest.raises(ValueError):
        s.explain("a[1][9]")
    assert s._view.pinned == "a[1][1]"


def test_line_5s_matrix_before_is_explained_as_it_was():
    s = Stepper("planar")
    s.position = s.trace.index(5, 11, 1)
    before = s.step.before.Delta[1][1, 0]
    found = s.explain("before[1][2, 0]")
    assert (found.ref, found.value, found.symbol) == ("before[1][2, 0]", before, "Δ⁽¹⁾₂₀ before")
    assert found.why == "line 5, for t = 1 … 10" and s._view.pinned == "before[1][2, 0]"
    rest = found.factors[-1]
    assert tip(s, rest.ref).startswith("part of the sum for Δ(1)20 before = the terms from number 5 on")
    assert f"= {written(rest.value)}" in tip(s, rest.ref)
    for factor in found.factors:
        assert s.explain(factor.ref).value == factor.value
    s.position = 0
    assert tip(s, "before[1][2, 0]") == ""


NOT_THERE = [
    *["delta[9][1]", "delta[2][0]", "delta[2][1]", "z[2][1]", "D[1][1, 0]", "a[2][99]", "Theta[1][1, 9]"],
    *["before[1]", "before[1][9, 0]", "before", "beforehand[1][1, 0]", "x[1][2]", "m[3]", "lambda_[1]", "a[1][1, 0]"],
    *["x[1]>3", "a[1][1]>3", "D[1][1, 0]>3", "Delta[1][1, 0]>999", "delta[3][1]@1>2", "Theta[1][1, 0]>2"],
    *["x[1]@3", "Theta[1][1, 0]@1", "Delta[1][1, 0]@1", "m@1", "", "nonsense", "row[1]", "line[9]", "<b>", "__class__"],
    "delta[2][" + "9" * 5000 + "]",
]


@pytest.fixture(scope="module")
def one():
    return Stepper()


@pytest.mark.parametrize("ref", NOT_THERE, ids=lambda ref: ref[:30])
def test_what_does_not_exist_gives_no_tip_and_a_sentence_in_python(one, ref):
    one.position = one.trace.index(1, 2, 1)
    html = one._view.html
    assert tip(one, ref) == ""
    assert one._view.html == html, "to ask changes nothing"
    with pytest.raises(ValueError) as told:
        one.explain(ref)
    assert is_a_sentence(str(told.value)) and "mistake" not in str(told.value)
    assert tip(one, "a[1][2]").startswith("a(1)2 = ")


@pytest.mark.parametrize("ref", [None, 5, ("delta", 2, 1)])
def test_what_is_no_ref_gives_a_sentence_too(one, ref):
    with pytest.raises(ValueError, match="ref must be like"):
        one.explain(ref)


def test_before_the_first_step_there_was_nothing(s):
    s.move(None)
    with pytest.raises(ValueError, match="not known"):
        s.explain("before[1][1, 0]")


@pytest.mark.parametrize("data", ["xor", "planar", THREE])
def test_every_number_on_the_screen_can_be_asked(data):
    s = Stepper(data)
    for k in np.linspace(1, len(s.trace) - 1, 12).astype(int):
        s.position = int(k)
        for ref, element in by_ref(page(s)).items():
            number, name = number_in(element), ref.removeprefix("eq:")
            if number is None or name in ("speed", "example"):
                continue
            assert tip(s, name), (s.step, ref)
            assert abs(s._explanation(Ref.parse(name.replace("edge", "Theta"))).value - number) <= number.half


def test_rows_of_large_matrices_are_picked():
    s = Stepper("digits", position=2)
    hand = Hand(s)
    hand.pick("row[1][7]")
    assert "Theta[1][7, 64]" in by_ref(page(s))
    hand.pick("row[1][26]")  # there is none: the last one is read
    assert not is_wrong(s) and "Theta[1][25, 64]" in by_ref(page(s))
    hand.pick("row[1][3]")
    assert "Theta[1][3, 64]" in by_ref(page(s))
    hand.pick("row[1][25]")
    assert not is_wrong(s) and "Theta[1][25, 0]" in by_ref(page(s))
    assert not s._history and s.position == 2
    s.data = "xor"
    assert_right(s)


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize(
    "ref, bad, sentence",
    [
        ("lambda_", "-1", "λ must be a number of at least 0, got −1."),
        ("speed", "-2", "speed must be a number from 0.1 to 50, got −2."),
        ("speed", "51", "speed must be a number from 0.1 to 50, got 51."),
        ("x[1]", "a", "x₁ must be a number"),
        ("D[1][1, 1]", "1", "D[1][1, 1] is computed: only x, y, Θ, λ and the seed can be moved."),
        ("before[1][1, 1]", "1", ""),
    ],
)
def test_a_bad_value_by_hand_keeps_the_step(s, hand, ref, bad, sentence):
    s.position = 20
    before = repr(s)
    hand.move(ref, bad)
    assert told(s).startswith(flat(sentence)) and is_wrong(s) and "mistake" not in told(s)
    assert (repr(s), s.speed) == (before, 2) and s._view.seq == hand.seq
    s.move(+1)
    assert not is_wrong(s)
    assert_right(s)


@pytest.mark.filterwarnings("ignore:overflow")
def test_numbers_that_overflow_keep_the_step():
    s = Stepper(layer_sizes=(2, 5, 5, 1), seed=3)
    s.position = s.trace.index(4, 3, 2)
    before, html = repr(s), s._view.html
    with pytest.raises(ValueError, match="finite"):
        s.lambda_ = 1.7e308
    assert (repr(s), s._view.html) == (before, html)
    assert_right(s)


def broken(*_):
    raise KeyError("a bug")


BY_HAND = [
    lambda hand: hand.pick("next"),
    lambda hand: hand.pick("step[31]"),
    lambda hand: hand.pick("line[5]"),
    lambda hand: hand.move("data", "planar"),
    lambda hand: hand.move("lambda_", 3),
    lambda hand: hand.move("edge[1][1, 1]", 3),
    lambda hand: hand.move("y[1]", 0.5),
    lambda hand: hand.move("answer", "0.5"),
    lambda hand: hand.pick("reset"),
]


@pytest.mark.parametrize("k", range(len(BY_HAND)))
@pytest.mark.parametrize("where", ["the picture", "all pictures", "a function of the contract"])
def test_a_mistake_of_ours_is_logged_and_the_last_good_state_stays(s, hand, k, where, monkeypatch, caplog):
    s.predict = True
    s.position = s.trace.index(3, 2, 3)
    before, draw, fails = (repr(s), s._view.html), s._html, [True]
    with monkeypatch.context() as patched:
        if where == "all pictures":
            patched.setattr(s, "_html", broken)
        elif where == "the picture":  # of the new state, but not of the one that is put back
            patched.setattr(s, "_html", lambda *scene: broken() if fails and fails.pop() else draw(*scene))
        else:
            patched.setattr("bpkit.widgets.stepper.of_step", broken)
        with caplog.at_level(logging.ERROR, "bpkit"):
            BY_HAND[k](hand)
    assert "a bug" in caplog.text and "Traceback" in caplog.text
    assert repr(s) == before[0] and s._view.seq == hand.seq
    if where == "the picture":
        assert complaint(s).startswith("This is a mistake in bpkit, not yours: KeyError: 'a bug'")
    if where == "all pictures":
        assert s._view.html == before[1]
    s.predict = False
    s.move(+1)
    assert_right(s)
    s.layer_sizes = (2, 3, 3, 1)
    assert_right(s)


# ---------------------------------------------------------------- from a check


def test_at_opens_the_step_that_makes_the_first_wrong_number():
    def accumulate(Delta, delta, a):
        return {l: Delta[l] + delta[l + 1] @ a[l].T * (1 + (l == 2)) for l in Delta}

    report = check.accumulate(accumulate)
    s = Stepper.at(report)
    assert s.step.line == 5 and s._view.pinned == str(report.place.ref)
    with pytest.raises(ValueError, match="^report must be"):
        Stepper.at(None)


# ---------------------------------------------------------------- nothing is left behind


def test_steps_and_changes_of_layers_leave_no_widgets_behind(s):
    def change():
        for _ in range(6):
            s.move(+1)
        s.explain("a[1][1]")
        s.layer_sizes = (2, 3, 3, 3, 1)
        s.layer_sizes = (2, 1)
        s.move(None)

    change()
    before = len(_instances)
    for _ in range(50):
        change()
    assert len(_instances) == before


def test_to_step_through_the_digits_keeps_few_sums():
    s = Stepper("digits")
    for k in range(0, len(s.trace), 499):
        s.position = k
    s.move("end")
    for lambda_ in range(3):
        s.lambda_ = lambda_
        s.move(-1)
    assert isqrt(s.m) - 2 <= len(s.trace._sums) <= isqrt(s.m) + 2
    assert s.trace.columns.cache_info().currsize <= 2
    assert_right(s)


def test_the_sentence_is_read_out_but_not_while_it_plays(s):
    (unseen,) = with_class(page(s), "unseen")
    assert unseen.get("aria-live") == "polite"

    async def play():
        s.playing = True
        (unseen,) = with_class(page(s), "unseen")
        assert unseen.get("aria-live") == "off"
        s.playing = False

    asyncio.run(play())


def test_the_x_that_is_asked_about_is_that_of_the_next_example():
    s = Stepper(position=21, predict=True)  # example 3 is shown, line 1 of example 4 is next
    assert s.example == 3 and {"x[1]@4", "x[2]@4"} <= by_ref(page(s)).keys()
    Hand(s).move("x[2]@4", 0.5)
    assert s.edits[4][0] == (1, 0.5) and 3 not in s.edits
