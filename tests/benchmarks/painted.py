"""How long one key, or one move of a drag, takes until the new numbers are painted, in a real JupyterLab.

    python tests/benchmarks/painted.py --rounds 3 --changes 40
    python tests/benchmarks/painted.py --first
    python tests/benchmarks/painted.py --trainer

A step of λ in bpkit's Explorer, the same in what everybody does, interact and a new matplotlib figure
(with_matplotlib.py), a weight that is dragged in the Explorer, the Next button of the Stepper, and a number of each
lab. They take turns, each in a notebook and a kernel of its own. A lab's × interact is that of 2-2-1. The clock starts
with the time stamp of the key, or of the pointer's move, in the page. It stops when the page shows another J (another
image, decoded; another step) and two more frames have begun, so that the first of them was painted. The next one waits
for that, and for the kernel to rest.

Below it, of the drags: how long the dragged number itself takes, which the page writes without the kernel, and how
many pictures a second come while 150 moves are made as fast as they can be. For the first, the second frame of the
clock above would count for too much. So it is read from Chromium's own trace: its EventLatency runs from the making of
the pointer's event to the presentation of the frame in which the page has answered it.

--first: from the start of a cell that displays a widget until it is painted, in a new kernel that has imported bpkit,
and when the same cell runs again. --trainer: the Trainer on the digits, from Run until 90 % of the held-out ones are
right on the page; from a click on Pause until it rests; and how much of its work is training, not drawing, as it is,
and with 100 hidden units, always behind with its steps, and pictures that take a fifth of a second more each.
"""

import argparse
import base64
import os
import platform
import sys
import tempfile
import time
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from statistics import mean, median, quantiles
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
import lab

BPKIT = "import bpkit\nfrom bpkit import *"
EVERYBODY = Path(__file__).with_name("with_matplotlib.py").read_text(encoding="utf-8")
ADDER = """data = bpkit.DataSet(  # adds three bits: their sum is 2 y₁ + y₂
    X=[[0, 0, 0], [0, 0, 1], [0, 1, 0], [0, 1, 1], [1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]],
    Y=[[0, 0], [0, 1], [0, 1], [1, 0], [0, 1], [1, 0], [1, 0], [1, 1]],
)"""


class Measured(NamedTuple):
    """cells : what the notebook runs. touched : what gets the key, or is dragged. watched : what must have changed,
    all of it. keys : what is pressed while it goes up, and while it goes down."""

    cells: list
    touched: str
    watched: str
    keys: tuple = ("ArrowUp", "ArrowDown")


def ours(call, touched, watched, keys=("ArrowUp", "ArrowDown")):
    watched = watched if watched.startswith(".") else f'[data-ref="{watched}"]'
    return Measured([BPKIT, call], f'.bpkit-view [data-ref="{touched}"]', f".bpkit-view {watched}", keys)


def everybodys(call):
    arrows = ("ArrowRight", "ArrowLeft")
    return Measured([EVERYBODY, call], ".widget-interact .noUi-handle", ".widget-output img", arrows)


ENTER = ("Enter", "Enter")
SIDES = {  # (network, side)
    ("2-2-1", "Explorer"): ours('Explorer("xor", (2, 2, 1))', "lambda_", "J"),
    ("2-2-1", "Explorer drag"): ours('Explorer("xor", (2, 2, 1))', 'edge[2][1, 0]"] [class="knob', "J"),
    ("2-2-1", "interact"): everybodys('explore(bpkit.load("xor"), (2, 2, 1))'),
    ("3-4-2", "Explorer"): ours(f"{ADDER}\nExplorer(data, (3, 4, 2))", "lambda_", "J"),
    ("3-4-2", "interact"): everybodys(f"{ADDER}\nexplore(data, (3, 4, 2))"),
    ("64-25-10", "Explorer"): ours('Explorer("digits", (64, 25, 10))', "lambda_", "J"),
    ("64-25-10", "Explorer drag"): ours('Explorer("digits", (64, 25, 10))', "Theta[1][1, 20]", "J"),
    ("2-3-1", "Stepper"): ours('Stepper("xor", (2, 3, 1), lambda_=1)', "next", ".count", ENTER),
    ("64-25-10", "Stepper"): ours('Stepper("digits", (64, 25, 10), lambda_=1)', "next", ".count", ENTER),
    ("2-2-1", "ForwardPass"): ours("ForwardPass()", "edge[1][1, 0]", "z[2][1]"),
    ("", "PathsLab"): ours("PathsLab(part=2)", "Theta[1][1, 1]", "J"),
    ("", "UnitLab"): ours("UnitLab()", "Theta[1][1, 1]", "z[2][1]"),
    ("", "OutputErrorLab"): ours("OutputErrorLab()", "z", "delta"),
    ("", "BlameLab"): ours("BlameLab()", "delta[3][1]", "delta[2][1]"),
    ("2-2-1", "AccumulateLab"): ours("AccumulateLab()", "x[1]@1", "product[1][1, 1]@1"),
    ("2-2-1", "LambdaLab"): ours("LambdaLab()", "lambda_", "D[1][1, 1]"),
    ("2-2-1", "EpsilonLab"): ours("EpsilonLab()", "Theta[1][1, 1]", "two_sided"),
    ("2-2-1", "Trainer"): ours('Trainer("or")', "step", "J", ENTER),
    ("", "WrongLineLab"): ours("WrongLineLab()", "case", ".stage"),
    ("", "ShardsLab"): ours("ShardsLab()", "x[1]@17", "Delta[1][1, 1]"),
}
OWN = '.bpkit-view [data-ref="Theta[2][1, 0]"] .v'  # the number of the edge that is dragged

# Sets window.painted to a promise of the milliseconds from the next event to the frame that shows what it changed.
WATCH = """([selector, type]) => {
    const shown = () => [...document.querySelectorAll(selector)].map(element => element.src ?? element.textContent);
    const before = shown();
    let began;
    addEventListener(type, event => { began = event.timeStamp; }, {capture: true, once: true});
    window.painted = new Promise(done => {
        const observer = new MutationObserver(async () => {
            const now = shown();
            if (!began || now.length < before.length || now.some((one, k) => !one || one === before[k])) return;
            observer.disconnect();
            await document.querySelector(selector).decode?.();
            requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
        });
        const all = {subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['src']};
        observer.observe(document.querySelector('.jp-Notebook'), all);
    });
}"""

# Notes in window.pictures when the kernel's answers come, each with a new value of the number that is dragged.
COUNT = """selector => {
    window.pictures = [];
    const observer = new MutationObserver(() => pictures.push(performance.now()));
    const dragged = document.querySelector(selector).closest('[data-ref]');
    observer.observe(dragged, {attributes: true, attributeFilter: ['data-given']});
}"""


class Side:
    """One notebook that is measured."""

    def __init__(self, notebook, name, measured):
        self.notebook = notebook
        self.name = name
        self.measured = measured
        self.times = []  # ms from key to paint
        self.cpu = []  # ms of the kernel's, the mean of each round
        self.steps = 0

    def change(self):
        """One step: 4 up and 4 down, or of the Stepper. The milliseconds until it is painted."""
        if self.name == "Stepper" and self.steps % 30 == 0:  # xor has 33 steps
            self.notebook.press("Enter", "first")
            self.notebook.page.locator(".count", has_text="step 1 of").wait_for()
            self.notebook.wait_until_painted()
        self.notebook.ask(WATCH, [self.measured.watched, "keydown"])
        self.notebook.page.locator(self.measured.touched).first.press(self.measured.keys[self.steps // 4 % 2])
        self.steps += 1
        return self.painted()

    def painted(self):
        """The milliseconds of what is watched, when all is at rest again."""
        milliseconds = self.notebook.ask("() => window.painted")
        self.notebook.wait_until_painted()
        return milliseconds

    def round(self, changes):
        self.notebook.page.bring_to_front()
        started = self.kernel_seconds()
        self.times += [self.change() for _ in range(changes)]
        self.cpu.append(1000 * (self.kernel_seconds() - started) / changes)

    def finish(self):
        """What is measured once, after all rounds."""

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


class Drag(Side):
    """One notebook in which a number is held by the pointer, and moved by ten pixels a change, to and fro."""

    def __init__(self, *args):
        super().__init__(*args)
        self.at = None
        self.own = []  # ms until the dragged number itself is on the screen
        self.pictures = 0  # a second, while it is dragged on

    def change(self):
        mouse = self.notebook.page.mouse
        if self.at is None:
            thing = self.notebook.page.locator(self.measured.touched).first
            thing.scroll_into_view_if_needed()
            box = thing.bounding_box()
            self.at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            mouse.move(*self.at)
            mouse.down()
        return self.move(self.measured.watched)

    def move(self, watched):
        self.steps += 1
        self.notebook.ask(WATCH, [watched, "pointermove"])
        self.step(10 if self.steps % 2 else -10)
        return self.painted()

    def step(self, pixels, moves=1):
        x, y = self.at
        self.at = x + pixels, y
        self.notebook.page.mouse.move(*self.at, steps=moves)

    def finish(self):
        self.notebook.page.bring_to_front()
        if self.notebook.page.locator(OWN).count():  # not where a weight is a pixel
            self.own = self.latencies(40)
        self.notebook.ask(COUNT, self.measured.touched)
        self.step(-150, moves=150)
        self.notebook.wait_until_painted()
        self.notebook.page.mouse.up()
        self.pictures = self.notebook.ask("() => 1000 * (pictures.length - 1) / (pictures.at(-1) - pictures[0])")

    def latencies(self, moves):
        """Of so many moves, each shown by the dragged number, the milliseconds until they are on the screen."""
        events, complete = [], []
        session = self.notebook.page.context.new_cdp_session(self.notebook.page)
        session.on("Tracing.dataCollected", lambda event: events.extend(event["value"]))
        session.on("Tracing.tracingComplete", lambda event: complete.append(event))
        config = {"includedCategories": ["input", "cc", "benchmark"]}
        session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": config})
        for _ in range(moves):
            self.move(OWN)
        session.send("Tracing.end")
        while not complete:
            self.notebook.page.wait_for_timeout(50)
        session.detach()
        traced = [event for event in events if event["name"] == "EventLatency"]
        began, ended = (sorted(event["ts"] / 1000 for event in traced if event["ph"] == phase) for phase in "be")
        assert len(began) == len(ended) == moves, (len(began), len(ended), moves)
        return [end - begin for begin, end in zip(began, ended)]


def measure(rounds, changes, only):
    """Print the table. only : a part of the names of what is measured."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        server = stack.enter_context(lab.jupyter(folder))
        browser = stack.enter_context(lab.chromium())
        sides = {}
        for names, measured in SIDES.items():
            if only not in " ".join(names):
                continue
            file_name = f"{'_'.join(names)}.ipynb"
            lab.write_notebook(Path(folder) / file_name, measured.cells)
            notebook = stack.enter_context(lab.NotebookPage(browser, server, file_name))
            notebook.run_all()
            sides[names] = (Drag if "drag" in names[1] else Side)(notebook, names[1], measured)
            for _ in range(3):  # the first ones are slower
                sides[names].change()
        for number in range(1, rounds + 1):
            for (network, name), side in sides.items():
                print(f"round {number} of {rounds}: {name} {network}", file=sys.stderr)
                side.round(changes)
        print_table(sides)
        for side in sides.values():
            side.finish()
        print_drags(sides)
        print(f"\n{rounds} rounds of {changes} changes. {versions(browser)}")
        for side in sides.values():
            assert not side.notebook.problems(), side.notebook.problems()


def print_table(sides):
    print("network   side            median ms   p95 ms   × interact   kernel CPU ms   kB received   kernel RSS MiB")
    for (network, name), side in sides.items():
        other = sides.get((network, "interact"), sides.get(("2-2-1", "interact")))
        ratio = f"{median(side.times) / median(other.times):.2f}" if other else "–"
        print(
            f"{network:9} {name:14} {median(side.times):10.0f} {quantiles(side.times, n=20)[-1]:8.0f} {ratio:>12}"
            f"{mean(side.cpu):16.1f} {side.bytes_received() / 1000:13.1f} {side.notebook.kernel_mib():16.0f}"
        )


def print_drags(sides):
    print("\nnetwork   dragged number, median ms   p95 ms   pictures a second")
    for (network, _), side in sides.items():
        if isinstance(side, Drag):
            own = [f"{median(side.own):.0f}", f"{quantiles(side.own, n=20)[-1]:.0f}"] if side.own else ["–", "–"]
            print(f"{network:9} {own[0]:>25} {own[1]:>8} {side.pictures:19.0f}")


# Sets window.shown to a promise of the milliseconds from now to the frame that shows a new element of that kind.
SHOWN = """selector => {
    const began = performance.now(), before = document.querySelector(selector);
    window.shown = new Promise(done => {
        const look = () => {
            const now = document.querySelector(selector);
            if (now && now !== before) requestAnimationFrame(() => done(performance.now() - began));
            else requestAnimationFrame(look);
        };
        look();
    });
}"""


def first(rounds, only):
    """Print how long each widget takes until it is on the page."""
    print("network   widget          first ms   again ms")
    with tempfile.TemporaryDirectory() as folder, lab.jupyter(folder) as server, lab.chromium() as browser:
        for (network, name), measured in SIDES.items():
            if only not in f"{network} {name}" or "drag" in name:
                continue
            times = []
            for number in range(rounds):
                file_name = f"{network}_{name}_{number}.ipynb"
                lab.write_notebook(Path(folder) / file_name, measured.cells)
                with lab.NotebookPage(browser, server, file_name) as notebook:
                    notebook.command("notebook:run-cell-and-select-next")
                    times.append([_displayed(notebook, measured.touched) for _ in range(2)])
            print(f"{network:9} {name:14}", *(f"{median(column):10.0f}" for column in zip(*times)), flush=True)


def _displayed(notebook, selector):
    notebook.ask(SHOWN, selector)
    notebook.command("notebook:run-cell")
    milliseconds = notebook.ask("() => window.shown")
    notebook.wait_until_painted()
    return milliseconds


TRAINER = """import time
trainer = Trainer("digits", (64, {hidden}, 10), lambda_=1, alpha=2, speed=1000)
frame, draw, spent = trainer._frame, trainer._draw, {{"trains": 0.0, "draws": 0.0}}
def timed(what, call, *given):
    begun = time.monotonic()
    result = call(*given)
    spent[what] += (time.monotonic() - begun) * trainer.running
    return result
def slow():
    time.sleep({slow} * trainer.running)
    draw()
trainer._frame, trainer._draw = lambda *given: timed("trains", frame, *given), lambda: timed("draws", slow)
trainer"""
SHARE = "spent['trains'] / sum(spent.values())"
HELD_OUT = r"Number(document.querySelector('.bpkit-view')?.textContent.match(/and (\d+)% on the held-out/)?.[1])"


def trainer():
    """Print how soon the Trainer on the digits is right, and rests, and how much of the time it trains."""
    with tempfile.TemporaryDirectory() as folder, lab.jupyter(folder) as server, lab.chromium() as browser:
        for hidden, slow in ((25, 0), (100, 0.2)):
            file_name = f"trainer_{hidden}.ipynb"
            lab.write_notebook(Path(folder) / file_name, [BPKIT, TRAINER.format(hidden=hidden, slow=slow)])
            with lab.NotebookPage(browser, server, file_name) as notebook:
                notebook.run_all()
                started = time.monotonic()
                notebook.item("run").click()
                notebook.page.wait_for_function(f"{HELD_OUT} >= 90", polling="raf")
                right = time.monotonic() - started
                notebook.page.wait_for_timeout(4000)
                started = time.monotonic()
                notebook.item("run").click()
                notebook.page.locator("[data-ref=run]", has_text="Run").wait_for()
                rests = time.monotonic() - started
                notebook.wait_until_painted()
                share, steps = float(notebook.ask_kernel(SHARE)), notebook.ask_kernel("trainer.steps")
                print(f"{hidden} hidden units, pictures {slow:g} s slower: 90% are right after {right:.1f} s, ", end="")
                print(f"{share:.0%} of its work is training, {steps} steps, rests {1000 * rests:.0f} ms after Pause")
                assert not notebook.problems(), notebook.problems()


def versions(browser):
    packages = ["bpkit", "jupyterlab", "ipywidgets", "anywidget", "matplotlib", "numpy"]
    listed = ", ".join(f"{package} {version(package)}" for package in packages)
    python = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    return f"{listed}, Chromium {browser.version}, {python}."


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="how often each side has its turn (3)")
    parser.add_argument("--changes", type=int, default=40, help="steps in a turn (40)")
    parser.add_argument("--only", default="", help='a part of the names: "drag", "64-25-10 Explorer"')
    parser.add_argument("--first", action="store_true", help="how long each widget takes until it is on the page")
    parser.add_argument("--trainer", action="store_true", help="how soon the Trainer learns the digits, and rests")
    arguments = parser.parse_args()
    if missing := lab.what_is_missing():
        parser.exit(1, missing + "\n")
    if arguments.trainer:
        trainer()
    elif arguments.first:
        first(arguments.rounds, arguments.only)
    else:
        measure(arguments.rounds, arguments.changes, arguments.only)
