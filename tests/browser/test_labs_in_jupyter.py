"""The lessons' own widgets in a real JupyterLab: the page answers what is moved or clicked, with the right numbers."""

import re

import numpy as np
import pytest

from bpkit import backpropagation, load, random_theta
from bpkit.notation import number

IMPORTS = "from bpkit import *"
LABS = {
    "unit": "UnitLab(bias=1, weight_1=2, weight_2=-1, x_1=1, x_2=1)",
    "output": "OutputErrorLab()",
    "blame": "BlameLab()",
    "stack": 'AccumulateLab("xor", added=0)',
    "decay": 'LambdaLab("xor")',
    "sweep": "EpsilonLab()",
    "trainer": 'Trainer("xor", alpha=4.0)',
    "lines": "WrongLineLab(1)",
    "paths": "PathsLab()",
    "ask": 'Predict("01 unit")',
    "parts": "ShardsLab()",
}
NUMBER = r"−?\d+\.\d+"


@pytest.fixture(scope="module")
def notebook(open_notebook):
    with open_notebook(IMPORTS, *(f"{name} = {code}\n{name}" for name, code in LABS.items())) as notebook:
        yield notebook
        assert notebook.problems() == []
        assert "".join(notebook.page.locator(".bpkit-error").all_inner_texts()) == ""


def cell(notebook, name):
    """The part of the page that holds that lab."""
    return notebook.page.locator(".jp-CodeCell").nth(1 + list(LABS).index(name))


def wait_until_told(notebook, name, pattern):
    """Wait until the lab's text has the pattern. Returns the numbers in it."""
    for _ in range(100):
        text = " ".join(cell(notebook, name).locator(".bpkit").first.text_content().split())
        if found := re.search(pattern, text):
            return [float(number.replace("−", "-")) for number in found.groups()]
        notebook.page.wait_for_timeout(100)
    raise AssertionError(f"{pattern!r} is not told: {text}")


def click(notebook, name, ref):
    cell(notebook, name).locator(f'[data-ref="{ref}"]').last.click()


# watched becomes true when numbers have been seen on lines that all stand out.
WATCHED = """function look() {
    const lines = [...document.querySelectorAll('.bpkit .runs path.w')].map((line) => getComputedStyle(line).opacity);
    window.watched = document.querySelector('.bpkit .tok') && Math.min(...lines) > 0.9;
    if (!window.watched) requestAnimationFrame(look);
}"""


def g(z):
    return 1 / (1 + np.exp(-z))


def network():
    """XOR with the weights that all labs begin with: Θ, X and Y."""
    data = load("xor")
    return random_theta((2, 2, 1), seed=0), data.X, data.Y


def test_every_key_press_on_a_number_counts_however_fast(notebook):
    weight = cell(notebook, "unit").locator('[data-ref="Theta[1][1, 0]"]')
    weight.focus()
    for _ in range(7):
        notebook.page.keyboard.press("ArrowDown")
    wait_until_told(notebook, "unit", "You moved Θ10 from 1 to 0.3")
    wait_until_told(notebook, "unit", f"{g(0.3 + 2 - 1):.4f}")


def test_a_ball_of_the_output_is_dragged_and_moves_both_errors(notebook):
    ball = cell(notebook, "output").locator('[data-ref="eq2:z"]')
    ball.scroll_into_view_if_needed()
    box = ball.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    notebook.page.mouse.move(x, y)
    notebook.page.mouse.down()
    for step in range(1, 11):
        notebook.page.mouse.move(x - 9 * step, y)
    notebook.page.mouse.up()
    (z,) = wait_until_told(notebook, "output", r"You moved z from 0 to (−3\.\d\d)\.")
    assert z == pytest.approx(-90 * 16 / 466.5, abs=0.05)  # it keeps under the pointer; the hill is so wide
    a = g(z)
    wait_until_told(notebook, "output", f"{a - 1:.4f}.*{(a - 1) * a * (1 - a):.4f}".replace("-", "−"))


def test_a_click_on_a_hidden_unit_sends_the_errors_back_to_it(notebook):
    notebook.page.evaluate(WATCHED)  # from before the click: the numbers travel for 1.6 s only
    click(notebook, "blame", "delta[2][2]")
    notebook.page.wait_for_function("window.watched")
    (found,) = wait_until_told(notebook, "blame", rf"You chose hidden unit 2\. δ of hidden unit 2 is ({NUMBER})")
    assert found == pytest.approx((1 * 0.5 + 0.5 * -0.4 + 0 * 0.2) * 0.25, abs=1e-4)
    cell(notebook, "blame").locator(".tok").first.wait_for(state="detached")


def test_a_weight_is_explained_where_a_click_chooses_its_unit(notebook):
    weight = cell(notebook, "blame").locator('[data-ref="Theta[2][2, 3]"]')
    weight.hover()
    wait_until_told(notebook, "blame", "forward, from hidden unit 3 to output 2")
    weight.click()
    wait_until_told(notebook, "blame", "You chose hidden unit 3")


def test_examples_are_added_and_an_entry_is_written_out(notebook):
    click(notebook, "stack", "add")
    wait_until_told(notebook, "stack", "You added example 1.")
    click(notebook, "stack", "add[2]")
    wait_until_told(notebook, "stack", "You added example 2.")
    click(notebook, "stack", "Delta[1][2, 2]")
    cell(notebook, "stack").locator('[data-ref="eq:Delta[1][2, 2]"]').wait_for()
    Theta, X, Y = network()
    for t in (1, 2):
        part = cell(notebook, "stack").locator(f'[data-ref="eq:product[1][2, 2]@{t}"]').text_content()
        right = backpropagation(Theta, X[t - 1 : t], Y[t - 1 : t])[1][1, 2]
        assert float(part.replace("−", "-")) == pytest.approx(right, abs=1e-4)
    cell(notebook, "stack").locator('[data-ref="added"]').focus()
    notebook.page.keyboard.press("ArrowUp")
    wait_until_told(notebook, "stack", "You added example 3.")


def test_a_product_lights_its_factors_and_the_same_entry_of_the_others(notebook):
    cell(notebook, "stack").locator('[data-ref="product[1][1, 2]@3"]').hover()
    cell(notebook, "stack").locator(".tip:visible").wait_for()
    lit = {kind: cell(notebook, "stack").locator(f".{kind}").evaluate_all("all => all.map((one) => one.dataset.ref)")
           for kind in ("src", "kin")}  # fmt: skip
    assert set(lit["src"]) == {"x[2]@3", "delta[2][1]@3"}
    assert {f"product[1][1, 2]@{t}" for t in (1, 2, 3, 4)} | {"Delta[1][1, 2]"} <= set(lit["kin"])


def drag(notebook, item, by):
    """Drag it so many pixels to the right."""
    item.scroll_into_view_if_needed()
    box = item.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    notebook.page.mouse.move(x, y)
    notebook.page.mouse.down()
    for step in range(1, 11):
        notebook.page.mouse.move(x + by * step / 10, y)
    notebook.page.mouse.up()


def test_lambda_is_dragged_across_the_lines_and_a_click_writes_an_entry_out(notebook):
    drag(notebook, cell(notebook, "decay").locator('[data-ref="eq:lambda_"]'), 150)
    wait_until_told(notebook, "decay", r"You moved λ from 0 to [\d.]+\. Changed: D \(all but column 0\)")
    click(notebook, "decay", "D[1][2, 1]")
    lambda_, *_ = wait_until_told(notebook, "decay", r"You moved λ from 0 to (\d\.?\d*)\. .*D\(1\)21 =")
    D = backpropagation(*network(), lambda_)[1][1, 1]
    assert lambda_ > 1
    wait_until_told(notebook, "decay", rf"D\(1\)21 = .*{number(D)}")
    tip = cell(notebook, "decay").locator(".tip")
    tip.wait_for()  # a click chooses the entry, and it is still explained
    assert "λ" in tip.inner_text()


def test_a_line_is_pointed_at_and_chosen(notebook):
    here = cell(notebook, "decay")
    click(notebook, "decay", "layer[1]")
    line = here.locator('[data-ref="eq:D[1][1, 2]"] text').last
    line.hover()
    here.locator('[data-ref="D[1][1, 2]"].kin').wait_for()
    line.click()
    wait_until_told(notebook, "decay", r"D\(1\)12 = \(Δ12 \+ λΘ12\)/m")


def test_epsilon_is_dragged_and_pressed_and_another_weight_can_be_chosen(notebook):
    here = cell(notebook, "sweep")
    drag(notebook, here.locator('[data-ref="eq:exponent"]'), -160)
    wait_until_told(notebook, "sweep", r"You moved ε from 10−4 to (?:10−8|[1-9]\.\d · 10−[89]).*ε is small")
    frame = here.locator(".ol.me")
    click(notebook, "sweep", "D[2][1, 2]")
    (D,) = wait_until_told(notebook, "sweep", rf"D\(2\)12\s*({NUMBER})")
    assert D == pytest.approx(backpropagation(*network())[2][0, 2], abs=1e-12)
    notebook.page.mouse.move(0, 0)
    assert frame.count() == 1  # it stays when nothing is pointed at
    here.locator('[data-ref="exponent"]').focus()
    notebook.page.keyboard.press("Control+z")
    wait_until_told(notebook, "sweep", "Undone: You moved ε")
    for _ in range(4):
        notebook.page.keyboard.press("ArrowUp")
    wait_until_told(notebook, "sweep", "You moved ε from 10−4 to 10−3")
    here.get_by_role("button", name="bias regularized").click()
    wait_until_told(notebook, "sweep", "D is now that of “the bias column is regularized too”")


def test_the_trainer_runs_and_pauses_while_alpha_is_moved(notebook):
    trainer = cell(notebook, "trainer")
    trainer.get_by_role("button", name="Run").click()
    wait_until_told(notebook, "trainer", "After [1-9]\\d+ steps")
    alpha = trainer.locator('[data-ref="alpha"]')
    alpha.press("ArrowUp")
    wait_until_told(notebook, "trainer", r"You moved α from 4 to 4\.5\. After [1-9]\d\d+ steps")
    trainer.get_by_role("button", name="Pause").click()
    trainer.get_by_role("button", name="Run").wait_for()
    steps, J = wait_until_told(notebook, "trainer", rf"After (\d+) steps.*J({NUMBER})")
    assert steps >= 100 and J < 0.69
    notebook.page.wait_for_timeout(500)
    assert wait_until_told(notebook, "trainer", r"After (\d+) steps") == [steps]
    click(notebook, "trainer", "undo")
    (before,) = wait_until_told(notebook, "trainer", r"Undone: You moved α from 4 to 4\.5\. After (\d+) steps")
    assert before == steps  # what it has learned stays


def test_a_bet_is_settled(notebook):
    click(notebook, "lines", "bet[3]")
    click(notebook, "lines", "commit")
    wait_until_told(notebook, "lines", "line 3.*you are right.*why do the numbers go wrong")
    click(notebook, "lines", "why[2]")
    wait_until_told(notebook, "lines", "“y − a in place of a − y”.*the right one.*the first")
    click(notebook, "lines", "aside[check]")
    wait_until_told(notebook, "lines", "D is not the gradient of J")
    listing = cell(notebook, "lines").locator(".bpkit-view").first
    listing.scroll_into_view_if_needed()
    top = listing.bounding_box()["y"]
    click(notebook, "lines", "stepper")
    stepper = cell(notebook, "lines").locator(".bpkit-view").last
    stepper.locator(".count", has_text="step 26 of").wait_for()
    strip, box = listing.bounding_box(), stepper.bounding_box()  # it stands where the listing stood
    assert strip["y"] == pytest.approx(top, abs=2) and strip["height"] < 60 and box["y"] < top + 70
    click(notebook, "lines", "stepper")
    cell(notebook, "lines").get_by_text("Number by number").wait_for()


def test_a_ball_that_is_let_go_rolls_into_the_valley(notebook):
    drag(notebook, cell(notebook, "paths").locator('[data-ref="eq:Theta[1][1, 1]"]'), 120)
    wait_until_told(notebook, "paths", rf"You let go at {NUMBER}, and it rolled to −1\.\d+\. J = 1\.\d+\. A ball feels")
    click(notebook, "paths", "part[3]")
    click(notebook, "paths", "go")
    cell(notebook, "paths").locator(".tok").first.wait_for()
    click(notebook, "paths", "go")
    wait_until_told(notebook, "paths", rf"The slope is the sum of the products: ∂J/∂Θ\(1\)11 = ({NUMBER})")


def test_a_prediction_is_committed_and_the_next_one_asked(notebook):
    here = cell(notebook, "ask")
    here.locator('[data-ref="answer"]').fill("−2")
    click(notebook, "ask", "check")
    wait_until_told(notebook, "ask", "No: it is −1\\..*you said −2; it is −1By so much it moves")
    click(notebook, "ask", "answer[2]")
    wait_until_told(notebook, "ask", "Right: it is only Θ.*1 of 2 right")
