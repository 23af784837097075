"""What goes wrong in real life: kernels that end, networks that fail, pages that are reloaded, windows side by side.
After each the numbers are right, or one sentence says what to do, and nothing goes on that nobody sees."""

import os
import signal

import pytest

from browser import lab
from browser.conftest import soon_gone, wait_for

IMPORTS = "import os\nfrom IPython.display import display\nfrom bpkit import *"
STEPPER = 's = Stepper("xor", speed=1)\ns'
TRAINER = 't = Trainer("xor", speed=30)\nt'
KERNEL = f"{lab.PANEL}.sessionContext.session.kernel"
TOLD = "The kernel was restarted, and no longer knows this picture. Run the cells again."
STEP = "() => [...document.querySelectorAll('.count')].map(node => node.textContent.match(/step (\\d+)/)[1])"


def wait_for_step(notebook, step):
    """Until each Stepper on the page shows it."""
    notebook.page.wait_for_function(f"step => ({STEP})().every(shown => shown === step)", arg=str(step))


def start_both(notebook):
    notebook.item("play").click()
    notebook.item("run").click()
    wait_for(notebook, "s.playing and s.position > 0 and t.steps > 0")


def is_alive(notebook):
    """A hand is answered, by button and by key, and nobody complained."""
    notebook.ask_kernel("[setattr(s, 'playing', False), setattr(s, 'position', 3), setattr(t, 'running', False)]")
    wait_for_step(notebook, 4)
    notebook.item("next").click()
    wait_for_step(notebook, 5)
    before = float(notebook.ask_kernel("s.lambda_"))
    notebook.press("ArrowUp", "lambda_")
    wait_for(notebook, f"abs(s.lambda_ - {before} - 0.2) < 1e-9 and s.position == 4")
    notebook.item("step").click()
    wait_for(notebook, "t.J == cost(t.Theta, *t.data_set.train, t.lambda_)")
    assert notebook.problems() == [] and notebook.page.locator(".bad").count() == 0


@pytest.mark.parametrize("end", ["restarted", "killed"])
def test_a_kernel_that_ends_under_open_widgets(open_notebook, end):
    with open_notebook(IMPORTS, STEPPER, TRAINER) as notebook:
        start_both(notebook)
        if end == "killed":
            os.kill(int(notebook.ask_kernel("os.getpid()")), getattr(signal, "SIGKILL", signal.SIGTERM))
            notebook.page.locator(".jp-Dialog .jp-mod-accept").click()
        else:
            notebook.ask(f"() => {KERNEL}.restart()")
        told = notebook.page.locator(".cut[role=alert]")
        told.nth(1).wait_for()
        assert told.all_inner_texts() == [TOLD, TOLD]
        assert notebook.page.locator(".bpkit-view > [inert]").count() == 2, "no control can be touched in vain"
        assert notebook.problems() == []
        notebook.run_all()
        is_alive(notebook)


def test_the_network_fails_and_the_page_is_reloaded_and_the_kernel_interrupted(open_notebook):
    with open_notebook(IMPORTS, STEPPER, TRAINER) as notebook:
        start_both(notebook)
        notebook.page.context.set_offline(True)
        notebook.ask(f"() => {{ {KERNEL}._ws.onclose(new CloseEvent('close')); }}")  # a real one may come late
        notebook.page.wait_for_function(f"{KERNEL}.connectionStatus !== 'connected'")
        shown = notebook.ask(STEP)
        notebook.press("ArrowUp", "lambda_")  # it is sent as soon as it can be
        notebook.page.context.set_offline(False)
        notebook.ask(f"() => {KERNEL}.reconnect()")  # at once; JupyterLab would let some seconds pass
        wait_for(notebook, "s.lambda_ == 0.2 and s.playing")
        notebook.page.wait_for_function(f"shown => ({STEP})()[0] !== shown", arg=shown[0])
        network = [one for one in notebook.complaints if "ERR_INTERNET_DISCONNECTED" in one or "WebSocket" in one]
        assert notebook.complaints == network
        notebook.complaints.clear()
        is_alive(notebook)

        start_both(notebook)
        notebook.ask(f"() => {lab.PANEL}.context.save()")
        notebook.reload()
        wait_for(notebook, "s.playing and t.running")
        is_alive(notebook)

        start_both(notebook)
        for _ in range(3):
            notebook.ask(f"() => {KERNEL}.interrupt()")
            notebook.page.wait_for_timeout(100)
        is_alive(notebook)
        start_both(notebook)


def test_a_cell_that_runs_again_and_another_window(browser, open_notebook):
    with open_notebook(IMPORTS, STEPPER, TRAINER) as one:
        one.ask(f"() => {lab.PANEL}.context.save()")
        with lab.NotebookPage(browser, one.server, one.name) as two, soon_gone(one, two):
            two.wait_until_painted()
            start_both(two)
            one.ask_kernel("globals().update(first=s)")
            one.ask(f"() => {{ {lab.PANEL}.content.activeCellIndex = 1; }}")
            one.command("notebook:run-cell")  # here is another Stepper now; in the other window the first one plays on
            two.page.wait_for_timeout(3000)
            assert one.ask_kernel("(first.playing, first.comm is None)") == "(True, False)"
            one.command("notebook:clear-all-cell-outputs")
            two.page.wait_for_timeout(3000)
            assert one.ask_kernel("(t.running, s.comm is None, first.playing)") == "(True, True, True)"
            two.item("play").click()
            wait_for(two, "not first.playing")
            two.item("play").click()
            wait_for(two, "first.playing")
            two.command("notebook:clear-all-cell-outputs")
            wait_for(two, "not first.playing and not t.running and first.comm is None and t.comm is None")
            assert two.problems() == [] == one.problems()


def test_two_views_in_step_and_twenty_widgets(open_notebook):
    with open_notebook(IMPORTS, STEPPER, "s", "many = [Explorer() for _ in range(20)]\ndisplay(*many)") as notebook:
        page = notebook.page
        assert page.locator(".bpkit-view").count() == 22
        notebook.item("next").click()
        wait_for_step(notebook, 2)
        page.locator("[data-ref=lambda_]").nth(1).press("ArrowUp")  # of the second view
        wait_for(notebook, "s.lambda_ == 0.2")
        page.wait_for_function("[...document.querySelectorAll('[data-ref=lambda_]')].slice(0, 2).every("
                               "node => node.textContent.includes('0.2'))")  # fmt: skip
        last = page.locator(".bpkit-view").last
        last.locator("[data-ref=lambda_]").press("ArrowUp")
        last.locator("[data-ref=lambda_] .v", has_text="0.2").wait_for()
        assert notebook.ask_kernel("[e.lambda_ for e in many] == [0] * 19 + [0.2]") == "True"
        assert notebook.problems() == []


LOG = """[I 2026-11-27 03:01:12.345 ServerApp] Saving file at /a.ipynb
Task exception was never retrieved
Traceback (most recent call last):
  File "websocket.py", line 1140, in wrapper
    await fut
tornado.iostream.StreamClosedError: Stream is closed

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "websocket.py", line 1142, in wrapper
    raise WebSocketClosedError()
tornado.websocket.WebSocketClosedError
Traceback (most recent call last):
  File "view.py", line 7, in _receive
    1 / 0
ZeroDivisionError: division by zero
[E 2026-11-27 03:01:13.456 ServerApp] Not found
"""


def test_all_that_a_log_complains_of_is_told_but_messages_to_pages_that_went(tmp_path):
    (tmp_path / "log.txt").write_text(LOG)
    server = lab.Server("jupyterlab", tmp_path, "", "", tmp_path / "log.txt", tmp_path)
    error, refused = server.complaints()
    assert error.endswith("1 / 0\nZeroDivisionError: division by zero") and refused.endswith("Not found")
