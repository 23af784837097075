"""Every notebook in Notebook 7: run, and touched. It has a file of its own, so that both apps are tried at a time."""

import pytest

from browser import lab
from browser.conftest import NOTEBOOKS
from browser.screen import touch_each


@pytest.mark.parametrize("name", sorted(path.name for path in NOTEBOOKS.glob("*.ipynb")))
def test_in_notebook_7(browser, jupyter, desk, name):
    with lab.NotebookPage(browser, jupyter("notebook"), name, desk=desk) as notebook:
        notebook.run_all()
        touch_each(notebook, "mouse", "keyboard", most=1)
