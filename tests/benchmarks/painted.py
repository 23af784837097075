"""How long a step of the λ slider takes until the new numbers are painted, in a real JupyterLab in a real Chromium.

    python tests/benchmarks/painted.py --rounds 3 --changes 40

One side is bpkit's Explorer, the other what everybody does: interact and a new matplotlib figure
(with_matplotlib.py). They take turns, each in a notebook and a kernel of its own. The clock starts with the key's
own time stamp in the page. It stops when the page shows another J (or another image, decoded) and two more frames
have begun, so that the first of them was painted. The next key waits for that, and for the kernel to rest.
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

import nbformat

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
import lab

EXPLORER = "import bpkit\nfrom bpkit import Explorer"
EVERYBODY = Path(__file__).with_name("with_matplotlib.py").read_text(encoding="utf-8")
ADDER = """data = bpkit.DataSet(  # adds three bits: their sum is 2 y₁ + y₂
    X=[[0, 0, 0], [0, 0, 1], [0, 1, 0], [0, 1, 1], [1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]],
    Y=[[0, 0], [0, 1], [0, 1], [1, 0], [0, 1], [1, 0], [1, 0], [1, 1]],
)"""
J, IMAGE = '.bpkit-view [data-ref="J"]', ".widget-output img"
SIDES = {  # (network, side): what its notebook runs, and what to watch
    ("2-2-1", "Explorer"): ([EXPLORER, 'Explorer("xor", (2, 2, 1))'], J),
    ("2-2-1", "interact"): ([EVERYBODY, 'explore(bpkit.load("xor"), (2, 2, 1))'], IMAGE),
    ("3-4-2", "Explorer"): ([EXPLORER, f"{ADDER}\nExplorer(data, (3, 4, 2))"], J),
    ("3-4-2", "interact"): ([EVERYBODY, f"{ADDER}\nexplore(data, (3, 4, 2))"], IMAGE),
    ("64-25-10", "Explorer"): ([EXPLORER, 'Explorer("digits", (64, 25, 10))'], J),
}

# Sets window.painted to a promise of the milliseconds from the next key to the frame that shows what it changed.
WATCH = """selector => {
    const shown = () => {
        const element = document.querySelector(selector);
        return element?.src ?? element?.textContent;
    };
    const before = shown();
    let pressed;
    addEventListener('keydown', event => { pressed = event.timeStamp; }, {capture: true, once: true});
    window.painted = new Promise(done => {
        const observer = new MutationObserver(async () => {
            if (shown() === before || !shown()) return;
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

    def __init__(self, notebook, watched):
        self.notebook = notebook
        self.watched = watched
        self.times = []  # ms from key to paint
        self.cpu = []  # ms of the kernel's, the mean of each round
        self.steps = 0

    def change(self):
        """One step of the slider, 50 up and 50 down. Returns the milliseconds until it is painted."""
        key = "ArrowRight" if self.steps // 50 % 2 == 0 else "ArrowLeft"
        self.steps += 1
        self.notebook.ask(WATCH, self.watched)
        self.notebook.press(key, inside=".bpkit-lambda" if self.watched == J else ".widget-interact")
        milliseconds = self.notebook.ask("() => window.painted")
        self.notebook.wait_until_painted()
        return milliseconds

    def round(self, changes):
        self.notebook.page.bring_to_front()
        started = self.kernel_seconds()
        self.times += [self.change() for _ in range(changes)]
        self.cpu.append(1000 * (self.kernel_seconds() - started) / changes)

    def kernel_seconds(self):
        return float(self.notebook.ask_kernel("__import__('time').process_time()"))

    def kernel_mib(self):
        return int(self.notebook.ask_kernel("__import__('psutil').Process().memory_info().rss")) / 2**20

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
        for names, (cells, watched) in SIDES.items():
            file_name = f"{'_'.join(names)}.ipynb"
            write_notebook(Path(folder) / file_name, cells)
            notebook = stack.enter_context(lab.NotebookPage(browser, server, file_name))
            notebook.run_all()
            sides[names] = Side(notebook, watched)
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
            f"{mean(side.cpu):16.1f} {side.bytes_received() / 1000:13.1f} {side.kernel_mib():16.0f}"
        )


def versions(browser):
    packages = ["bpkit", "jupyterlab", "ipywidgets", "anywidget", "matplotlib", "numpy"]
    listed = ", ".join(f"{package} {version(package)}" for package in packages)
    python = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    return f"{listed}, Chromium {browser.version}, {python}."


def write_notebook(path, cells):
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = [nbformat.v4.new_code_cell(source) for source in cells]
    nbformat.write(nbformat.v4.new_notebook(metadata=metadata, cells=cells), path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="how often each side has its turn (3)")
    parser.add_argument("--changes", type=int, default=40, help="slider steps in a turn (40)")
    arguments = parser.parse_args()
    if missing := lab.what_is_missing():
        parser.exit(1, missing + "\n")
    measure(arguments.rounds, arguments.changes)
