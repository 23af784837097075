"""Δ is a sum, and a sum can be shared out: J and D of examples that lie on many machines, by Dask.

The examples are cut into shards. A worker goes through lines 1 to 5 with its shard, by algorithm.py as it is, and only
its Δ travels: two by two they are added, in a tree, until one is left. Here D is made of it, once.

Where the workers are is Dask's affair: `Client()` has them on this computer, `Client("tcp://…:8786")` on those of a
scheduler. So is who computes what and when, what is computed again when a worker dies, and what waits on its disk.
"""

import os
import sys
from concurrent.futures import CancelledError
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np

from bpkit import _arguments
from bpkit.algorithm import penalty, regularized_gradient, sum_over_examples
from bpkit.progress import telling, told_to
from bpkit.training import minimize_by

if sys.platform == "emscripten":
    raise ImportError("bpkit.distributed cannot run in a browser: a page has no other processes and no way to them.")
try:
    from dask import config, delayed
    from dask.array import Array
    from dask.delayed import Delayed
    from distributed import Client, Future, KilledWorker, get_client
except ImportError:
    raise ImportError('bpkit.distributed needs Dask: pip install "bpkit-notebooks[distributed]".') from None

# By default Dask's workers give all memory back at once, and get it again for each block of 384 examples: that makes
# them slower by three quarters (784-128-10). This is for workers that are started here; elsewhere it is set there.
KEEP = {"MALLOC_MMAP_THRESHOLD_": 2**24, "MALLOC_TRIM_THRESHOLD_": 2**25}  # bytes
config.update_defaults({"distributed": {"nanny": {"pre-spawn-environ": KEEP}}})


class WrongShard(ValueError):
    """What is wrong with a shard, in one sentence."""


class Sum(NamedTuple):
    """What some shards come to: Δ as a dict, the cross-entropy, how many examples, and the numbers of the shards."""

    Delta: dict
    loss: float
    m: int
    shards: frozenset

    def __add__(self, other):
        if twice := self.shards & other.shards:
            raise WrongShard(f"Shard {min(twice)} must be in Δ once, and would be in it twice.")
        Delta = {l: self.Delta[l] + other.Delta[l] for l in self.Delta}
        return Sum(Delta, self.loss + other.loss, self.m + other.m, self.shards | other.shards)


def cost_and_gradient(Theta, X, Y, lambda_=0.0, *, client=None, keep=None, progress=True):
    """J and D = ∂J/∂Θ, as of bpkit.cost_and_gradient, of examples in shards.

    X, Y : Dask arrays, shapes (m, n) and (m, K); each chunk of rows is a shard. Or lists of shards, examples as rows:
        .npy files that the workers can open, Dask's Delayed, or Futures. All but a Future is loaded anew for each pass,
        so that the shards need not fit into memory; where they do, X.persist() keeps a Dask array there.
    client : of dask.distributed; None: the current one, or else workers on this computer for this call.
    keep : a file in which the sum is kept while it grows. After a stop, the same call goes on from there.

    progress : show a bar where it takes more than 2 seconds. Float32 in X is summed as float64 where Theta is.
    Raises ValueError if an argument does not fit, and for a shard that cannot be loaded, does not fit, or holds nan.
    """
    hidden = nullcontext() if _arguments.switch("progress", progress) else told_to(lambda _: None)
    with _connected(client) as client, hidden:
        return _of(client, X, Y, lambda_, keep)(_arguments.theta("Theta", Theta))


def minimize(Theta, X, Y, lambda_=0.0, *args, client=None, keep=None, **settings):
    """Minimize J of examples in shards; X, Y, client and keep are as for cost_and_gradient.

    All else is as for bpkit.minimize: alpha, iterations and progress in their order; momentum, validation, patience,
    tolerance, callback and method. Each step asks all examples.

    With a file of keep it begins from the Theta in there, with its momentum: the steps are those of a run that was not
    stopped. What is no step begins anew: iterations, J, what patience looks back on, and which Theta had the lowest
    held-out cost. So does all that a method of SciPy has learned on its way.
    """
    velocity = {}
    with _connected(client) as client:
        J_and_D = _of(client, X, Y, lambda_, keep, velocity)
        if keep and Path(keep).exists():
            Theta, *_, kept = _read(keep, _arguments.theta("Theta", Theta))
            velocity |= {} if settings.get("method") else kept
        return minimize_by(J_and_D, Theta, *args, velocity=velocity, **settings)


@contextmanager
def _connected(client):
    """The client, or the current one, or for as long as this lasts one with workers on this computer."""
    try:
        client = client or get_client()
    except ValueError:  # there is none
        with Client(threads_per_worker=1, dashboard_address="127.0.0.1:0") as own:
            yield own
    else:
        yield client


def _of(client, X, Y, lambda_, keep, velocity=None):
    """The function from Theta to J and D of these examples. velocity : of the last step, to be kept with the sum."""
    lambda_ = _arguments.at_least_0("lambda_", lambda_)
    if isinstance(X, Array) or isinstance(Y, Array):
        shards, rows = _chunks(X, Y)
    else:
        shards = _listed(X, Y)
        with _errors():
            rows = client.gather(client.compute([delayed(_rows)(k, *shard) for k, shard in enumerate(shards, start=1)]))
    m = sum(rows)

    def J_and_D(Theta):
        Delta, loss, found, numbers = _sum(client, Theta, shards, rows, keep, velocity)
        if found != m or len(numbers) != len(shards):
            raise WrongShard(
                f"Δ must be of {m} examples in {len(shards)} shards, got {found} in {len(numbers)}: a part was lost."
            )
        return loss / m + penalty(Theta, m, lambda_), regularized_gradient(Delta, Theta, m, lambda_)

    return J_and_D


# ---------------------------------------------------------------- the shards


def _chunks(X, Y):
    """[(x, y)], the chunks of rows of two Dask arrays, and how many rows each has."""
    for name, array in (("X", X), ("Y", Y)):
        if not isinstance(array, Array) or array.ndim != 2:
            raise ValueError(f"{name} must be a Dask array with an example a row, as the other, got {_kind(array)}.")
        if any(size != size for size in array.chunks[0]):
            raise ValueError(f"{name} must know how many rows a chunk has: {name}.compute_chunk_sizes() finds out.")
    if len(X) != len(Y):
        raise ValueError(f"Y must have {_arguments.count(len(X), 'row')}, one for each row of X, got {len(Y)}.")
    X, Y = X.rechunk({1: -1}), Y.rechunk({0: X.chunks[0], 1: -1})
    return list(zip(X.to_delayed().ravel(), Y.to_delayed().ravel())), list(X.chunks[0])


def _listed(X, Y):
    """[(x, y)]: two lists of shards, side by side."""
    for name, shards in (("X", X), ("Y", Y)):
        if not isinstance(shards, (list, tuple)):
            hint = "; dask.array.from_array makes one of an array" if isinstance(shards, np.ndarray) else ""
            raise ValueError(f"{name} must be a Dask array, or a list of shards, got {_kind(shards)}{hint}.")
        for k, shard in enumerate(shards, start=1):
            if not isinstance(shard, (str, Path, Delayed, Future)):
                raise ValueError(f"Shard {k} of {name} must be a file, a Delayed or a Future, got {_kind(shard)}.")
    if not X or len(X) != len(Y):
        raise ValueError(f"X and Y must have as many shards, at least one, got {len(X)} and {len(Y)}.")
    return list(zip(X, Y))


def _kind(value):
    return _arguments.brief(value) if isinstance(value, np.ndarray) else f"type {type(value).__name__}"


# ---------------------------------------------------------------- what a worker does


def _loaded(k, shard):
    """A shard as it lies in memory. One that is a Delayed or a Future is there when this is called."""
    if not isinstance(shard, (str, Path)):
        return shard
    try:
        return np.load(shard, mmap_mode="r")  # of a large file only what is used is read
    except Exception as error:
        raise WrongShard(f"Shard {k} can't be loaded from {shard}: {_brief(error)}") from None


def _rows(k, x, y):
    """How many examples a shard has."""
    m, answers = (np.shape(_loaded(k, shard))[:1] for shard in (x, y))
    if m != answers or m in ((), (0,)):
        raise WrongShard(f"Shard {k} must have as many rows of X as of Y, at least one, got {m} and {answers}.")
    return m[0]


def _part(Theta, k, x, y, m):
    """Lines 1 to 5 for the examples of a shard. m : how many they have to be."""
    x, y = _loaded(k, x), _loaded(k, y)
    try:
        with np.errstate(over="ignore", invalid="ignore"):  # where steps are too long; minimize says so
            Delta, loss = sum_over_examples(Theta, x, y)
    except ValueError as error:
        raise WrongShard(f"Shard {k}: {error}") from None
    if len(x) != m:
        raise WrongShard(f"Shard {k} must have {m} rows, as it had at first, got {len(x)}.")
    for l in Theta:
        if Delta[l].dtype != Theta[l].dtype:
            raise WrongShard(f"Shard {k} was summed in {Delta[l].dtype}, and Theta is {Theta[l].dtype}.")
    return Sum(Delta, loss, m, frozenset([k]))


# ---------------------------------------------------------------- the tree, and what comes of it


def _sum(client, Theta, shards, rows, keep, velocity=None):
    """The Sum of all shards. Its order is that of the shards, whoever is quicker: so it is the same each time."""
    sent = client.submit(dict, Theta, pure=False)  # Θ, once; should the worker that has it die, Dask sends it again
    tree = [delayed(_part)(sent, k, x, y, m) for k, ((x, y), m) in enumerate(zip(shards, rows), start=1)]
    width = 1  # how many shards are in one of tree
    while len(tree) > 2 and len(tree) ** 2 > len(shards):
        pairs = [tree[k : k + 2] for k in range(0, len(tree), 2)]
        tree, width = [delayed(sum)(pair[1:], pair[0]) for pair in pairs], 2 * width
    total = keep and _kept(keep, Theta, rows) or Sum({l: np.zeros_like(Theta[l]) for l in Theta}, 0.0, 0, frozenset())
    sums = client.compute(tree[-(-len(total.shards) // width) :])
    with _errors(), telling(sums, f"Δ of {len(shards)} shards") as one_by_one:
        for future in one_by_one:
            total += future.result()
            if keep:
                _keep(keep, Theta, rows, total, velocity or {})
    return total


def _keep(file, Theta, rows, total, velocity):
    """Write what is summed, by this Theta, into the file: all of it, or nothing."""
    kept = {"Theta": Theta, "Delta": total.Delta, "velocity": velocity}
    arrays = {f"{name}{l}": matrix for name, matrices in kept.items() for l, matrix in matrices.items()}
    with open(f"{file}.new", "wb") as new:
        np.savez(new, rows=rows, loss=total.loss, m=total.m, shards=list(total.shards), **arrays)
    os.replace(f"{file}.new", file)


def _read(file, like):
    """Theta, the rows of each shard, the Sum, and the velocity or {}, in the file. like : a Theta of that shape."""
    try:
        with np.load(file) as kept:
            Theta, Delta = ({l: kept[f"{name}{l}"] for l in like} for name in ("Theta", "Delta"))
            total = Sum(Delta, float(kept["loss"]), int(kept["m"]), frozenset(kept["shards"].tolist()))
            rows, velocity = kept["rows"].tolist(), {l: kept[f"velocity{l}"] for l in like if f"velocity{l}" in kept}
        if any(matrices[l].shape != like[l].shape for matrices in (Theta, velocity) for l in matrices):
            raise ValueError
    except (KeyError, ValueError, EOFError, BadZipFile):
        raise ValueError(f"keep must be a file with a sum of this network, or none yet, got {file}.") from None
    return Theta, rows, total, velocity


def _kept(file, Theta, rows):
    """The Sum in the file, where it was made by this Theta, of these shards; else None."""
    if not Path(file).exists():
        return None
    was, of, total, _ = _read(file, Theta)
    return total if of == rows and all(np.array_equal(was[l], Theta[l]) for l in Theta) else None


@contextmanager
def _errors():
    """What went wrong at a worker, in one sentence."""
    try:
        yield
    except WrongShard:
        raise
    except KilledWorker as error:
        raise WrongShard(
            f"Whoever computes {error.task} dies, the last {error.last_worker.address}: is the shard too large for it?"
        ) from None
    except CancelledError:
        raise WrongShard(
            "A shard is gone with the worker that had it: hand over a file or a Delayed, which can be loaded again."
        ) from None
    except Exception as error:
        raise WrongShard(f"A shard can't be loaded: {_brief(error)}") from error


def _brief(error):
    return f"{type(error).__name__}: {_arguments.brief(str(error), 200)}"
