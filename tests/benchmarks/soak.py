"""A long use of the Explorer and the Stepper in a real JupyterLab in a real Chromium: memory, messages, the end.

Does memory grow, and is the last state on the page the right one?

    python tests/benchmarks/soak.py --changes 1000

Each, on XOR and on the digits, is changed so many times by keys, as fast as they can be pressed, and so many times from
Python. The Stepper on the digits also plays so many steps, at the highest speed. It prints what kernel and page take
after the first tenth and at the end, the messages a change, and how long it took; and it fails where the page does not
end with the numbers of the kernel. The test in tests/browser does the same with a small network.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
import lab

MADE = """from bpkit import Explorer, Stepper
from bpkit.widgets.view import View
messages = []
for name in ("_send", "_handle_msg"):
    def counted(self, *args, to=getattr(View, name), **more):
        messages.append(name)
        return to(self, *args, **more)
    setattr(View, name, counted)
widget = {}
widget"""
WIDGETS = [
    'Explorer("xor")',
    'Explorer("digits", (64, 25, 10))',
    'Stepper("xor", position=5)',
    'Stepper("digits", (64, 25, 10), lambda_=1)',
]
FROM_PYTHON = "[setattr(widget, 'lambda_', k % 50 / 10) for k in range({})] and None"
STEP = "Number(document.querySelector('.bpkit-view .count').textContent.match(/step (\\d+)/)[1])"
# Whether each number on the page is as the kernel has written it.
AGREES = """html => {
    const numbers = node => [...node.querySelectorAll('[data-ref] .v')].map(v => v.textContent).join(' ');
    const kernels = document.createElement('div');
    kernels.innerHTML = html;
    return numbers(kernels) !== '' && numbers(document.querySelector('.bpkit-view')) === numbers(kernels);
}"""


def soak(code, changes):
    with tempfile.TemporaryDirectory() as folder, lab.jupyter(folder) as server, lab.chromium() as browser:
        lab.write_notebook(Path(folder) / "soak.ipynb", [MADE.format(code)])
        with lab.NotebookPage(browser, server, "soak.ipynb") as notebook:
            notebook.run_all()
            print(f"\n{code}")
            many(notebook, "by keys", changes, press)
            many(notebook, "from Python", changes, lambda notebook, n: notebook.ask_kernel(FROM_PYTHON.format(n)))
            if code.startswith('Stepper("digits"'):
                notebook.ask_kernel(f"[widget.set_trait('speed', 50), widget.move('end'), widget.move(-{changes})]")
                many(notebook, "played", changes, play)
            assert not notebook.problems(), notebook.problems()


def many(notebook, how, changes, change):
    """Change it so many times, and say what that took."""
    change(notebook, changes // 10)
    first = memory(notebook)
    before, started = int(notebook.ask_kernel("len(messages)")), time.monotonic()
    change(notebook, changes - changes // 10)
    seconds = time.monotonic() - started
    notebook.wait_until_painted()
    notebook.page.wait_for_timeout(500)
    sent = (int(notebook.ask_kernel("len(messages)")) - before) / (changes - changes // 10)
    last = memory(notebook)
    print(
        f"{changes} {how:11}: kernel {first[0]:.1f} -> {last[0]:.1f} MiB, page {first[1]:.1f} -> {last[1]:.1f} MiB, "
        f"{sent:.2f} messages a change, {changes / seconds:.0f} changes a second"
    )
    notebook.page.wait_for_function(AGREES, arg=eval(notebook.ask_kernel("widget._view.html")))


def press(notebook, times):
    """Up and down on λ, so that it goes round."""
    notebook.item("lambda_").focus()
    at = float(notebook.ask_kernel("widget.lambda_"))
    for k in range(times):
        notebook.page.keyboard.press("ArrowDown" if k % 100 > 50 else "ArrowUp")
    notebook.wait_until_painted()
    assert times < 20 or float(notebook.ask_kernel("widget.lambda_")) != at, "no key was heard"


def play(notebook, steps):
    first = notebook.ask(f"() => {STEP}")
    notebook.item("play").click()
    last = int(notebook.ask_kernel("len(widget.trace)"))
    notebook.page.wait_for_function(f"{STEP} >= {min(first + steps, last)}", timeout=600_000, polling=100)
    notebook.page.locator("[data-ref=play]").click() if first + steps < last else None
    notebook.page.locator("[data-ref=play]", has_text="Play").wait_for()


def memory(notebook):
    """MiB of the kernel, and of JavaScript's objects in the page after a garbage collection."""
    session = notebook.page.context.new_cdp_session(notebook.page)
    session.send("HeapProfiler.collectGarbage")
    size = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return notebook.kernel_mib(), size / 2**20


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--changes", type=int, default=1000, help="how many of each kind (1000)")
    arguments = parser.parse_args()
    if missing := lab.what_is_missing():
        parser.exit(1, missing + "\n")
    for widget in WIDGETS:
        soak(widget, arguments.changes)
