"""The lab "which line is wrong?": its cases against the gradient check, and its state without a browser."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hands import Hand, Written, by_ref, flat, page, said, with_class
from listings import difference, run

import bpkit
from bpkit.algorithm import cost
from bpkit.notation import from_plain, html
from bpkit.views import wrong_line
from bpkit.widgets.wrong_line_lab import SETTINGS, WrongLineLab, order, reasons
from bpkit.widgets.wrong_lines import ALL_RIGHT, CASES, LOOP, NETWORKS, RIGHT_ROWS, SEED, ZEROS, side_by_side

NUMBERS = range(1, len(CASES) + 1)


def content(markup):
    return " ".join("".join(ElementTree.fromstring(f"<div>{markup}</div>").itertext()).split())


def text_of(lab):
    """All text that stands beside and below the listing, a space between its pieces."""
    (stage,) = with_class(page(lab), "stage")
    rows = {id(text) for row in with_class(stage, "code") for text in row.iter("text")}
    texts = ["".join(text.itertext()) for text in stage.iter("text") if id(text) not in rows]
    return " ".join(flat(" ".join(texts)).split())


ENTRY = re.compile(r"(∂J/∂Θ|[yaδΔDJ])(?:\((\d)\))?(\d)?(\d)?")
CHECKED = re.compile(
    r"[DΔ] is (not )?the gradient of J\. Relative difference (\S+), farthest apart at l = (\d), i = (\d), j = (\d): "
    r"[DΔ] = (−?[\d.]+), slope of J (−?[\d.]+)\."
)


def computed(rows, sizes, m=4, lambda_=1.0):
    """What the listing computes, or None where it does not fit; and how far its gradient is from the slopes of J."""
    try:
        data = NETWORKS[sizes]
        found = run(rows, bpkit.random_theta(sizes, SEED), data.X[-m:], data.Y[-m:], lambda_)
    except ValueError:
        return None, None
    return found, difference(found["result"], found["slopes"])


def entry(found, line, source):
    """The number that is called so in that line."""
    letter, l, i, j = ENTRY.fullmatch(source).groups()
    name = {"δ": "delta", "Δ": "Delta", "D": "half" if line == "6" else "D", "∂J/∂Θ": "result"}.get(letter, letter)
    if letter in "yJ":
        return found[name][int(i) - 1] if letter == "y" else found[name]
    array = found[name][int(l)]
    return array[int(i) - (letter != "a" or l == "3")] if j is None else array[int(i) - 1, int(j)]


def assert_far(told, far):
    """A relative difference, as it is written."""
    if "e" in told:
        assert far < 1e-6 if "e-" in told else far > 1000
    else:
        assert abs(Written(told) - far) <= Written(told).half


def assert_right(lab):
    """Every number that it shows is what its listing gives, read as it is written."""
    case, elements = CASES[order(lab.seed)[lab.case - 1] - 1], by_ref(page(lab))
    for name in ("case", "seed"):
        assert name not in elements or float(elements[name].get("data-given").split()[0]) == float(getattr(lab, name))
    (here, far), (right, _) = (computed(rows, case.layer_sizes) for rows in (case.rows, RIGHT_ROWS))
    line = ""
    for row in page(lab).iter("g"):
        texts = ["".join(text.itertext()) for text in row.iter("text")]
        line = (re.match("line (.), ", row.get("aria-label", "")) or ["", line])[1]
        if row.get("role") == "img" and {"=", "≠"} & set(texts[-2:]):  # a number in both listings
            first = texts[-1] == "the first"
            *source, mine, theirs, sign = texts[:-1] if first else texts
            numbers = [entry(found, line, "".join(source)) for found in (here, right)]
            assert [
                abs(Written(told) - number) <= Written(told).half for told, number in zip((mine, theirs), numbers)
            ] == [True, True], (source, mine, theirs, numbers)
            assert (sign == "≠") == (abs(numbers[0] - numbers[1]) > 5e-9)
        elif texts and re.fullmatch(r"\d-\d-\d", texts[0]):
            for told, (m, lambda_) in zip(texts[1:], SETTINGS, strict=True):
                _, there = computed(case.rows, tuple(map(int, texts[0].split("-"))), m, lambda_)
                if told.startswith("seen"):
                    assert_far(told.removeprefix("seen, "), there)
                elif told == "does not fit":
                    assert there is None
                else:
                    assert there < 1e-6 and told == ("not seen" if case.lines else "passes")
    text = text_of(lab) if with_class(page(lab), "stage")[0].find("svg") is not None else ""
    for wrong, told, l, i, j, *numbers in CHECKED.findall(text):
        gaps = {k: here["result"][k] - here["slopes"][k] for k in (1, 2)}
        at = int(l), (int(i) - 1, int(j))
        assert abs(gaps[at[0]][at[1]]) >= max(abs(gap).max() for gap in gaps.values()) - 1e-7
        for number, name in zip(numbers, ("result", "slopes")):
            assert abs(Written(number) - here[name][at[0]][at[1]]) <= 0.6e-6
        assert_far(told, far)
        assert bool(wrong) == (far > 1e-6)
    for l, agrees, gap in re.findall(r"for Θ⁽([¹²])⁾ (agrees with|is up to ([\d.]+) away)", text):
        l = "¹²".index(l) + 1
        most = np.abs(here["result"][l] - here["slopes"][l]).max()
        assert most < 1e-6 if agrees == "agrees with" else abs(float(gap) - most) <= 0.501e-4


@pytest.mark.parametrize("number", NUMBERS)
def test_each_number_is_what_the_listing_gives_as_it_is_written(number):
    lab = WrongLineLab(number)
    hand = Hand(lab)
    hand.pick(f"bet[{ALL_RIGHT if CASES[number - 1].lines else 1}]")
    for act in ("commit", "hint", "hint", "hint"):
        hand.pick(act)
        assert_right(lab)
    lab.bet = ALL_RIGHT
    lab.why = 2 if CASES[number - 1].lines else None
    assert_right(lab)
    assert len(re.findall("[=≠](?: the first)?(?= |$)", text_of(lab))) >= 12
    hand.pick("aside[check]")
    assert CHECKED.search(text_of(lab))
    assert_right(lab)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_check_sees_what_is_wrong_and_nothing_else(number):
    lab = WrongLineLab(number)
    case, check = CASES[number - 1], lab.check()
    assert check.ok == (not case.lines)
    assert (check.relative_difference > 1e-3) == bool(case.lines)
    l, i, j = check.worst
    Theta = bpkit.random_theta(case.layer_sizes, SEED)
    X, Y = case.data.X, case.data.Y
    assert check.D == case.D(Theta, X, Y, 1.0)[l][i - 1, j]
    if case.J is cost:
        expected = bpkit.numerical_gradient(Theta, X, Y, 1.0)[l][i - 1, j]
    else:  # only J is wrong: D is right, and the slope is that of the wrong J
        right = bpkit.backpropagation(Theta, X, Y, 1.0)
        assert all((case.D(Theta, X, Y, 1.0)[k] == right[k]).all() for k in right)
        up, down = ({k: Theta[k].copy() for k in Theta} for _ in range(2))
        up[l][i - 1, j] += 1e-4
        down[l][i - 1, j] -= 1e-4
        expected = (case.J(up, X, Y, 1.0) - case.J(down, X, Y, 1.0)) / 2e-4
    assert check.slope == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_listing_is_the_right_one_but_for_its_lines(number):
    case = CASES[number - 1]
    assert case.rows.keys() == RIGHT_ROWS.keys()
    assert {line for line in case.rows if case.rows[line] != RIGHT_ROWS[line]} == set(case.other)
    assert case.lines in ((), case.other)
    assert case.sentence.endswith(".") and case.question.endswith("?")
    lab = WrongLineLab(number)
    step = lab.stepper().step
    assert (step.line, step.t, step.l) == case.look
    assert step.trace.sizes[1:] == case.layer_sizes


def with_one(z):
    return np.vstack([np.ones((1, z.shape[1])), z])


def drop_first(blame, *factors):
    """Element by element, as ".*" in a listing does it: without numpy's stretching. Then row 0 is dropped."""
    for factor in factors:
        if factor.shape != blame.shape:
            raise ValueError("the shapes do not fit")
        blame = blame * factor
    return blame[1:]


G, A1 = bpkit.sigmoid, slice(1, None)
# What stands in line 4, read as it is written there: T is Θ, d is δ⁽³⁾, l is 2.
LINE_4 = {
    "(Θ⁽ˡ⁾)ᵀδ⁽ˡ⁺¹⁾, row": lambda T, d, a, z: drop_first(T[2].T @ d),
    "g′([1; z⁽ˡ⁾])": lambda T, d, a, z: drop_first(T[2].T @ d, G(with_one(z)), 1 - G(with_one(z))),
    ".* a⁽ˡ⁾, row": lambda T, d, a, z: drop_first(T[2].T @ d, a),
    "= Θ⁽ˡ⁾δ⁽ˡ⁺¹⁾": lambda T, d, a, z: drop_first(with_one(T[2][:, A1] @ d), a, 1 - a),
    "[1; z⁽ˡ⁾] .* (1 − [1; z⁽ˡ⁾])": lambda T, d, a, z: drop_first(T[2].T @ d, with_one(z), 1 - with_one(z)),
    "g(a⁽ˡ⁾)": lambda T, d, a, z: drop_first(T[2].T @ d, G(a), 1 - G(a)),
    "(Θ⁽ˡ⁻¹⁾)ᵀ": lambda T, d, a, z: drop_first(T[1].T @ d, a, 1 - a),
}


@pytest.mark.parametrize("sizes", NETWORKS)
@pytest.mark.parametrize("written", LINE_4)
def test_line_4_is_run_as_it_is_written(written, sizes):
    (case,) = [case for case in CASES if written in case.rows[4]]
    Theta, X, Y = bpkit.random_theta(sizes, SEED), NETWORKS[sizes].X, NETWORKS[sizes].Y
    z, a = bpkit.forward_propagate(Theta, X.T)
    try:
        delta = {3: a[3] - Y.T, 2: LINE_4[written](Theta, a[3] - Y.T, a[2], z[2])}
    except ValueError:
        with pytest.raises(ValueError):
            case.D(Theta, X, Y, 1.0)
        return
    nothing = {l: np.zeros_like(Theta[l]) for l in Theta}
    expected = bpkit.regularized_gradient(bpkit.accumulate(nothing, delta, a), Theta, len(X), 1.0)
    found = case.D(Theta, X, Y, 1.0)
    assert all(found[l] == pytest.approx(expected[l]) for l in Theta)


def test_where_all_is_right_the_table_says_so():
    right, wrong = WrongLineLab(5, bet=ALL_RIGHT), WrongLineLab(3, bet=6, why=1)
    for lab in (right, wrong):
        Hand(lab).pick("aside[check]")
    assert text_of(right).count("passes") and "not seen" not in text_of(right)
    assert "not seen" in text_of(wrong) and "passes" not in text_of(wrong)


def test_every_line_is_wrong_in_some_case_and_some_are_right():
    wrong = {line for case in CASES for line in case.lines}
    assert wrong == set(RIGHT_ROWS)
    assert sum(not case.lines for case in CASES) == 2


def test_what_the_check_cannot_see():
    """The table of the notebook, from the lab's own cases."""

    def seen(wrong):
        (number,) = [k for k in NUMBERS if list(CASES[k - 1].rows.values()).count(wrong)]
        lab = WrongLineLab(number)
        return ["fit" if c is None else not c.ok for c in (lab.check(None, m, lambda_) for m, lambda_ in SETTINGS)]

    assert seen("D⁽ˡ⁾ᵢ₀ = Δ⁽ˡ⁾ᵢ₀") == [False, False, True, True]
    assert seen("D⁽ˡ⁾ᵢ₀ = (Δ⁽ˡ⁾ᵢ₀ + λΘ⁽ˡ⁾ᵢ₀)/m") == [False, True, False, True]
    assert seen("D⁽ˡ⁾ᵢⱼ = Δ⁽ˡ⁾ᵢⱼ/m + λΘ⁽ˡ⁾ᵢⱼ   for j ≠ 0") == [False, False, False, True]
    transposed = WrongLineLab(next(k for k in NUMBERS if "(δ⁽ˡ⁺¹⁾)ᵀ" in CASES[k - 1].rows[5]))
    assert transposed.check((2, 3, 2)) is None and not transposed.check((2, 3, 4)).ok


@pytest.mark.parametrize("number", NUMBERS)
def test_nothing_is_told_before_the_bet_and_all_after_it(number):
    lab, case = WrongLineLab(number), CASES[number - 1]
    told = [" ".join(flat(told).split()) for told in (case.sentence, case.question, "Relative difference")]
    assert "✗ wrong" not in lab._view.html and said(lab).startswith("Which line is wrong?")
    assert not any(one in text_of(lab) for one in told)
    lab.bet = ALL_RIGHT
    assert lab._view.html.count("✗ wrong</text>") == len(case.lines)
    if case.lines:
        assert said(lab).endswith("And why do the numbers go wrong?") and told[2] not in text_of(lab)
        assert lab._view.html.count('data-ref="why[') == 3
        lab.why = 1
    assert told[0] in text_of(lab)
    for line in case.other:
        right = flat(content(html(from_plain(RIGHT_ROWS[line].strip()))))
        assert f"{line} {'' if case.lines else 'also '}right: {right}".replace(" ", "") in text_of(lab).replace(" ", "")
    Hand(lab).pick("aside[check]")
    assert told[1] in text_of(lab) and f"{told[2]} {wrong_line.difference(lab.check())}" in text_of(lab)
    picture = ElementTree.fromstring(lab._picture().standalone())
    assert picture.tag.endswith("svg")


@pytest.mark.parametrize("number", [k for k in NUMBERS if CASES[k - 1].lines])
def test_the_reason_is_told_by_name(number):
    case = CASES[number - 1]
    for k, reason in enumerate(reasons(number), start=1):
        lab = WrongLineLab(number, bet=case.lines[0])
        Hand(lab).pick(f"why[{k}]")
        told = said(lab)
        assert lab.why == k and f"“{case.name}”" in told
        assert told.startswith("Yes: ") if reason is case else told.startswith(f"No, that would be “{reason.name}”.")
    assert [reason is case for reason in reasons(number)].count(True) == 1
    assert len({reason.sentence for reason in reasons(number)}) == len({reason.name for reason in reasons(number)}) == 3


def test_the_right_reason_does_not_always_stand_in_the_same_place():
    wrong = [k for k in NUMBERS if CASES[k - 1].lines]
    places = [reasons(number).index(CASES[number - 1]) for number in wrong]
    assert all(5 <= places.count(k) <= 13 for k in range(3))


@pytest.mark.parametrize("number", NUMBERS)
def test_both_listings_part_at_the_wrong_line(number):
    case = CASES[number - 1]
    found = side_by_side(case)
    first = next((one.line for one in found if one.differs), None)
    seen_at = {ZEROS: 5, LOOP: 5}  # what is no line that writes numbers
    assert first == (seen_at.get(case.lines[0], case.lines[0]) if case.lines else None)
    assert [one.differs for one in found] == [f"{one.here:.4f}" != f"{one.right:.4f}" for one in found]  # as is shown
    right = WrongLineLab(number, bet=ALL_RIGHT, why=1 if case.lines else None)
    rows = re.findall(r">(≠|=)</text>", right._view.html)
    assert rows == ["≠" if one.differs else "=" for one in found]
    assert right._view.html.count(">the first</text>") == right._view.html.count('class="first"') == bool(case.lines)


@pytest.mark.parametrize("number, written", [(2, "(Θ⁽ˡ⁾)ᵀδ⁽ˡ⁺¹⁾, row"), (17, "[1; z⁽ˡ⁾] .* (1 − [1; z⁽ˡ⁾])")])
def test_what_a_listing_computes_is_what_its_line_says(number, written):
    case = CASES[number - 1]
    Theta, X, Y = case.weights, case.data.X, case.data.Y
    z, a = bpkit.forward_propagate(Theta, X.T)
    delta = {3: a[3] - Y.T, 2: LINE_4[written](Theta, a[3] - Y.T, a[2], z[2])}
    Delta = bpkit.accumulate({l: np.zeros_like(Theta[l]) for l in Theta}, delta, a)
    arrays = {"delta": delta, "Delta": Delta, "D": bpkit.regularized_gradient(Delta, Theta, 4, 1.0), "a": a}
    for one in side_by_side(case)[1:-1]:
        quantity, l, i, j, *_ = one.ref
        row = i if quantity == "a" and l < 3 else i - 1
        assert one.here == pytest.approx(arrays[quantity][l][row, -1 if j is None else j])


def test_a_bet_that_fails_brings_hints_one_at_a_time_and_a_second_one_the_answer():
    lab = WrongLineLab(2)
    hand = Hand(lab)
    hand.pick("commit")  # nothing is chosen yet
    assert lab.bet is None and "hint" not in by_ref(page(lab))
    hand.pick("bet[6]")
    assert "your bet?" in lab._view.html and lab.bet is None
    hand.pick("commit")
    assert said(lab) == "No, line 6 is right. One more try, and there are hints." and lab.bet is None
    hints = (
        "The gradient for Θ⁽²⁾ agrees with the slopes of J. "
        "The gradient for Θ⁽¹⁾ is up to 0.0893 away from the slopes of J.",
        CASES[1].question,
        "The first number that goes wrong is δ⁽²⁾₁ of example 4.",
    )
    for count in range(4):
        assert [flat(hint) in text_of(lab) for hint in hints] == [k < count for k in range(3)]
        assert ("hint" in by_ref(page(lab))) == (count < 3)
        hand.pick("hint") if count < 3 else None
    assert flat(CASES[1].sentence) not in text_of(lab)
    assert "bet[6]" not in by_ref(page(lab))  # it stays, and cannot be bet on again
    hand.pick("bet[3]")
    hand.pick("commit")
    assert lab.bet == 3 and said(lab).startswith("You bet on line 3. It is line 4 that is wrong.")
    hand.pick("reset")
    assert lab.bet is None and said(lab).startswith("Which line is wrong?") and "bet[6]" in by_ref(page(lab))


def test_only_what_belongs_to_an_example_is_said_to():
    for number in NUMBERS:
        last = WrongLineLab(number)._all_hints()[2]
        told = re.search(r"wrong is (∂J/∂Θ|.)\S*(?: (of|after) example 4)?\.$", last)
        of = {"y": "of", "a": "of", "δ": "of", "Δ": "after"}
        assert told and told[2] == of.get(told[1]) if CASES[number - 1].lines else last == "No number goes wrong."


def test_where_the_sum_is_handed_back_it_is_not_said_of_d_that_it_is_wrong():
    hand = Hand(WrongLineLab(10, "∂J", why=1))
    hand.pick("aside[check]")
    assert "Δ is not the gradient of J." in text_of(hand.widget) and "D is not" not in text_of(hand.widget)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_rows_stand_in_the_order_in_which_they_are_run(number):
    shown = [row.get("data-ref") for row in with_class(page(WrongLineLab(number)), "code")]
    assert shown == [f"bet[{line}]" for line in (*CASES[number - 1].rows, ALL_RIGHT)]
    if CASES[number - 1].name == "Δ is set to 0 inside the loop":
        assert shown[:3] == [f"bet[{LOOP}]", f"bet[{ZEROS}]", "bet[1]"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_row_that_is_marked_stays_large_enough_to_read(number):
    case = CASES[number - 1]
    for line in case.lines or case.rows:
        lab = WrongLineLab(number, line)
        (row,) = [row for row in with_class(page(lab), "code") if row.get("data-key") == f"bet[{line}]"]
        assert float(with_class(row, "m")[0].get("font-size")) > 14


def test_a_bet_that_is_right_needs_no_second_one():
    lab = WrongLineLab(2)
    hand = Hand(lab)
    hand.pick("bet[4]")
    hand.pick("commit")
    assert lab.bet == 4 and said(lab).startswith("You bet on line 4, and you are right: it is wrong.")


def test_all_right_is_a_bet_like_any_other():
    for number, told in ((5, "You bet that all is right, and it is."), (2, "Something is wrong. One more try")):
        lab = WrongLineLab(number)
        Hand(lab).pick(f"bet[{ALL_RIGHT}]")
        Hand(lab).pick("commit")
        assert said(lab).startswith(told)


def test_what_the_hint_says_of_D_is_so():
    for number in NUMBERS:
        lab = WrongLineLab(number)
        if CASES[number - 1].J is not cost:
            continue
        Theta, data = bpkit.random_theta(CASES[number - 1].layer_sizes, SEED), CASES[number - 1].data
        D = CASES[number - 1].D(Theta, data.X, data.Y, 1.0)
        slopes = bpkit.numerical_gradient(Theta, data.X, data.Y, 1.0)
        for l, far in lab.check().apart.items():
            assert far == pytest.approx(np.abs(D[l] - slopes[l]).max(), abs=1e-9)


def test_cases_are_chosen_one_by_one_by_number_and_from_python():
    lab = WrongLineLab()
    hand = Hand(lab)
    hand.move("case", 3)
    assert lab.case == 3
    lab.bet = 4
    lab.case = 4
    assert lab.bet is None and "✗ wrong" not in lab._view.html
    lab.case = len(CASES)
    hand.pick("next")
    assert lab.case == 1
    hand.pick("previous")
    assert lab.case == len(CASES)
    hand.move("case", 99)
    assert said(lab) == f"case must be a whole number from 1 to {len(CASES)}, got 99." and lab.case == len(CASES)


def test_every_line_can_be_picked():
    lab = WrongLineLab(6)
    lines = [*CASES[5].rows, ALL_RIGHT]
    assert sorted(re.findall(r'data-ref="bet\[(.*?)\]"', lab._view.html)) == sorted(map(str, lines))
    for line in lines:
        Hand(lab).pick(f"bet[{line}]")
        assert by_ref(page(lab))[f"bet[{line}]"].get("aria-pressed") == "true"


def test_its_repr_recreates_it():
    lab = WrongLineLab(5, bet="∂J")
    assert repr(lab) == "WrongLineLab(case=5, bet='∂J')" and repr(eval(repr(lab))) == repr(lab)
    assert repr(WrongLineLab()) == "WrongLineLab(case=1)"
    assert repr(WrongLineLab(2, 4, why=3, seed=1)) == "WrongLineLab(case=2, seed=1, bet=4, why=3)"
    assert lab._repr_mimebundle_()["image/svg+xml"].startswith("<svg")


@pytest.mark.parametrize(
    "name, bad",
    [("case", 0), ("case", 30), ("case", "1"), ("bet", 0), ("bet", 8), ("bet", True), ("why", 4), ("seed", -1)],
)
def test_bad_values_are_told(name, bad):
    lab = WrongLineLab(2, bet=3)
    with pytest.raises(ValueError, match=f"^{name} must be .*, got {bad!r}\\.$"):
        setattr(lab, name, bad)
    assert (lab.case, lab.bet) == (2, 3)


def test_a_bad_network_is_told():
    with pytest.raises(ValueError, match="^layer_sizes must be one of "):
        WrongLineLab().check((2, 5, 1))
    with pytest.raises(ValueError, match="^m must be "):
        WrongLineLab().check(m=5)


def test_the_stepper_opens_in_place_of_the_listing_and_goes_away_with_the_case():
    lab = WrongLineLab(2, bet=4, why=1)
    hand = Hand(lab)
    assert "code" in lab._view.html and lab._stepper_box.layout.display == "none"
    hand.pick("stepper")
    (stepper,) = lab._stepper_box.children
    assert (stepper.step.line, stepper.step.t, stepper.step.l) == CASES[1].look
    assert "code" not in lab._view.html and said(lab) == "The right listing at work: line 4, example 4, layer 2."
    assert "code" in lab._picture().body
    hand.pick("stepper")
    assert "code" in lab._view.html and lab._stepper_box.layout.display == "none"
    hand.pick("stepper")
    lab.case = 24
    assert "code" in lab._view.html and lab._stepper_box.layout.display == "none"
    lab.bet, lab.why = 5, 2
    hand.pick("stepper")
    assert lab._stepper_box.children == (stepper,) and lab._stepper_box.layout.display is None
    assert stepper.layer_sizes == (2, 3, 4) and stepper.step.line == 5
    for number in NUMBERS:
        lab.case, lab.bet = number, ALL_RIGHT
        hand.pick("stepper")
        assert (stepper.step.line, stepper.step.t, stepper.step.l) == CASES[number - 1].look


def test_the_cases_are_shuffled_by_a_seed():
    lab = WrongLineLab(3, bet=6)
    Hand(lab).move("seed", 8)
    assert (lab.seed, lab.case, lab.bet) == (8, 3, None)
    assert sorted(order(8)) == sorted(order(9)) == order(0) == list(NUMBERS)
    assert order(8) != order(0) != order(9) != order(8)
    rows = CASES[order(8)[2] - 1]
    lab.bet = rows.lines[0] if rows.lines else ALL_RIGHT
    assert "you are right" in said(lab) or said(lab).endswith("and it is.")


def test_the_networks_are_what_the_text_says():
    square, square_theta, neither = NETWORKS
    assert len(set(square)) == 1
    shapes = [[Theta_l.shape for Theta_l in bpkit.random_theta(sizes, 0).values()] for sizes in NETWORKS]
    assert [all(rows == columns for rows, columns in each) for each in shapes] == [False, True, False]
    assert all(np.all(data.Y.sum(axis=1) == 1) for data in NETWORKS.values())


def test_a_relative_difference_is_written_as_the_notebook_writes_it():
    said = [wrong_line.difference(WrongLineLab(number).check()) for number in (3, 19, 14)]
    assert said[0] == "0.6000" and re.fullmatch(r"\d\.\de-1\d", said[1]) and re.fullmatch(r"0\.0\d{3}", said[2])
    assert re.fullmatch(r"\d\.\de\+\d+", wrong_line.difference(WrongLineLab(1).check(lambda_=0.0)))
