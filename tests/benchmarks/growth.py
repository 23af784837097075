"""How the time of J and all of D grows with the examples, the width and the depth of the network, and its memory.

    python tests/benchmarks/growth.py

Each line doubles one of them. The time is the least of several, of the processor, with one thread. The memory is the
most that cost_and_gradient holds beside its arguments, as numpy reports it.
"""

import os

os.environ |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")

import time
import tracemalloc

import numpy as np

from bpkit import cost_and_gradient, random_theta

SWEEPS = {
    "m, with 64-32-10": [(m, (64, 32, 10)) for m in (1, 128, 256, 512, 1024, 2048, 4096, 8192, 16384)],
    "width, of both hidden layers": [(2000, (64, width, width, 10)) for width in (16, 32, 64, 128, 256, 512)],
    "depth, hidden layers of 64": [(2000, (64, *[64] * depth, 10)) for depth in (1, 2, 4, 8, 16)],
    "as large as MNIST": [(60000, (784, 128, 10))],
}


def measure(m, sizes, seconds=0.5):
    """The least seconds, and the most bytes that were held beside the arguments."""
    rng = np.random.default_rng(0)
    Theta, X = random_theta(sizes, seed=1), rng.random((m, sizes[0]))
    Y = np.eye(sizes[-1])[rng.integers(0, sizes[-1], m)]
    least, end = np.inf, time.monotonic() + seconds
    while least == np.inf or time.monotonic() < end:
        start = time.process_time()
        cost_and_gradient(Theta, X, Y, 1)
        least = min(least, time.process_time() - start)
    tracemalloc.start()
    cost_and_gradient(Theta, X, Y, 1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return least, peak


if __name__ == "__main__":
    np.empty(31 * 2**17).fill(0)  # once freed, memory of up to its 31 MiB stays with the process
    for name, sweep in SWEEPS.items():
        print(f"\n{name:38}{'ms':>10}{'× before':>10}{'µs an example':>15}{'MiB':>7}")
        before = None
        for m, sizes in sweep:
            seconds, peak = measure(m, sizes)
            grown = f"{seconds / before:10.2f}" if before else " " * 10
            shape = f"{m} × {'-'.join(map(str, sizes)) if len(sizes) < 6 else f'64-{len(sizes) - 2} of 64-10'}"
            print(f"{shape:38}{1e3 * seconds:10.3f}{grown}{1e6 * seconds / m:15.2f}{peak / 2**20:7.2f}")
            before = seconds
