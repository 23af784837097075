"""The lessons' own widgets in a real JupyterLab: the page answers what is moved or clicked, with the right numbers."""

import re

import lab
import numpy as np
import pytest

from bpkit import backpropagation, load, random_theta

IMPORTS = (
    "from bpkit import AccumulateLab, BlameLab, EpsilonLab, LambdaLab, OutputErrorLab, Trainer, UnitLab, WrongLineLab"
)
LABS = {
    "unit": "UnitLab(bias=1, weight_1=2, weight_2=-1, x_1=1, x_2=1)",
    "output": "OutputErrorLab()",
    "blame": "BlameLab()",
    "stack": 'AccumulateLab("xor", added=0)',
    "decay": 'LambdaLab("xor")',
    "sweep": "EpsilonLab()",
    "trainer": 'Trainer("xor", alpha=4.0)',
    "lines": "WrongLineLab(1)",
}
NUMBER = r"−?\d+\.\d+"


@pytest.fixture(scope="module")
def notebook(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    lab.write_notebook(folder / "labs.ipynb", [IMPORTS, *(f"{name} = {code}\n{name}" for name, code in LABS.items())])
    with lab.jupyter(folder) as server, lab.NotebookPage(browser, server, "labs.ipynb") as notebook:
        notebook.run_all()
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
    (z,) = wait_until_told(notebook, "output", r"You moved z from 0 to (−2\.5\d)\.")
    assert z == pytest.approx(-90 * 16 / 560, abs=0.05)  # it keeps under the pointer; the hill is 560 pixels wide here
    a = g(z)
    wait_until_told(notebook, "output", f"{a - 1:.4f}.*{(a - 1) * a * (1 - a):.4f}".replace("-", "−"))


def test_a_click_on_a_hidden_unit_chooses_it(notebook):
    click(notebook, "blame", "delta[2][2]")
    (found,) = wait_until_told(notebook, "blame", rf"δ2 = {NUMBER} · {NUMBER} = ({NUMBER})")
    assert found == pytest.approx((1 * 0.5 + 0.5 * -0.4 + 0 * 0.2) * 0.25, abs=1e-4)


def test_examples_are_added_and_an_entry_is_written_out(notebook):
    for _ in range(2):
        cell(notebook, "stack").locator(".noUi-handle").first.press("ArrowRight")
    wait_until_told(notebook, "stack", "after 2 of 4")
    click(notebook, "stack", "Delta[1][2, 2]")
    first, second, total = wait_until_told(
        notebook, "stack", rf"Δ\(1\)22 = 0 \+ \(?({NUMBER})\)? \+ \(?({NUMBER})\)? = ({NUMBER})"
    )
    Theta, X, Y = network()
    for t, part in enumerate((first, second)):
        assert part == pytest.approx(backpropagation(Theta, X[t : t + 1], Y[t : t + 1])[1][1, 2], abs=1e-4)
    assert total == pytest.approx(first + second, abs=1.1e-4)


def test_lambda_moves_D_and_a_click_writes_an_entry_out(notebook):
    cell(notebook, "decay").locator(".noUi-handle").first.press("PageUp")
    (lambda_,) = wait_until_told(notebook, "decay", r"^λ(0\.[1-9]\d|[1-9]\.\d\d)")
    click(notebook, "decay", "D[1][2, 1]")
    (found,) = wait_until_told(notebook, "decay", rf"D\(1\)21 = \(1/m\).*?= ({NUMBER})\.")
    assert found == pytest.approx(backpropagation(*network(), lambda_)[1][1, 1], abs=1e-4)


def test_a_smaller_epsilon_is_worse_and_another_weight_can_be_chosen(notebook):
    slider = cell(notebook, "sweep").locator(".noUi-handle").first
    for _ in range(8):  # ε = 10⁻⁸
        slider.press("ArrowLeft")
    wait_until_told(notebook, "sweep", "smaller by ε = 10⁻⁸")
    wait_until_told(notebook, "sweep", r"two-sided [1-9]\.\d · 10⁻[⁶⁷]")
    click(notebook, "sweep", "D[2][1, 2]")
    (D,) = wait_until_told(notebook, "sweep", rf"D\(2\)12 ({NUMBER})D")
    assert D == pytest.approx(backpropagation(*network())[2][0, 2], abs=1e-12)


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
    assert 10 <= before < steps


def test_a_bet_is_settled(notebook):
    click(notebook, "lines", "bet[3]")
    click(notebook, "lines", "commit")
    wait_until_told(notebook, "lines", "line 3.*you are right")
    wait_until_told(notebook, "lines", "D is not the gradient of J")
