"""More digits than a memory holds: the real ones of bpkit, shifted, turned and sized a little, in shards on a disk.

A shard is two files, X_00001.npy with an example a row, and Y_00001.npy with its right answers.
"""

import os
from pathlib import Path

import numpy as np

from bpkit import _arguments
from bpkit.data import load
from bpkit.progress import telling

SHIFT, TURN, SIZE = 0.7, 0.2, 0.1  # at most: in pixels, in radians, and as a share


def write(folder, examples, size=10_000, seed=0):
    """Write so many examples into the folder, size in a shard, and give the files of X and of Y, as found does.

    What is there already is not written again: after a stop, the same call goes on from there. The same seed gives the
    same numbers, in each shard by itself. X is float32, a shard of 10 000 some 3 MB.

    Raises ValueError for an argument that does not fit, and where the folder holds other shards; OSError where it can't
    be written.
    """
    examples, size = (_arguments.whole_number(1)(*given) for given in (("examples", examples), ("size", size)))
    seed, folder = _arguments.whole_number(0)("seed", seed), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    starts = range(0, examples, size)
    if len(there := found(folder)[0]) > len(starts):
        raise ValueError(f"folder must hold no other shards than these {len(starts)}, got {len(there)} in {folder}.")
    with telling(starts, f"shards in {folder.name}") as one_by_one:
        for k, start in enumerate(one_by_one, start=1):
            X, Y, m = *(folder / f"{name}_{k:05}.npy" for name in "XY"), min(size, examples - start)
            if not (X.exists() and Y.exists()):
                for file, array in zip((X, Y), augmented(m, [seed, k])):
                    with open(f"{file}.new", "wb") as new:
                        np.save(new, array)
                    os.replace(f"{file}.new", file)
            elif (got := len(np.load(X, mmap_mode="r"))) != m:
                raise ValueError(f"size must be as in the shards that {folder} holds: {X.name} has {got} examples.")
    return found(folder)


def found(folder):
    """The files of X and of Y in a folder, two lists of str in the order of the shards."""
    return tuple(sorted(str(path) for path in Path(folder).glob(f"{name}_*.npy")) for name in "XY")


def augmented(m, seed):
    """X and Y of m digits, each a training image of bpkit's that is shifted, turned and sized a little."""
    data, rng = load("digits"), np.random.default_rng(seed)
    rows = rng.integers(len(data.train.X), size=m)
    rows_, columns = data.image_shape
    ink = np.pad(data.train.X.reshape(-1, rows_, columns).astype(np.float32), ((0, 0), (1, 2), (1, 2)))  # a white edge
    turn, grow = rng.uniform(-TURN, TURN, (m, 1)), 1 + rng.uniform(-SIZE, SIZE, (m, 1))
    shift = rng.uniform(-SHIFT, SHIFT, (2, m, 1))
    down, across = (axis.ravel() - (n - 1) / 2 for axis, n in zip(np.indices((rows_, columns)), (rows_, columns)))
    cos, sin = np.cos(turn) / grow, np.sin(turn) / grow
    # Where in the old image each new pixel lies; of the four pixels around that, each has its share.
    y = np.clip(cos * down - sin * across + shift[0] + (rows_ - 1) / 2 + 1, 0, rows_ + 1)
    x = np.clip(sin * down + cos * across + shift[1] + (columns - 1) / 2 + 1, 0, columns + 1)
    top, left = y.astype(int), x.astype(int)
    X, image = np.zeros((m, rows_ * columns), np.float32), rows[:, None]
    for below, beside in ((0, 0), (0, 1), (1, 0), (1, 1)):
        share = abs(1 - below - (y - top)) * abs(1 - beside - (x - left))
        X += (ink[image, top + below, left + beside] * share).astype(np.float32)
    return X, data.train.Y[rows].astype(np.uint8)
