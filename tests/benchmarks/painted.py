"""How long one key takes until the new numbers are painted, in a real JupyterLab in a real Chromium.

    python tests/benchmarks/painted.py --rounds 3 --changes 40

A step of the λ slider in bpkit's Explorer, the same in what everybody does, interact and a new matplotlib figure
(with_matplotlib.py), and the Next button of the Stepper. They take turns, each in a notebook and a kernel of its own.
The clock starts with the key's own time stamp in the page. It stops when the page shows another J (another image,
decoded; another place in the listing, and another number beside the timeline) and two more frames have begun, so
that the first of them was painted. The next key waits for that, and for the kernel to rest.
"""

import argparse
import base64
import os
import platform
import sys
import tempfile
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from statistics import mean, median, quantiles

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
import lab

BPKIT = "import bpkit\nfrom bpkit import Explorer, Stepper"
EVERYBODY = Path(__file__).with_name("with_matplotlib.py").read_text(encoding="utf-8")
ADDER = """data = bpkit.DataSet(  # adds three bits: their sum is 2 y₁ + y₂
    X=[[0, 0, 0], [0, 0, 1], [0, 1, 0], [0, 1, 1], [1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]],
    Y=[[0, 0], [0, 1], [0, 1], [1, 0], [0, 1], [1, 0], [1, 0], [1, 1]],
)"""
SIDES = {  # (network, side): what its notebook runs
    ("2-2-1", "Explorer"): [BPKIT, 'Explorer("xor", (2, 2, 1))'],
    ("2-2-1", "interact"): [EVERYBODY, 'explore(bpkit.load("xor"), (2, 2, 1))'],
    ("3-4-2", "Explorer"): [BPKIT, f"{ADDER}\nExplorer(data, (3, 4, 2))"],
    ("3-4-2", "interact"): [EVERYBODY, f"{ADDER}\nexplore(data, (3, 4, 2))"],
    ("64-25-10", "Explorer"): [BPKIT, 'Explorer("digits", (64, 25, 10))'],
    ("2-3-1", "Stepper"): [BPKIT, 'Stepper("xor", (2, 3, 1), lambda_=1)'],
    ("64-25-10", "Stepper"): [BPKIT, 'Stepper("digits", (64, 25, 10), lambda_=1)'],
}
WATCHED = {  # side: what must have changed, all of it
    "Explorer": '.bpkit-view [data-ref="J"]',
    "interact": ".widget-output img",
    "Stepper": ".bpkit-listing, .bpkit-playback .bpkit-label",
}
PRESSED = {  # side: what gets the key
    "Explorer": ".bpkit-lambda .noUi-handle",
    "interact": ".widget-interact .noUi-handle",
    "Stepper": ".bpkit-playback button[title='next step']",
}

# Sets window.painted to a promise of the milliseconds from the next key to the frame that shows what it changed.
WATCH = """selector => {
    const shown = () => [...document.querySelectorAll(selector)].map(element => element.src ?? element.textContent);
    const before = shown();
    let pressed;
    addEventListener('keydown', event => { pressed = event.timeStamp; }, {capture: true, once: true});
    window.painted = new Promise(done => {
        const observer = new MutationObserver(async () => {
            const now = shown();
            if (!pressed || now.length < before.length || now.some((one, k) => !one || one === before[k])) return;
            observer.disconnect();
            await document.querySelector(selector).decode?.();
            requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - pressed)));
        });
        const all = {subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['src']};
        observer.observe(document.querySelector('.jp-Notebook'), all);
    });
}"""


class Side:
    """One notebook that is measured."""

    def __init__(self, notebook, name):
        self.notebook = notebook
        self.name = name
        self.times = []  # ms from key to paint
        self.cpu = []  # ms of the kernel's, the mean of each round
        self.steps = 0

    def change(self):
        """One step: of the slider, 50 up and 50 down, or of the Stepper. The milliseconds until it is painted."""
        key = "Enter" if self.name == "Stepper" else "ArrowRight" if self.steps // 50 % 2 == 0 else "ArrowLeft"
        if self.name == "Stepper" and self.steps % 30 == 0:  # xor has 33 steps
            self.press("Home", ".bpkit-playback .noUi-handle")
            self.notebook.page.locator(".bpkit-playback", has_text="step 1 of").wait_for()
            self.notebook.wait_until_painted()
        self.steps += 1
        self.notebook.ask(WATCH, WATCHED[self.name])
        self.press(key, PRESSED[self.name])
        milliseconds = self.notebook.ask("() => window.painted")
        self.notebook.wait_until_painted()
        return milliseconds

    def press(self, key, selector):
        self.notebook.page.locator(selector).first.press(key)

    def round(self, changes):
        self.notebook.page.bring_to_front()
        started = self.kernel_seconds()
        self.times += [self.change() for _ in range(changes)]
        self.cpu.append(1000 * (self.kernel_seconds() - started) / changes)

    def kernel_seconds(self):
        return float(self.notebook.ask_kernel("__import__('time').process_time()"))

    def bytes_received(self, changes=5):
        """Bytes from the server over its websockets for one change. Not timed, as counting takes time."""
        sizes = []

        def count(event):
            frame = event["response"]
            binary = frame["opcode"] == 2
            sizes.append(len(base64.b64decode(frame["payloadData"]) if binary else frame["payloadData"].encode()))

        session = self.notebook.page.context.new_cdp_session(self.notebook.page)
        session.on("Network.webSocketFrameReceived", count)
        session.send("Network.enable")
        for _ in range(changes):
            self.change()
        session.detach()
        return sum(sizes) / changes


def measure(rounds, changes):
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        server = stack.enter_context(lab.jupyter(folder))
        browser = stack.enter_context(lab.chromium())
        sides = {}
        for names, cells in SIDES.items():
            file_name = f"{'_'.join(names)}.ipynb"
            lab.write_notebook(Path(folder) / file_name, cells)
            notebook = stack.enter_context(lab.NotebookPage(browser, server, file_name))
            notebook.run_all()
            sides[names] = Side(notebook, names[1])
            for _ in range(3):  # the first ones are slower
                sides[names].change()
        for number in range(1, rounds + 1):
            for (network, name), side in sides.items():
                print(f"round {number} of {rounds}: {name} {network}", file=sys.stderr)
                side.round(changes)
        print_table(sides)
        print(f"\n{rounds} rounds of {changes} changes. {versions(browser)}")
        for side in sides.values():
            assert not side.notebook.problems(), side.notebook.problems()


def print_table(sides):
    print("network   side       median ms   p95 ms   × interact   kernel CPU ms   kB received   kernel RSS MiB")
    for (network, name), side in sides.items():
        other = sides.get((network, "interact"))
        ratio = f"{median(side.times) / median(other.times):.2f}" if other else "–"
        print(
            f"{network:9} {name:9} {median(side.times):10.0f} {quantiles(side.times, n=20)[-1]:8.0f} {ratio:>12}"
            f"{mean(side.cpu):16.1f} {side.bytes_received() / 1000:13.1f} {side.notebook.kernel_mib():16.0f}"
        )


def versions(browser):
    packages = ["bpkit", "jupyterlab", "ipywidgets", "anywidget", "matplotlib", "numpy"]
    listed = ", ".join(f"{package} {version(package)}" for package in packages)
    python = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    return f"{listed}, Chromium {browser.version}, {python}."


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="how often each side has its turn (3)")
    parser.add_argument("--changes", type=int, default=40, help="steps in a turn (40)")
    arguments = parser.parse_args()
    if missing := lab.what_is_missing():
        parser.exit(1, missing + "\n")
    measure(arguments.rounds, arguments.changes)
