"""In a real JupyterLab, with messages in threads of their own as it has by default: many touches while something goes
on by itself, cells that run again, outputs that are cleared, notebooks that are closed, floods."""

from browser import lab
from browser.conftest import soon_gone, wait_for

IMPORTS = """import ipywidgets, threading, traitlets
from ipywidgets.widgets.widget import _instances
from bpkit import *
from bpkit.widgets.live import LOCK
threads = set()"""
TRAINER = """t = Trainer("xor", speed=60)  # it pauses by itself after 5000 steps
t.observe(lambda _: threads.add(threading.current_thread().name), "alpha")
t"""
STEPPER = """s = Stepper("xor")
s.speed = 5
s.observe(lambda _: threads.add(threading.current_thread().name), "lambda_")
s"""
FLOOD = "[setattr(s, 'position', (k * 7) % 33) for k in range(800)][0] or setattr(s, 'position', 6)"
MODELS = "len(_instances)"

# A hundred times: buttons, the data and a number, as fast as the page can, with a pause now and then.
TOUCHES = """async ([buttons, number]) => {
    const find = ref => document.querySelector(`[data-ref="${ref}"]`);
    const press = (key, node) => node.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
    for (let k = 0; k < 100; k++) {
        for (const button of buttons) find(button).click();
        press('ArrowUp', find(number));
        const data = find('data');
        if (data.matches('select')) {
            data.value = ['or', 'and', 'xor'][k % 3];
            data.dispatchEvent(new Event('change', {bubbles: true}));
        }
        await new Promise(done => setTimeout(done, k % 5 ? 10 : 120));
    }
}"""
CHECKED = """def checked(t):
    with LOCK:
        J, D = cost_and_gradient(t.Theta, *t.data_set.train, t.lambda_)
        data = t.data_set.train
        expected = minimize(random_theta(t.layer_sizes, t.seed), *data, t.lambda_, t.alpha, t.steps, progress=False)
        return (t.J_history == expected.J).all() and t.J == J and all((t.D[l] == D[l]).all() for l in D)"""


def hear(notebook, ref):
    """Until messages are handled in a thread of their own: JupyterLab asks for it when the first widget is shown."""
    while notebook.ask_kernel("threads - {'MainThread'}") == "set()":
        notebook.press("ArrowUp", ref)
        notebook.page.wait_for_timeout(100)
    notebook.ask_kernel("threads.clear()")


def test_a_hundred_touches_while_it_trains_or_plays_and_a_flood(open_notebook):
    with open_notebook(IMPORTS, TRAINER, CHECKED) as notebook:
        hear(notebook, "alpha")
        notebook.item("run").click()
        notebook.ask(TOUCHES, [["run", "run", "reset"], "alpha"])
        notebook.ask(lab.ANSWERED)
        assert "MainThread" not in notebook.ask_kernel("threads"), "not what is to be tested"
        wait_for(notebook, "t.alpha > 2")
        at = notebook.ask_kernel("t.steps")
        wait_for(notebook, f"t.running and t.steps > {at}")
        notebook.item("reset").click()
        notebook.page.wait_for_timeout(300)
        assert notebook.ask_kernel("checked(t)") == "True"
        notebook.item("run").click()
        wait_for(notebook, "not t.running")
        notebook.item("reset").click()
        wait_for(notebook, "t.steps == 0 and checked(t)")
        notebook.page.wait_for_timeout(300)
        assert notebook.ask_kernel("t.steps") == "0"
        assert notebook.problems() == [] and notebook.page.locator(".bpkit-view .bad").count() == 0
    with open_notebook(IMPORTS, STEPPER) as notebook:
        hear(notebook, "lambda_")
        notebook.item("play").click()
        notebook.ask(TOUCHES, [["play", "play", "first"], "lambda_"])
        notebook.ask(lab.ANSWERED)
        assert "MainThread" not in notebook.ask_kernel("threads"), "not what is to be tested"
        notebook.ask_kernel("[setattr(s, *to) for to in (('playing', False), ('position', 0), ('speed', 1))]")
        notebook.item("play").click()  # it is not dead
        wait_for(notebook, "s.playing and 0 < s.position < 20")
        notebook.item("play").click()
        notebook.item("first").click()
        wait_for(notebook, "not s.playing and s.position == 0")
        notebook.page.wait_for_timeout(300)
        assert notebook.ask_kernel("(s.playing, s.position)") == "(False, 0)"
        notebook.ask_kernel(FLOOD)
        notebook.page.locator(".count", has_text="step 7 of 33").wait_for()
        notebook.page.wait_for_timeout(500)
        assert "step 7 of 33" in notebook.page.locator(".count").inner_text()
        assert notebook.problems() == [] and notebook.page.locator(".bpkit-view .bad").count() == 0


def test_what_is_shown_no_longer_is_closed_and_can_be_shown_again(open_notebook):
    run = "t.running = True"
    with open_notebook(IMPORTS, TRAINER, run, "WrongLineLab()", "t") as notebook, soon_gone(notebook):
        once = notebook.ask_kernel(MODELS)
        notebook.ask_kernel("globals().update(first=t)")
        for _ in range(9):
            notebook.command("notebook:run-all-cells")
        wait_for(notebook, f"{MODELS} == {once} and not first.running and t.running")
        at = notebook.ask_kernel("t.steps")
        wait_for(notebook, f"t.steps > {at}")  # it is seen twice, and no page misses it
        notebook.command("notebook:clear-all-cell-outputs")
        wait_for(notebook, f"{MODELS} == 0 and not t.running")
        notebook.ask(f"() => {{ {lab.PANEL}.content.activeCellIndex = 4; }}")
        notebook.command("notebook:run-cell")
        notebook.item("run").click()
        wait_for(notebook, "t.running")
        path = notebook.ask(f"async () => (await {lab.PANEL}.context.save(), {lab.PANEL}.context.path)")
        notebook.command("application:close")  # the tab: that is not the end
        notebook.page.wait_for_timeout(2600)
        notebook.open(path)
        notebook.page.wait_for_function(f"{lab.PANEL}?.context?.path === '{path}'")
        notebook.ask(lab.READY)
        notebook.item("run").filter(has_text="Pause").click()
        wait_for(notebook, "not t.running")
        assert notebook.problems() == []
