"""The Stepper in a real JupyterLab: by the keyboard alone, read aloud, and played for a thousand steps."""

from ast import literal_eval
from contextlib import contextmanager

import lab
import numpy as np
import pytest

from bpkit import load, random_theta

IMPORTS = "from bpkit import DataSet, Stepper"
XOR = 'stepper = Stepper("xor", (2, 3, 1), lambda_=1)'

THOUSAND = """data = DataSet([[t / 143, t % 2] for t in range(143)], [[t % 2] for t in range(143)])  # 1006 steps
stepper = Stepper(data, (2, 3, 1))
stepper.speed = 50"""

STEP = "Number(document.querySelector('[role=status]').textContent.match(/Step (\\d+)/)[1])"
FOCUSED_REF = "() => document.activeElement.dataset?.ref"
FOCUSED_TEXT = "() => document.activeElement.textContent"
IN_EQUATION = "() => document.activeElement.closest('.bpkit-equation') !== null"
SELECTED_CELL = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"

# The arrow key that leads from the focus towards a number: that of the longer way.
ARROW_TO = """ref => {
    const middle = element => {
        const box = element.getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2];
    };
    const target = [...document.querySelectorAll(`.bpkit-equation [data-ref="${ref}"]`)].at(-1);
    const [from, to] = [document.activeElement, target].map(middle);
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    if (Math.abs(dx) > Math.abs(dy)) return dx > 0 ? 'ArrowRight' : 'ArrowLeft';
    return dy > 0 ? 'ArrowDown' : 'ArrowUp';
}"""

# Whether the page shows the string that the kernel has.
SHOWN = """html => {
    const element = document.createElement('div');
    element.innerHTML = html;
    return [...document.querySelectorAll('.bpkit-view')].some(view => view.textContent === element.textContent);
}"""


@pytest.fixture(scope="module")
def run(browser, tmp_path_factory):
    """``with run(code) as notebook``: a Stepper that is called stepper in a notebook that was run."""
    folder = tmp_path_factory.mktemp("notebooks")
    with lab.jupyter(folder) as server:

        @contextmanager
        def run(code):
            name = f"{len(list(folder.glob('*.ipynb')))}.ipynb"
            # Cells before and after it, to which JupyterLab could jump.
            lab.write_notebook(folder / name, [IMPORTS, f"{code}\nstepper", "stepper.J"])
            with lab.NotebookPage(browser, server, name) as notebook:
                notebook.run_all()
                yield notebook
                assert notebook.problems() == []
                assert "".join(notebook.page.locator(".bpkit-error").all_inner_texts()) == ""

        yield run


def test_from_a_line_to_a_number_to_its_factor_by_keyboard_alone(run):
    with run(XOR) as notebook:
        press = notebook.page.keyboard.press
        button(notebook, "Run to").focus()
        selected = notebook.ask(SELECTED_CELL)
        for step in (6, 13):  # line 4 of examples 1 and 2
            press("Enter")
            wait_for_step(notebook, step)
        assert "line 4, example 2 of 4" in step_told(notebook)
        assert notebook.ask(FOCUSED_TEXT) == "Run to"

        tab_to(notebook, "line[0]")  # into the picture
        arrows_to(notebook, "delta[2][1]")
        press("Enter")
        wait_for_told(notebook, "δ⁽²⁾₁ =")
        assert notebook.ask(FOCUSED_REF) == "delta[2][1]"
        delta_2 = number_told(notebook)

        tab_to(notebook, "delta[3][1]")  # a factor
        in_formula = notebook.page.locator(".bpkit-told [data-ref='delta[3][1]']").inner_text()
        press("Enter")
        wait_for_told(notebook, "δ⁽³⁾₁ =")
        delta_3 = number_told(notebook)
        assert float(in_formula.strip("()").replace("−", "-")) == delta_3

        assert (delta_2, delta_3) == pytest.approx(deltas(example=2), abs=0.5001e-4)
        assert notebook.ask(FOCUSED_REF) == "delta[2][1]"  # the way back, now that the factor's button is gone
        press("Shift+Tab")
        assert notebook.ask(FOCUSED_REF) == "delta[2][1]"
        assert notebook.ask(IN_EQUATION)  # and not in the network, where that number stands as well
        assert notebook.ask(SELECTED_CELL) == selected

        notebook.ask_kernel("setattr(stepper, 'position', 19)")  # line 4 of the next example, as when it plays
        wait_for_step(notebook, 20)
        assert notebook.ask(FOCUSED_REF) == "delta[2][1]" and notebook.ask(IN_EQUATION)


def test_the_focus_stays_and_each_step_is_told(run):
    with run(XOR) as notebook:
        button(notebook, "Next").focus()
        told = [step_told(notebook)]
        for step in range(2, 8):
            notebook.page.keyboard.press("Enter" if step % 2 else " ")
            wait_for_step(notebook, step)
            assert notebook.ask(FOCUSED_TEXT) == "Next ›"
            told.append(step_told(notebook))
        lines = [0, 1, 2, 2, 3, 4, 5]
        assert [sentence.split(",")[:2] for sentence in told] == [
            [f"Step {step} of 33", f" line {line}"] for step, line in enumerate(lines, start=1)
        ]
        timeline = notebook.page.locator(".bpkit-playback .noUi-handle")
        for key, step in (("ArrowRight", 8), ("ArrowRight", 9), ("ArrowLeft", 8)):
            timeline.press(key)
            wait_for_step(notebook, step)
        assert notebook.ask_kernel("stepper.position") == "7"


def test_a_thousand_steps_of_play(run):
    # tests/benchmarks/soak.py does the same with the digits.
    with run(THOUSAND) as notebook:
        button(notebook, "Play").click()
        notebook.page.wait_for_function(f"{STEP} > 100")
        after_100 = notebook.kernel_mib()
        notebook.page.wait_for_function(f"{STEP} === 1006", timeout=180_000)
        button(notebook, "Play").wait_for()  # it said Pause until the end
        notebook.wait_until_painted()
        assert notebook.kernel_mib() < 1.05 * after_100
        assert notebook.ask_kernel("(stepper.position, stepper.playing)") == "(1005, False)"
        for view in ("_sentence", "_view"):
            assert notebook.ask(SHOWN, literal_eval(notebook.ask_kernel(f"stepper.{view}.html")))


# ---------------------------------------------------------------- what a learner does and reads


def button(notebook, name):
    return notebook.page.get_by_role("button", name=name).first


def tab_to(notebook, ref):
    """Press Tab until the element of that ref has the focus."""
    for _ in range(10):
        notebook.page.keyboard.press("Tab")
        if notebook.ask(FOCUSED_REF) == ref:
            return
    raise AssertionError(f"Tab does not lead to {ref}.")


def arrows_to(notebook, ref):
    """Press arrow keys until that number has the focus, in the equation or in the network."""
    for _ in range(20):
        notebook.page.keyboard.press(notebook.ask(ARROW_TO, ref))
        if notebook.ask(FOCUSED_REF) == ref:
            return
    raise AssertionError(f"The arrow keys do not lead to {ref}.")


def wait_for_step(notebook, step):
    notebook.page.wait_for_function(f"{STEP} === {step}")
    notebook.wait_until_painted()  # the picture comes after the sentence


def step_told(notebook):
    """What a screen reader reads out for the step."""
    return notebook.page.get_by_role("status").first.inner_text()


def wait_for_told(notebook, content):
    notebook.page.locator(".bpkit-told").filter(has_text=content).wait_for()


def number_told(notebook):
    """The value of the number that is explained."""
    return float(notebook.page.locator(".bpkit-told b").last.inner_text().replace("−", "-"))


def deltas(example):
    """δ⁽²⁾₁ and δ⁽³⁾₁ of an example of xor, written out here once more."""
    Theta, data = random_theta((2, 3, 1), seed=0), load("xor")
    x, y = data.X[example - 1], data.Y[example - 1]
    a_1 = np.array([1, *x])
    a_2 = np.array([1, *(1 / (1 + np.exp(-Theta[1] @ a_1)))])
    a_3 = 1 / (1 + np.exp(-Theta[2] @ a_2))
    delta_3 = a_3 - y
    return (Theta[2].T @ delta_3)[1] * a_2[1] * (1 - a_2[1]), delta_3[0]
