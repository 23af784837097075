"""Every notebook in Notebook 7: run, and touched; and some of what is tried in JupyterLab by keyboard. It is one file,
so that of two workers only one starts Notebook 7."""

import pytest

from browser import lab
from browser.conftest import NOTEBOOKS
from browser.screen import touch_each
from browser.test_explorer_in_jupyter import test_a_key_and_a_typed_number_change_D  # noqa: F401
from browser.test_keyboard_in_jupyter import (  # noqa: F401
    digits,
    test_the_explorer_of_digits_by_keyboard_alone,
    test_the_stepper_of_digits_by_keyboard_alone,
)


@pytest.fixture(scope="module")
def app():
    return "notebook"


@pytest.mark.parametrize("name", sorted(path.name for path in NOTEBOOKS.glob("*.ipynb")))
def test_in_notebook_7(browser, jupyter, desk, app, name):
    with lab.NotebookPage(browser, jupyter(app), name, desk=desk) as notebook:
        notebook.run_all()
        touch_each(notebook, "mouse", "keyboard", most=1)
