"""The Explorer of the first notebook in a real JupyterLab and a real Notebook 7: its controls change the numbers."""

import pytest

from bpkit import backpropagation, load, random_theta

EXPLORER = ".bpkit:has(.bpkit-lambda)"  # the first on the page
LAMBDA = f"{EXPLORER} .bpkit-lambda"
NUMBER = f"{LAMBDA} input[type=number]"
CELLS = f"""() => Object.fromEntries(
    [...document.querySelector('{EXPLORER}').querySelectorAll('[data-ref^="D["]')].map(
        cell => [cell.dataset.ref, cell.textContent]))"""


def test_a_key_on_the_slider_changes_D_in_jupyterlab(opened):
    with opened("00_start_here.ipynb", "jupyterlab") as notebook:
        notebook.run_all()
        before = assert_D_is_right(notebook)
        notebook.press("ArrowRight", inside=LAMBDA)
        wait_for_change(notebook, before)
        assert_D_is_right(notebook)
        assert notebook.problems() == []


def test_a_typed_number_changes_D_in_notebook_7(opened):
    # The arrow keys do not move sliders there.
    with opened("00_start_here.ipynb", "notebook") as notebook:
        notebook.run_all()
        before = assert_D_is_right(notebook)
        notebook.page.locator(NUMBER).first.fill("2.5")
        notebook.page.locator(NUMBER).first.press("Enter")
        wait_for_change(notebook, before)
        assert assert_D_is_right(notebook)["λ"] == 2.5
        assert notebook.problems() == []


def assert_D_is_right(notebook):
    """That D on the page is D by bpkit here, for the λ on the page. Returns both, as shown."""
    notebook.page.wait_for_selector(f'{EXPLORER} [data-ref^="D["]')
    lambda_ = float(notebook.page.locator(NUMBER).first.input_value())
    shown = notebook.ask(CELLS)
    data = load("xor")
    D = backpropagation(random_theta((2, 2, 1), seed=0), data.X, data.Y, lambda_)
    expected = {f"D[{l}][{i + 1}, {j}]": D[l][i, j] for l in D for i in range(len(D[l])) for j in range(D[l].shape[1])}
    numbers = {ref: float(text.replace("−", "-")) for ref, text in shown.items()}
    assert numbers == pytest.approx(expected, abs=0.5001e-4)
    assert "".join(notebook.page.locator(f"{EXPLORER} .bpkit-error").all_inner_texts()) == ""
    return {"λ": lambda_, **shown}


def wait_for_change(notebook, before):
    notebook.page.wait_for_function(f"before => ({CELLS})()['D[2][1, 1]'] !== before['D[2][1, 1]']", arg=before)
    notebook.wait_until_painted()
