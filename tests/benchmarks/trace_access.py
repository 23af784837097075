"""What it costs to look at any step of the algorithm on the digits, 64-25-10.

    python tests/benchmarks/trace_access.py --steps 1000

A trace computes a step when it is asked for, and keeps only some of the sums Δ. The first access to the end has to
add all of them up. Beside it, what executing and storing every step would take: as the trace's own steps in order,
each with copies of all its arrays, estimated from the first ones.
"""

import argparse
import random
import time
import tracemalloc
from statistics import median

from bpkit import load, random_theta, trace


def measure(steps, executed):
    """Print the table."""
    data = load("digits")
    Theta = random_theta(data.layer_sizes, seed=0)

    whole, first, kept = timed(lambda: looked_at(Theta, data, [-1]))
    everywhere = random.Random(0).choices(range(len(whole)), k=steps)
    times = []
    for k in everywhere:
        started = time.perf_counter()
        whole[k]
        times.append(time.perf_counter() - started)
    _, _, kept_after = traced(lambda: looked_at(Theta, data, [-1, *everywhere]))
    stored, seconds, size = timed(lambda: [copied(step) for step in trace(Theta, data.X, data.Y, 1)[:executed]])

    scale = len(whole) / len(stored)
    print(f"{len(whole)} steps, m = {whole.m}         ms      MiB kept")
    for name, seconds_taken, bytes_kept in (
        ("first access, to the last step", first, kept),
        (f"one of {steps} at random, median", median(times), kept_after),
        ("the same, the slowest", max(times), kept_after),
        (f"all executed and stored, from {executed}", seconds * scale, size * scale),
    ):
        print(f"{name:33} {1000 * seconds_taken:9.1f} {bytes_kept / 2**20:9.1f}")


def looked_at(Theta, data, indices):
    """A new trace whose steps with these indices were asked for."""
    whole = trace(Theta, data.X, data.Y, 1)
    for k in indices:
        whole[k]
    return whole


def copied(step):
    """All that is known after a step, stored."""
    return [{l: array.copy() for l, array in arrays.items()} for arrays in step.after]


def timed(make):
    """What make returns, the seconds it takes, and the bytes that are kept of it."""
    make()  # the first one is slower
    started = time.perf_counter()
    make()
    seconds = time.perf_counter() - started
    made, _, size = traced(make)
    return made, seconds, size


def traced(make):
    """The same with no time: counting memory takes time."""
    tracemalloc.start()
    made = make()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return made, None, size


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=1000, help="how many steps to look at (1000)")
    parser.add_argument("--executed", type=int, default=500, help="how many to execute and store (500)")
    arguments = parser.parse_args()
    measure(arguments.steps, arguments.executed)
