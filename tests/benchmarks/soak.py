"""A long play of the Stepper on the digits, in a real JupyterLab in a real Chromium: does memory grow, is it in time?

    python tests/benchmarks/soak.py --steps 1000

It plays the last steps of the trace at the highest speed, until it stops by itself. Says what the kernel takes after
100 steps and at the end, what the page takes, how many steps it made in a second, and whether page and kernel end at
the same step. The test in tests/browser does the same with a small network.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
import lab

CODE = """from bpkit import Stepper
stepper = Stepper("digits", (64, 25, 10), lambda_=1)
stepper.speed = 50
stepper.position = len(stepper.trace) - 1 - {steps}
stepper"""
STEP = "Number(document.querySelector('.bpkit-view .count').textContent.match(/step (\\d+)/)[1])"


def soak(steps):
    with tempfile.TemporaryDirectory() as folder, lab.jupyter(folder) as server, lab.chromium() as browser:
        lab.write_notebook(Path(folder) / "soak.ipynb", [CODE.format(steps=steps)])
        with lab.NotebookPage(browser, server, "soak.ipynb") as notebook:
            notebook.run_all()
            first = notebook.ask(f"() => {STEP}")
            notebook.item("play").click()
            started = time.monotonic()
            wait_for_step(notebook, first + 100)
            print(f"after  100 steps: kernel {notebook.kernel_mib():.1f} MiB, page {page_mib(notebook):.0f} MiB")
            wait_for_step(notebook, first + steps)
            seconds = time.monotonic() - started
            notebook.page.locator("[data-ref=play]", has_text="Play").wait_for()  # it said Pause until the end
            notebook.wait_until_painted()
            print(f"after {steps:4} steps: kernel {notebook.kernel_mib():.1f} MiB, page {page_mib(notebook):.0f} MiB")
            print(f"{steps / seconds:.1f} steps a second, of 50 that were asked for")
            shown = notebook.ask(f"() => {STEP}")
            print(f"the page shows step {shown}, the kernel step {int(notebook.ask_kernel('stepper.position')) + 1}")
            assert not notebook.problems(), notebook.problems()


def wait_for_step(notebook, step):
    notebook.page.wait_for_function(f"{STEP} >= {step}", timeout=600_000, polling=100)


def page_mib(notebook):
    """What JavaScript's objects take in the page, after a garbage collection."""
    session = notebook.page.context.new_cdp_session(notebook.page)
    session.send("HeapProfiler.collectGarbage")
    size = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return size / 2**20


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=1000, help="how many steps to play (1000)")
    arguments = parser.parse_args()
    if missing := lab.what_is_missing():
        parser.exit(1, missing + "\n")
    soak(arguments.steps)
