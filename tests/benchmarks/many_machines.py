"""How much memory a pass takes whose data is larger than that of the workers, and what workers gain and cost.

usage: python tests/benchmarks/many_machines.py [examples], by default 5 500 000 for the first part, 1.4 GB on the disk
"""

import os
import shutil
import sys
import tempfile
import threading
import time
from functools import partial
from pathlib import Path

import numpy as np
import psutil
from distributed import Client
from threadpoolctl import threadpool_limits

import bpkit
from bpkit import distributed, shards

WORKERS, LIMIT, ROUNDS, MIB = 2, 160, 5, 2**20
SETTINGS = {"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0", "silence_logs": 50}


def throughput():
    m, rng = 60_000, np.random.default_rng(0)
    X, Y = rng.random((m, 784)), np.eye(10)[rng.integers(10, size=m)]
    Theta = bpkit.random_theta((784, 128, 10), seed=0)
    with Client(n_workers=WORKERS, **SETTINGS) as client:

        def here(threads):
            with threadpool_limits(threads, "blas"):
                bpkit.cost_and_gradient(Theta, X, Y)

        calls = {"this process, one thread": (here, 1), f"this process, {WORKERS} threads": (here, WORKERS)}
        for k in (2, 8, 32):
            examples = [client.scatter(np.array_split(array, k)) for array in (X, Y)]
            spread = partial(distributed.cost_and_gradient, Theta, *examples)
            calls[f"{WORKERS} workers, {k} shards of {m // k}"] = lambda call: call(progress=False), spread
        taken = {name: [] for name in calls}
        for _ in range(ROUNDS):  # one after the other, so that what else the machine does meets all of them
            for name, (call, argument) in calls.items():
                begin = time.perf_counter()
                call(argument)
                taken[name].append(time.perf_counter() - begin)
    one = min(taken["this process, one thread"])
    print(
        f"{m} × 784-128-10, the least and the median of {ROUNDS} rounds; examples a second; the processors' time more"
    )
    for name, seconds in taken.items():
        more = "" if name.endswith("one thread") else f"{WORKERS * min(seconds) / one - 1:+6.0%}"
        print(f"{name:29} {min(seconds):5.2f} s {np.median(seconds):5.2f} s {m / min(seconds):8.0f} {more}")


def memory(examples):
    """A pass over files, while somebody looks how large the workers are."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        for file in (first for files in shards.write(folder, 10_000) for first in files):
            for k in range(2, examples // 10_000 + 1):  # the same digits again, for memory is all that is asked
                shutil.copy(file, file.replace("_00001", f"_{k:05}"))
        X, Y = shards.found(folder)
        size = sum(Path(file).stat().st_size for file in (*X, *Y)) / MIB
        print(f"{len(X)} shards of 10000, {size:.0f} MiB: written in {time.perf_counter() - begin:.0f} s")
        Theta, largest, over = bpkit.random_theta((64, 25, 10), seed=0), {}, threading.Event()
        with Client(n_workers=WORKERS, memory_limit=f"{LIMIT}MiB", **SETTINGS) as client:
            workers = client.run(os.getpid)

            def look():
                while not over.wait(0.05):
                    for pid in workers.values():
                        largest[pid] = max(largest.get(pid, 0), psutil.Process(pid).memory_info().rss / MIB)

            watch = threading.Thread(target=look)
            watch.start()
            begin, before = time.perf_counter(), psutil.Process().memory_info().rss / MIB
            distributed.cost_and_gradient(Theta, X, Y)
            taken, here = time.perf_counter() - begin, psutil.Process().memory_info().rss / MIB - before
            over.set()
            watch.join()
            assert client.run(os.getpid) == workers, "a worker was started anew"
        limits = WORKERS * LIMIT
        print(
            f"{size / limits:.1f} times the {WORKERS} × {LIMIT} MiB that the workers may have: a pass in {taken:.0f} s"
        )
        print(
            f"largest workers {', '.join(f'{rss:.0f} MiB' for rss in largest.values())}; this process {here:+.0f} MiB"
        )


if __name__ == "__main__":
    memory(int(sys.argv[1]) if len(sys.argv) > 1 else 5_500_000)
    throughput()
