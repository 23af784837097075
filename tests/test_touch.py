"""Numbers that are moved in the picture, as the browser reports it, without a browser; each move says what it did."""

import logging
import re

import numpy as np
import pytest
from hands import THREE, Hand, assert_right, by_ref, changed, is_a_sentence, page, recomputed, said, shown
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

import bpkit
from bpkit import Explorer, ForwardPass, Stepper
from bpkit.notation import Ref
from bpkit.numbers import QUANTITIES
from bpkit.widgets.live import BLAS


@pytest.fixture
def e():
    return Explorer()


@pytest.fixture
def hand(e):
    return Hand(e)


# ---------------------------------------------------------------- moves


def test_lambda_is_moved_and_the_sentence_says_what_changed(e, hand):
    hand.move("lambda_", 0.2, 0.6, 1)
    assert e.lambda_ == 1
    assert said(e) == "You moved λ from 0 to 1. Changed: D (all but column 0), J. Not: a, δ, δaT, Δ."
    assert_right(e)
    marked = changed(e)
    assert "D[1][1, 1]" in marked and "D[1][1, 0]" not in marked and "Delta[1][1, 1]" not in marked
    assert {"J", "penalty"} <= marked and "loss" not in marked


def test_a_weight_is_moved_by_its_number_or_by_its_edge(e, hand):
    before = e.Theta[1][0, 2]
    hand.move("edge[1][1, 2]", 0.9, 1.5)
    assert e.Theta[1][0, 2] == 1.5 and said(e).startswith(f"You moved Θ(1)12 from {before:.4f} to 1.5. ")
    hand.move("Theta[2][1, 0]", -2)
    assert e.Theta[2][0, 0] == -2
    assert_right(e)


@pytest.mark.parametrize("ref, t", [("x[2]@3", 3), ("x[2]", 1), ("y[1]@4", 4), ("y[1]", 1)])
def test_an_example_is_moved_in_the_table_and_beside_the_output(e, hand, ref, t):
    hand.move(ref, 0.25)
    x, y = e.edits[t]
    assert 0.25 in (x[1], y[0]) and list(e.edits) == [t]
    assert ("of example" in said(e)) == (t != 1)
    assert_right(e)


def test_a_drag_is_one_move(e, hand):
    hand.move("Theta[1][1, 1]", *np.linspace(-0.4, 3, 200).round(4).tolist())
    assert e._view.seq == 200 and e.Theta[1][0, 1] == 3
    assert said(e).startswith("You moved Θ(1)11 from −0.4499 to 3.")
    first = Explorer()
    hand.send(undo=True)
    assert e._view.html.replace(said(e), "") and repr(e) == repr(first)
    assert_right(e)
    hand.send(undo=True)  # nothing is left to take back
    assert repr(e) == repr(first)


def test_a_drag_that_comes_back_is_no_move(e, hand):
    hand.move("lambda_", 1, 2, 0)
    assert said(e).startswith("Drag an underlined number") and not changed(e)
    assert not e._history


def test_key_presses_on_one_number_are_one_move(e, hand):
    for k in range(1, 6):
        hand.move("lambda_", 0.2 * k, key=True)
    assert said(e).startswith("You moved λ from 0 to 1.")
    e.undo()
    assert e.lambda_ == 0


def test_a_typed_number_after_key_presses_is_a_move_of_its_own(e, hand):
    for k in range(1, 4):
        hand.move("lambda_", 0.2 * k, key=True)
    hand.move("lambda_", "5")
    e.undo()
    assert e.lambda_ == pytest.approx(0.6)


def test_a_key_press_after_something_else_is_a_new_move(e, hand):
    hand.move("lambda_", 0.2, key=True)
    e.example = 2
    hand.move("lambda_", 0.4, key=True)
    assert said(e).startswith("You moved λ from 0.2 to 0.4.")


@pytest.mark.parametrize(
    "ref, typed, sentence",
    [
        ("lambda_", "-1", "of at least 0"),
        ("lambda_", "much", "must be a number"),
        ("y[1]@2", "1.5", "from 0 to 1"),
        ("seed", "1.5", "whole number"),
        ("x[1]@1", "1e400", "must be a number"),
        ("D[1][1, 1]", "3", "is computed"),
        ("Theta[7][1, 1]", "3", "Theta[7][1, 1] is not a number of this network"),
        ("Theta[1][0, 1]", "3", "not a number of this network"),
        ("x[0]", "3", "x[0] is not a number"),
        ("x[3]@1", "3", "not a number"),
        ("x[1]@5", "3", "not a number"),
        ("row[1][1]", "3", "not a number"),
        ("m", "3", "is computed"),
        ("nonsense", "3", "ref must be like"),
    ],
)
def test_what_cannot_be_is_told_and_the_last_good_state_stays(e, hand, ref, typed, sentence):
    before = repr(e)
    hand.move(ref, typed)
    assert repr(e) == before and sentence in said(e)
    assert e._view.seq == hand.seq  # it is answered all the same: the browser waits for it
    assert_right(e)
    hand.move("lambda_", 1)
    assert said(e).startswith("You moved λ")


def test_what_is_given_up_is_complained_of_no_longer(e, hand):
    hand.move("lambda_", 1)
    before = said(e)
    hand.move("seed", "nonsense")
    hand.send(dropped=True)
    assert said(e) == before and e.lambda_ == 1


def test_a_mistake_of_ours_is_shown_and_logged(e, hand, monkeypatch, caplog):
    monkeypatch.setattr(e, "_give", lambda ref, value: 1 / 0)
    with caplog.at_level(logging.ERROR, "bpkit"):
        hand.move("lambda_", 1)
    assert "mistake in bpkit" in said(e) and "ZeroDivisionError" in caplog.text


def test_units_and_layers_by_plus_and_minus(e, hand):
    for pick, sizes in (
        ("unit+[2]", (2, 3, 1)),
        ("layer+[1]", (2, 2, 3, 1)),
        ("unit-[2]", (2, 1, 3, 1)),
        ("unit-[2]", (2, 3, 1)),
        *[("unit-[2]", (2, n, 1)) for n in (2, 1)],
        ("unit-[2]", (2, 1)),
        ("layer+[1]", (2, 2, 1)),
    ):
        hand.pick(pick)
        assert e.layer_sizes == sizes
        assert "new shape" in said(e) and not changed(e)
        assert_right(e)
    for _ in range(8):
        e.undo()
    assert e.layer_sizes == (2, 2, 1)


def test_the_weights_stay_that_the_new_network_has_too(e, hand):
    hand.move("Theta[1][1, 1]", 3)
    old = e.Theta
    hand.pick("unit+[2]")
    assert said(e).startswith("Layer 2 has 3 units now.")
    assert (e.Theta[1][:2] == old[1]).all() and (e.Theta[2][:, :3] == old[2]).all()
    hand.pick("layer+[1]")  # in front of it
    assert (e.Theta[3][:, :3] == old[2]).all()
    hand.pick("unit-[2]")
    hand.pick("unit-[2]")
    assert e.layer_sizes == (2, 3, 1) and (e.Theta[2][:, :3] == old[2]).all()


def test_an_example_is_chosen(e, hand):
    hand.pick("example[3]")
    assert e.example == 3
    assert said(e) == "You chose example 3. Changed: a, δ, δaT. Not: Δ, D, J."
    assert_right(e)


def test_the_data_are_chosen(e, hand):
    hand.move("data", "or")
    assert e.data == "or" and said(e) == "You chose “or”. Changed: Δ, D, J. Not: a, δ, δaT."
    assert_right(e)


# ---------------------------------------------------------------- points in the plane


@pytest.mark.parametrize("kind", [Explorer, ForwardPass])
def test_a_point_is_moved_in_both_directions_and_chosen_by_it(kind):
    widget = kind("planar", example=3)
    hand, y = Hand(widget), float(widget.data_set.Y[6, 0])
    hand.move("point[7]", [0.2, -0.44], [0.12, -0.4])
    assert widget.example == 7 and widget.edits == {7: ((0.12, -0.4), (y,))}
    assert said(widget).startswith("You moved example 7 to (0.12, −0.40). Everything changed: ")
    assert_right(widget)
    widget.undo()
    assert repr(widget) == repr(kind("planar", example=3)) and not widget._history


def test_what_a_moved_point_changed_is_told_against_its_own_example(e, hand):
    e.data, e.example = "planar", 7
    before = recomputed(e)
    e.example = 3
    hand.move("point[7]", [0.5, before["x[2]"]])
    marked, after = changed(e), recomputed(e)
    assert "x[1]@7" in marked and "x[2]@7" not in marked
    assert {ref for ref in marked & before.keys() if "@" not in ref} == {
        ref for ref in after.keys() & shown(e).keys() if "@" not in ref and abs(after[ref] - before[ref]) > 5e-9
    }


def test_a_point_that_comes_back_was_neither_moved_nor_chosen(e, hand):
    e.data = "planar"
    before, (moves, sentence) = repr(e), (len(e._history), said(e))
    hand.move("point[7]", [0.5, 0.5], e.data_set.X[6].tolist())
    assert repr(e) == before and (len(e._history), said(e)) == (moves, sentence)
    assert_right(e)


def test_key_presses_on_a_point_are_one_move_and_the_plane_stands_still(e, hand):
    e.data = "planar"
    e.edits = {7: ((9, 9), (1,))}  # far away
    square = e._scene().plane.square
    assert square.left + square.wide >= 9
    for x in (8, 4, 1, 0.5):
        hand.move("point[7]", [x, x], key=True)
        assert e._scene().plane.square == square
    e.undo()
    assert e.edits == {7: ((9, 9), (1,))}
    hand.move("point[7]", [0.5, 0.5])
    hand.pick("point[8]")
    assert e._scene().plane.square != square


def test_a_moved_point_is_asked_about_too(e, hand):
    e.data, e.predict = "planar", True
    hand.move("point[7]", [0.5, 0.5])
    assert "Which of these will change?" in said(e) and e.example == 7
    hand.move("point[8]", [0.5, 0.5])  # nothing moves before the answer
    assert list(e.edits) == [7]
    hand.pick("reveal")
    assert_right(e)


@pytest.mark.parametrize("ref", ["point[41]", "point[0]", "point"])
def test_there_are_no_other_points(e, hand, ref):
    e.data = "planar"
    before = repr(e)
    hand.move(ref, [0.5, 0.5])
    assert repr(e) == before and is_a_sentence(said(e)) and "mistake" not in said(e)


# ---------------------------------------------------------------- from Python


def test_theta_is_a_trait_like_the_others(e):
    Theta = bpkit.random_theta((2, 2, 1), seed=1)
    e.Theta = Theta
    e.lambda_ = 1
    assert e.J == pytest.approx(bpkit.cost(Theta, e.data_set.X, e.data_set.Y, 1), rel=1e-14)
    assert_right(e)
    again = eval(repr(e))
    assert repr(again) == repr(e) and (again.Theta[1] == Theta[1]).all()


@pytest.mark.parametrize("kind", [Explorer, ForwardPass, Stepper])
def test_theta_decides_the_layers(kind):
    Theta = bpkit.random_theta((2, 3, 2, 1), seed=4)
    widget = kind(Theta=Theta)
    assert widget.layer_sizes == (2, 3, 2, 1)
    widget.Theta = bpkit.random_theta((2, 5, 1))
    assert widget.layer_sizes == (2, 5, 1) and widget.J == pytest.approx(
        bpkit.cost(widget.Theta, *widget.data_set.train)
    )
    with pytest.raises(ValueError, match="Theta must have the layers 2-2-1 of layer_sizes, got 2-3-2-1"):
        kind("xor", (2, 2, 1), Theta=Theta)


def test_theta_that_does_not_fit_is_told(e):
    for bad in ({1: [[1, 2]]}, bpkit.random_theta((3, 2, 1)), {1: [[np.nan, 1, 1]]}, 3):
        with pytest.raises(ValueError, match="^Theta"):
            e.Theta = bad
    assert_right(e)


def test_theta_cannot_be_changed_in_place(e):
    with pytest.raises(ValueError):
        e.Theta[1][0, 0] = 5
    with pytest.raises(TypeError):
        e.Theta[1] = 5
    mine = bpkit.random_theta((2, 2, 1), 3)
    e.Theta = mine
    mine[1][0, 0] = 99
    assert e.Theta[1][0, 0] != 99


def test_the_seeds_weights_are_no_weights_of_ones_own(e, hand):
    hand.move("Theta[1][1, 1]", 3)
    assert "Theta=" in repr(e)
    e.Theta = bpkit.random_theta((2, 2, 1), 0)
    assert "Theta=" not in repr(e)
    hand.move("Theta[1][1, 1]", 3)
    e.seed = 5
    assert "Theta=" not in repr(e)
    assert_right(e)


def test_a_move_from_python_is_marked_too(e):
    e.lambda_ = 1
    assert said(e).startswith("You moved λ from 0 to 1. Changed: D (all but column 0), J.")
    e.edits = {2: ((1, 1), (0,))}
    assert said(e).startswith("You set example 2. Changed: Δ, D, J. Not: a, δ, δaT of example ")


def test_reset_goes_back_to_the_start_and_can_be_taken_back():
    e = Explorer("and", lambda_=2, example=3)
    hand = Hand(e)
    first = repr(e)
    hand.move("Theta[1][1, 1]", 3)
    hand.pick("example[1]")
    changed_state = repr(e)
    hand.pick("reset")
    assert repr(e) == first and not changed(e)
    hand.pick("undo")
    assert repr(e) == changed_state


# ---------------------------------------------------------------- predictions


def test_a_prediction_comes_before_the_numbers(e, hand):
    hand.pick("predict")
    before = shown(e)
    hand.move("lambda_", 0.5, 1)
    assert "Which of these will change?" in said(e) and changed(e) == {"lambda_"}
    after = shown(e)
    assert after["lambda_"] == 1 and after["J"] == before["J"] and after["D[1][1, 1]"] == before["D[1][1, 1]"]
    assert "veil" in e._view.html
    read = {ref: item.get("aria-label") for ref, item in by_ref(page(e)).items() if "comp" in item.get("class", "")}
    assert {"J", "D[1][1, 1]", "a[2][1]"} <= set(read)
    assert all(told.endswith(", not computed yet") for told in read.values()), "nor is it read aloud"
    hand.move("Theta[1][1, 1]", 3)  # nothing moves before the answer
    assert shown(e)["Theta[1][1, 1]"] == before["Theta[1][1, 1]"]
    for bet in ("a", "D", "J", "a", "Delta"):  # a is taken back
        hand.pick(f"bet[{bet}]")
    hand.pick("reveal")
    assert said(e) == "5 of 6 right. Changed: D (all but column 0), J. Not: a, δ, δaT, Δ."
    assert "not computed yet" not in e._view.html
    assert_right(e)


def test_a_new_shape_is_not_asked_for(e, hand):
    e.predict = True
    hand.pick("unit+[2]")
    assert "new shape" in said(e)
    assert_right(e)


def test_no_tip_gives_the_answer_away(e, hand):
    e.predict = True
    hand.move("lambda_", 1)
    assert e._tip("D[1][1, 1]") == "" and e._tip("lambda_")


# ---------------------------------------------------------------- where numbers came from


def test_every_number_on_the_screen_can_be_asked(e):
    e.example = 3
    for ref in shown(e).keys() - {"seed"}:
        assert e._tip(ref), ref


def test_a_tip_has_the_formula_with_its_numbers_and_what_it_was(e, hand):
    hand.move("lambda_", 1)
    tip = re.sub("<[^>]*>", "", e._tip("D[1][1, 2]"))
    for part in ("−0.0173", "0.5446", "0.1318", "line 6", "was −0.0043"):
        assert part in tip


# ---------------------------------------------------------------- many moves


MOVES = st.one_of(
    st.tuples(st.just("lambda_"), st.floats(0, 5).map(lambda v: round(v, 2))),
    st.tuples(st.sampled_from([f"Theta[1][{i}, {j}]" for i in (1, 2) for j in (0, 1, 2)]), st.floats(-3, 3)),
    st.tuples(st.sampled_from([f"x[{j}]@{t}" for j in (1, 2) for t in (1, 2, 3, 4)]), st.floats(-2, 2)),
    st.tuples(st.sampled_from([f"y[1]@{t}" for t in (1, 2, 3, 4)]), st.floats(0, 1)),
    st.tuples(st.just("example"), st.integers(1, 4)),
)
SYMBOLS = {"a": "a", "delta": "δ", "product": "δaT", "Delta": "Δ", "D": "D", "J": "J"}


def test_what_this_example_keeps_others_may_not():
    """Example 1 is (0, 0): the weight from x₁ does nothing there, and much in examples 3 and 4."""
    e = Explorer()
    h = recomputed(e)
    Hand(e).move("Theta[1][1, 1]", 1)
    after = recomputed(e)
    assert after["h[1]@1"] == h["h[1]@1"] and after["h[1]@3"] != h["h[1]@3"]
    assert said(e).endswith("Changed: Δ, D, J. Not: a, δ, δaT of example 1.")
    Hand(e).move("lambda_", 1)
    assert said(e).endswith("Not: a, δ, δaT, Δ.")  # of no example


@settings(max_examples=100, deadline=None)
@given(st.lists(MOVES, min_size=10, max_size=10))
def test_the_sentence_is_right_for_random_moves(moves):
    """1,000 moves, each against all numbers computed anew before and after it."""
    e = Explorer()
    hand = Hand(e)
    before = recomputed(e)
    for ref, value in moves:
        moved = repr(e)
        hand.pick(f"example[{value}]") if ref == "example" else hand.move(ref, value)
        after, tree = recomputed(e), page(e)
        if repr(e) == moved:  # it was there already
            continue
        differ = {r for r in after if abs(after[r] - before[r]) > 5e-9}
        quantities = {Ref.parse(r).quantity for r in differ}
        words = said(e, tree)
        listed = words.split("Not:")[0].split(". ", 1)[1] if "Nothing else" not in words else ""
        names = re.split(r",? and |, ", listed.split(":")[-1].strip(" .").replace(" (all but column 0)", ""))
        for q in QUANTITIES:
            assert (SYMBOLS[q] in names) == (q in quantities), (words, q)
        differ -= {"x[1]", "x[2]", "y[1]"}  # another example's are other numbers
        assert (changed(e, tree) & after.keys()) - {"y[1]"} == differ & shown(e, tree).keys()
        before = after


def test_data_of_ones_own_can_be_moved_too():
    e = Explorer(THREE, (3, 4, 2))
    hand = Hand(e)
    hand.move("x[3]@2", -0.25)
    hand.move("y[2]", 0.5)
    hand.move("edge[2][2, 4]", -1)
    assert e.edits == {2: ((1, 0, -0.25), (0, 1)), 1: ((0.5, -1, 2), (1, 0.5))}
    assert_right(e)


def test_while_a_widget_answers_one_thread_multiplies(monkeypatch):
    threads = []

    def count(widget):
        threads.extend(pool["num_threads"] for pool in BLAS.info())
        draw(widget)

    widget = Explorer("digits", (64, 25, 10))
    draw = Explorer._draw
    monkeypatch.setattr(Explorer, "_draw", count)
    with threadpool_limits(2):
        widget.lambda_ = 2
        assert set(threads) == {1}
        assert {pool["num_threads"] for pool in BLAS.info()} == {2}


def test_what_is_said_first_is_of_what_can_be_done_here():
    for widget in (Explorer("digits"), ForwardPass("digits")):
        assert widget._strip().start.startswith("Paint on the image") and "Space" in widget._tip("x[3]")
        assert "drag it" in widget._tip("Theta[1][1, 3]") and "+ or −" in widget._tip("Theta[1][1, 3]")
    assert "underlined" in Explorer()._strip().start and "Space" not in Explorer()._tip("x[1]")


@pytest.mark.parametrize("data, letters", [("xor", "txyh"), ("planar", "txyh"), ("digits", "ty")])
def test_letters_say_what_they_stand_for(data, letters):
    told = [title.text for title in page(Explorer(data)).iter("title")]
    for letter in letters:
        assert any(title.startswith(f"{letter}: ") for title in told), letter
    assert any("seed" in title for title in told) and any("m: the number of examples" in title for title in told)


def test_an_error_is_an_alert():
    e = Explorer()
    Hand(e).move("lambda_", "much")
    assert [span.text for span in page(e).iter("span") if span.get("role") == "alert"] == [e._error]
