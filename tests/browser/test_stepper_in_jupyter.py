"""The Stepper in a real JupyterLab: by the keyboard alone, read aloud, and played for a thousand steps."""

import re
from ast import literal_eval
from contextlib import contextmanager

import numpy as np
import pytest

from bpkit import load, random_theta
from bpkit.notation import number

IMPORTS = "from bpkit import DataSet, Stepper"
XOR = 'stepper = Stepper("xor", (2, 3, 1), lambda_=1)'

THOUSAND = """data = DataSet([[t / 143, t % 2] for t in range(143)], [[t % 2] for t in range(143)])  # 1006 steps
stepper = Stepper(data, (2, 3, 1))
stepper._trait_values["speed"] = 200  # which is more than is allowed, so as not to wait"""

STEP = "Number(document.querySelector('.bpkit-view .count').textContent.match(/step (\\d+)/)[1])"
FOCUSED = "() => document.activeElement.dataset?.ref ?? document.activeElement.dataset?.go"
SELECTED_CELL = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"
ASKED = "Next is line 4"
# At each step, from the first on: how wide and high it is.
SIZES = f"""async steps => {{
    const view = document.querySelector('.bpkit-view'), sizes = [];
    for (let step = 1; step <= steps; step++) {{
        while ({STEP} !== step) await new Promise(requestAnimationFrame);
        sizes.push([view.scrollWidth, Math.max(view.offsetHeight, view.scrollHeight)]);
        view.querySelector('[data-ref=next]').click();
    }}
    return sizes;
}}"""

# Whether the page shows the string that the kernel has.
SHOWN = """html => {
    const element = document.createElement('div');
    element.innerHTML = html;
    return document.querySelector('.bpkit-view > .bp:not(.over)').textContent === element.textContent;
}"""


@pytest.fixture(scope="module")
def run(open_notebook):
    """``with run(code) as notebook``: a Stepper that is called stepper in a notebook that was run."""

    @contextmanager
    def run(code):
        # Cells before and after it, to which JupyterLab could jump.
        with open_notebook(IMPORTS, f"{code}\nstepper", "stepper.J") as notebook:
            yield notebook
            assert notebook.problems() == []
            assert notebook.page.locator(".bpkit-view .bad").count() == 0

    return run


def test_from_a_line_to_a_number_to_its_factor_by_keyboard_alone(run):
    with run(XOR) as notebook:
        press = notebook.page.keyboard.press
        notebook.item("first").focus()
        selected = notebook.ask(SELECTED_CELL)
        tab_to(notebook, "line[0]")
        for ref in ("line[1]", "line[2]", "line[3]", "line[4]"):
            press("ArrowDown")
            assert notebook.ask(FOCUSED) == ref
        for step in (6, 13):  # line 4 of examples 1 and 2
            press("Enter")
            wait_for_step(notebook, step)
        assert "line 4, example 2 of 4" in step_told(notebook)
        assert notebook.ask(FOCUSED) == "line[4]"

        tab_to(notebook, "eq:delta[2]")
        press("Home")
        assert notebook.ask(FOCUSED) == "eq:delta[2][1]"
        press("Enter")
        wait_for_tip(notebook, "line 4")
        delta_2 = number_told(notebook)

        tab_to(notebook, "delta[3][1]")  # a factor
        in_formula = notebook.page.locator(".tip [data-go='delta[3][1]']").inner_text()
        press("Enter")
        wait_for_tip(notebook, "line 3")
        delta_3 = number_told(notebook)
        assert float(in_formula.strip("()").replace("−", "-")) == delta_3
        assert (delta_2, delta_3) == pytest.approx(deltas(example=2), abs=0.5001e-4)

        notebook.ask_kernel("setattr(stepper, 'position', 19)")  # line 4 of the next example, as when it plays
        wait_for_step(notebook, 20)
        told = number(deltas(example=3)[1])
        notebook.page.locator(".tip", has_text=told).wait_for()  # it is still explained, as soon as Python has answered
        press("Escape")
        notebook.page.locator(".tip").wait_for(state="hidden")
        assert notebook.ask(FOCUSED) == "eq:delta[2][1]"  # from where it began
        assert notebook.ask(SELECTED_CELL) == selected


def test_the_focus_stays_and_each_step_is_told(run):
    with run(XOR) as notebook:
        notebook.item("next").focus()
        told = [step_told(notebook)]
        for step in range(2, 8):
            notebook.page.keyboard.press("Enter" if step % 2 else " ")
            wait_for_step(notebook, step)
            assert notebook.ask(FOCUSED) == "next"
            told.append(step_told(notebook))
        places = ["before the loop", *(f"line {line}, example 1 of 4" for line in (1, 2, 2, 3, 4, 5))]
        beginnings = [f"Step {step} of 33, {place}" for step, place in enumerate(places, start=1)]
        assert [sentence[: len(beginning)] for sentence, beginning in zip(told, beginnings)] == beginnings
        for key, step in (("ArrowRight", 8), ("ArrowRight", 9), ("ArrowLeft", 8)):  # on the bar: Next and Back
            notebook.page.keyboard.press(key)
            wait_for_step(notebook, step)
        notebook.press("Enter", "step[20]")
        wait_for_step(notebook, 21)
        assert notebook.ask_kernel("stepper.position") == "20"


def test_what_was_explained_stays_while_it_is_known(run):
    with run(XOR) as notebook:
        notebook.ask_kernel("[setattr(stepper, 'position', 5), stepper.explain('delta[2][1]')]")
        wait_for_tip(notebook, "line 4")
        notebook.press("Enter", "next")
        wait_for_step(notebook, 7)
        assert notebook.page.locator(".tip.pin").is_visible()
        notebook.drag("lambda_", by=40, moves=20)
        notebook.item("lambda_").locator(".v", has_text="1.8").wait_for()
        assert notebook.page.locator(".tip.pin").is_visible()
        notebook.page.mouse.move(0, 0)
        for _ in range(2):  # the next example has no δ yet
            notebook.press("Enter", "next")
        notebook.page.locator(".tip").wait_for(state="hidden")
        notebook.wait_until_painted()
        assert notebook.ask_kernel("(stepper._view.pinned, stepper.lambda_)") == "('', 1.8)"


def test_predict_first_by_keyboard_alone(run):
    with run(f"{XOR}\nstepper.predict, stepper.position = True, 4") as notebook:
        press, page = notebook.page.keyboard.press, notebook.page
        notebook.item("first").focus()
        tab_to(notebook, "answer")
        place = page.locator("[data-ref=answer]").bounding_box()
        page.keyboard.type("a half")
        press("Enter")
        page.locator(".bad", has_text="must be a number").wait_for()
        assert notebook.ask(FOCUSED) == "answer" and page.locator("[data-ref=answer]").bounding_box() == place
        assert ASKED in asked(notebook) and step_of(notebook) == 5
        press("Control+a")
        page.keyboard.type(f"{deltas(example=1)[0]:.2f}")
        tab_to(notebook, "check")
        press("Enter")
        wait_for_step(notebook, 6)
        assert asked(notebook).startswith("Right: you said ") and f"{deltas(1)[0]:.4f}".lstrip("-") in asked(notebook)
        assert notebook.ask(FOCUSED) == "answer[next]"
        press("Enter")
        page.locator("[data-ref=answer]").wait_for()
        assert step_of(notebook) == 6 and "Next is line 5" in asked(notebook)
        assert notebook.ask(FOCUSED) == "answer" and page.locator("[data-ref=answer]").input_value() == ""
        tab_to(notebook, "answer[−]")
        press("Enter")
        wait_for_step(notebook, 7)
        assert re.match("(Right|No): you said negative", asked(notebook))


def test_it_fits_without_scrolling_at_every_line(run):
    with run('stepper = Stepper("xor")') as notebook:
        for width in (1085, 1000):
            notebook.ask(
                "width => { document.querySelector('.bpkit-view').parentElement.style.width = width; }", f"{width}px"
            )
            notebook.page.locator(f".bpkit-view svg[width='{width}']").first.wait_for()
            notebook.press("Enter", "first")
            sizes = notebook.ask(SIZES, 33)
            assert max(wide for wide, _ in sizes) <= width and max(high for _, high in sizes) <= 600


def test_a_thousand_steps_of_play(run):
    # tests/benchmarks/soak.py does the same with the digits.
    with run(THOUSAND) as notebook:
        notebook.item("play").click()
        notebook.page.wait_for_function(f"{STEP} > 100")
        after_100 = notebook.kernel_mib()
        notebook.page.wait_for_function(f"{STEP} === 1006", timeout=180_000)
        notebook.page.locator("[data-ref=play]", has_text="Play").wait_for()  # it said Pause until the end
        notebook.wait_until_painted()
        assert notebook.kernel_mib() < 1.05 * after_100
        assert notebook.ask_kernel("(stepper.position, stepper.playing)") == "(1005, False)"
        html = literal_eval(notebook.ask_kernel("stepper._view.html"))
        notebook.page.wait_for_function(SHOWN, arg=html)  # a number may be on its way


# ---------------------------------------------------------------- what a learner does and reads


def tab_to(notebook, ref):
    """Press Tab until an element has the focus whose ref begins so."""
    for _ in range(30):
        notebook.page.keyboard.press("Tab")
        if (notebook.ask(FOCUSED) or "").startswith(ref):
            return
    raise AssertionError(f"Tab does not lead to {ref}.")


def step_of(notebook):
    return notebook.ask(f"() => {STEP}")


def asked(notebook):
    """The question, or what was said to its answer, as a whole."""
    return notebook.page.locator(".says [aria-live=polite][aria-atomic=true]").inner_text()


def wait_for_step(notebook, step):
    notebook.page.wait_for_function(f"{STEP} === {step}")
    notebook.wait_until_painted()


def step_told(notebook):
    """What a screen reader reads out for the step."""
    return notebook.page.locator(".bpkit-view .unseen[aria-live=polite]").text_content()


def wait_for_tip(notebook, content):
    notebook.page.locator(".tip.pin").filter(has_text=content).wait_for()


def number_told(notebook):
    """The value of the number that is explained."""
    return float(notebook.page.locator(".tip b").last.inner_text().replace("−", "-"))


def deltas(example):
    """δ⁽²⁾₁ and δ⁽³⁾₁ of an example of xor, written out here once more."""
    Theta, data = random_theta((2, 3, 1), seed=0), load("xor")
    x, y = data.X[example - 1], data.Y[example - 1]
    a_1 = np.array([1, *x])
    a_2 = np.array([1, *(1 / (1 + np.exp(-Theta[1] @ a_1)))])
    a_3 = 1 / (1 + np.exp(-Theta[2] @ a_2))
    delta_3 = a_3 - y
    return (Theta[2].T @ delta_3)[1] * a_2[1] * (1 - a_2[1]), delta_3[0]
