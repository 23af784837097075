"""The sum over shards, on a cluster of this computer: against the sum in one piece, and when something breaks."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import dask.array as da
import numpy as np
import pytest
from dask import delayed
from distributed import Client
from networks import random_network

import bpkit
from bpkit import distributed

M = 100


TWO_WORKERS = """
import sys
import dask
from distributed import LocalCluster
import bpkit.distributed  # the workers get its settings
# 15 s after one death Dask looks for that worker, and were it just dying again, it would start it no more.
dask.config.set({"distributed.deploy.lost-worker-timeout": "1 hour"})
with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster:
    print(cluster.scheduler_address, flush=True)
    sys.stdin.read()
"""


@contextmanager
def workers():
    """Workers of a process of their own, killed with it: Dask can't end one that it is just about to start again."""
    env = os.environ | {
        "PYTHONPATH": os.pathsep.join(sys.path),  # they load what is defined here
        "PYTHONWARNINGS": "ignore::UserWarning",  # of what is left of the killed
    }
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", TWO_WORKERS], env=env, **pipes) as process:
        try:
            with Client(process.stdout.readline().strip()) as client:
                yield client
        finally:
            process.kill()


@pytest.fixture(scope="module")
def cluster():
    with workers() as client:
        yield client


@pytest.fixture
def client(cluster):
    cluster.wait_for_workers(2, timeout=60)  # a test may have ended one
    return cluster


@pytest.fixture
def mortal():
    """A client whose workers nobody needs after this test."""
    with workers() as client:
        yield client


@pytest.fixture
def network():
    """Θ, X and Y of a network with λ = 0.5, and its J and D in one piece."""
    Theta, X, Y = random_network(np.random.default_rng(0), (5, 7, 4, 3), m=M)
    return Theta, X, Y, *bpkit.cost_and_gradient(Theta, X, Y, 0.5)


def cut(array, k):
    """The array in k pieces, as even as can be."""
    return np.array_split(array, k)


def chunks(array, k):
    return da.from_array(array, chunks=(tuple(map(len, cut(array, k))), -1)).persist()


def files(folder, **arrays):
    """Lists of files, one for each list of arrays."""
    for name, pieces in arrays.items():
        for k, piece in enumerate(pieces):
            np.save(folder / f"{name}_{k}.npy", piece)
        yield [str(folder / f"{name}_{k}.npy") for k in range(len(pieces))]


def same(found, J, D, most=1e-12):
    """Whether J and D are those, to a relative difference of the lengths."""
    assert found[0] == pytest.approx(J, rel=most)
    for l in D:
        assert found[1][l].dtype == D[l].dtype
        assert np.linalg.norm(found[1][l] - D[l]) <= most * np.linalg.norm(D[l])
    return True


def loaded(array, flag):
    """A piece. Whoever loads it first dies of it."""
    try:
        os.close(os.open(flag, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return array
    os._exit(1)


# ---------------------------------------------------------------- the sum


@pytest.mark.parametrize("k", [1, 2, 3, 7, 50])
def test_k_shards_give_the_gradient_of_one_piece(client, network, k):
    Theta, X, Y, J, D = network
    assert same(distributed.cost_and_gradient(Theta, chunks(X, k), chunks(Y, k), 0.5), J, D)


@pytest.mark.parametrize("k", [1, 2, 3, 7, 50])
def test_a_worker_that_dies_in_the_middle_changes_nothing(client, network, k, tmp_path):
    Theta, X, Y, J, D = network
    pieces = [delayed(piece) for piece in cut(X, k)]
    pieces[k // 2] = delayed(loaded)(cut(X, k)[k // 2], str(tmp_path / "dead"))
    arrays = [da.from_delayed(piece, shape=x.shape, dtype=float) for piece, x in zip(pieces, cut(X, k))]
    found = distributed.cost_and_gradient(Theta, da.concatenate(arrays), chunks(Y, k), 0.5)
    assert (tmp_path / "dead").exists() and same(found, J, D)
    again = distributed.cost_and_gradient(Theta, chunks(X, k), chunks(Y, k), 0.5)
    assert all((again[1][l] == found[1][l]).all() for l in D)  # the order of the sum is the same, to the last bit


@pytest.mark.parametrize("kind", ["files", "delayed", "futures"])
def test_shards_may_be_what_never_lay_on_one_machine(client, network, tmp_path, kind):
    Theta, X, Y, J, D = network
    x, y = cut(X, 7), cut(Y, 7)
    if kind == "files":
        x, y = files(tmp_path, x=x, y=y)
    elif kind == "delayed":
        x, y = map(delayed, x), map(delayed, y)
    else:
        x, y = client.scatter(x), client.scatter(y)
    assert same(distributed.cost_and_gradient(Theta, list(x), list(y), 0.5, client=client), J, D)


def test_chunks_of_other_shapes_become_shards(client, network):
    Theta, X, Y, J, D = network
    found = distributed.cost_and_gradient(
        Theta, da.from_array(X, chunks=(30, 2)), da.from_array(Y, chunks=(17, 1)), 0.5
    )
    assert same(found, J, D)


def test_the_way_out_is_a_schedulers_address(client, network):
    Theta, X, Y, J, D = network
    x, y = ([delayed(piece) for piece in cut(array, 2)] for array in (X, Y))
    with Client(client.scheduler.address, set_as_default=False) as other:
        assert same(distributed.cost_and_gradient(Theta, x, y, 0.5, client=other), J, D)


def test_with_no_client_it_has_workers_of_its_own_for_as_long_as_it_takes(network, tmp_path):
    code = """
import sys
import numpy as np
from distributed import get_client
from bpkit import distributed
if __name__ == "__main__":
    Theta = {1: np.ones((1, 3))}
    J, D = distributed.cost_and_gradient(Theta, ["x.npy"], ["y.npy"])
    print(J, *D[1][0])
    try:
        get_client()
    except ValueError:
        print("gone")
"""
    np.save(tmp_path / "x.npy", x := np.array([[1.0, 0.5]]))
    np.save(tmp_path / "y.npy", y := np.array([[1.0]]))
    (tmp_path / "alone.py").write_text(code)
    done = subprocess.run([sys.executable, "alone.py"], capture_output=True, text=True, cwd=tmp_path, check=True)
    found, end = done.stdout.splitlines()
    J, D = bpkit.cost_and_gradient({1: np.ones((1, 3))}, x, y)
    assert [float(number) for number in found.split()] == [J, *D[1][0]] and end == "gone"


@pytest.mark.parametrize(
    "before, says",
    [
        ("sys.modules['dask'] = None", 'bpkit.distributed needs Dask: pip install "bpkit-notebooks[distributed]".'),
        ("sys.platform = 'emscripten'", "bpkit.distributed cannot run in a browser: "),
    ],
)
def test_where_it_cannot_run_the_import_says_why_in_one_sentence(before, says):
    code = (
        f"import sys, bpkit\n{before}\ntry:\n    import bpkit.distributed\nexcept ImportError as why:\n    print(why)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(says) and done.stdout.count("\n") == 1


def test_workers_keep_the_memory_that_each_block_asks_for(client):
    for name, size in distributed.KEEP.items():
        assert set(client.run(os.getenv, name).values()) == {str(size)}


def test_float32_in_x_is_summed_in_float64_and_a_float32_theta_in_its_own(client, network):
    Theta, X, Y, _, _ = network
    X = X.astype(np.float32)
    found = distributed.cost_and_gradient(Theta, chunks(X, 3), chunks(Y, 3))
    assert same(found, *bpkit.cost_and_gradient(Theta, X.astype(float), Y))
    short = {l: Theta[l].astype(np.float32) for l in Theta}
    in_one = bpkit.cost_and_gradient(short, X, Y.astype(np.float32))
    assert same(distributed.cost_and_gradient(short, chunks(X, 3), chunks(Y.astype(np.float32), 3)), *in_one, most=1e-5)


def test_theta_is_sent_once_an_iteration(client):
    Theta, X, Y = random_network(np.random.default_rng(0), (6, 4, 2), m=64)
    x, y, pickled = chunks(X, 16), chunks(Y, 16), []

    class Counted(dict):
        def __reduce__(self):
            pickled.append(1)
            return dict, (dict(self),)

    distributed._sum(client, Counted(Theta), *distributed._chunks(x, y), None)
    assert len(pickled) == 1


# ---------------------------------------------------------------- minimize


@pytest.mark.parametrize("settings", [{"momentum": 0.5}, {"method": "L-BFGS-B"}, {"tolerance": 1.0, "patience": 2}])
def test_minimize_takes_the_steps_of_one_piece(client, network, settings):
    Theta, X, Y, _, _ = network
    settings |= {"alpha": 0.5, "iterations": 5, "progress": False, "validation": (X[:9], Y[:9])}
    found = distributed.minimize(Theta, chunks(X, 3), chunks(Y, 3), 0.5, **settings)
    alone = bpkit.minimize(Theta, X, Y, 0.5, **settings)
    np.testing.assert_allclose(found.J, alone.J, rtol=1e-9)
    np.testing.assert_allclose(found.held_out, alone.held_out, rtol=1e-9)
    assert found.stopped == alone.stopped and all(np.allclose(found.Theta[l], alone.Theta[l]) for l in Theta)


def test_minimize_goes_on_when_a_worker_dies(client, network, tmp_path):
    Theta, X, Y, _, _ = network
    flag = tmp_path / "dead"
    first = da.from_delayed(delayed(loaded)(X[:50], str(flag)), shape=(50, X.shape[1]), dtype=float)
    flag.touch()
    died = []

    def callback(iteration, _Theta, _J):
        if iteration == 2:
            flag.unlink()
            died.append(iteration)

    x = da.concatenate([first, da.from_array(X[50:])])
    found = distributed.minimize(Theta, x, chunks(Y, 2), iterations=4, progress=False, callback=callback)
    assert died and flag.exists()
    np.testing.assert_allclose(found.J, bpkit.minimize(Theta, X, Y, iterations=4, progress=False).J, rtol=1e-12)


def test_too_long_steps_diverge_as_elsewhere(client, network):
    Theta, X, Y, _, _ = network
    found = distributed.minimize(Theta, chunks(X, 2), chunks(Y, 2), alpha=1e308, iterations=5, progress=False)
    assert found.stopped == "diverged" and np.isfinite(found.J).all()


def test_what_does_not_fit_is_said_before_anything_is_sent(client, network):
    Theta, X, Y, _, _ = network
    for wrong, says in (({"alpha": -1}, "alpha must be"), ({"method": "CG", "momentum": 0.5}, "must be left out")):
        with pytest.raises(ValueError, match=says):
            distributed.minimize(Theta, chunks(X, 2), chunks(Y, 2), **wrong)


# ---------------------------------------------------------------- a stop, and the same call again


def counted(array, log):
    """A piece, and a letter more in the log."""
    with open(log, "a") as file:
        file.write("x")
    return array


def stopping(after):
    """In place of telling: the user stops it when so many sums are there. With less than that, it ends as usual."""

    @contextmanager
    def telling(futures, _what):
        def some():
            yield from futures[:after]
            if len(futures) > after:
                raise KeyboardInterrupt

        yield some()

    return telling


def test_a_sum_that_was_stopped_goes_on_where_it_was(client, network, monkeypatch, tmp_path):
    Theta, X, Y, _, _ = network
    log, kept = tmp_path / "log", tmp_path / "sum.npz"
    pieces = [da.from_delayed(delayed(counted)(x, str(log)), shape=x.shape, dtype=float) for x in cut(X, 20)]
    x, y = da.concatenate(pieces), chunks(Y, 20)
    J, D = distributed.cost_and_gradient(Theta, x, y, 0.5)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(distributed, "telling", stopping(after=2))
        distributed.cost_and_gradient(Theta, x, y, 0.5, keep=kept)
    log.unlink()
    again = distributed.cost_and_gradient(Theta, x, y, 0.5, keep=kept)
    assert again[0] == J and all((again[1][l] == D[l]).all() for l in D)  # to the last bit
    assert len(log.read_text()) == 4  # two sums of eight were there
    distributed.cost_and_gradient(Theta, x, y, 0.5, keep=kept)
    assert len(log.read_text()) == 4  # all was there
    assert same(
        distributed.cost_and_gradient(Theta, chunks(X, 7), chunks(Y, 7), 0.5, keep=kept), J, D
    )  # of other shards
    other = {l: 2 * Theta[l] for l in Theta}
    in_one = bpkit.cost_and_gradient(other, X, Y, 0.5)
    assert same(distributed.cost_and_gradient(other, chunks(X, 7), chunks(Y, 7), 0.5, keep=kept), *in_one)


@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("after", [0, 1])
def test_minimize_goes_on_as_if_it_had_not_been_stopped(client, network, monkeypatch, tmp_path, momentum, after):
    Theta, X, Y, _, _ = network
    examples, kept = (chunks(X, 20), chunks(Y, 20), 0.5), tmp_path / "sum.npz"
    settings = {"momentum": momentum, "progress": False}
    with monkeypatch.context() as patch:
        passes = iter([*3 * [stopping(after=9)], stopping(after)])
        patch.setattr(distributed, "telling", lambda *given: next(passes)(*given))
        assert distributed.minimize(Theta, *examples, iterations=9, keep=kept, **settings).stopped == "interrupted"
    begun = 2 if after == 0 else 3  # the Theta of which something was summed last
    found = distributed.minimize(Theta, *examples, iterations=6 - begun, keep=kept, **settings)
    whole = distributed.minimize(Theta, *examples, iterations=6, **settings)
    assert found.J.tolist() == whole.J[begun:].tolist()  # to the last bit
    assert all((found.Theta[l] == whole.Theta[l]).all() for l in Theta)
    np.testing.assert_allclose(whole.J, bpkit.minimize(Theta, X, Y, 0.5, iterations=6, **settings).J, rtol=1e-12)


def test_minimize_goes_on_from_a_sum_that_no_step_has_led_to(client, network, tmp_path):
    Theta, X, Y, _, _ = network
    examples, settings = (chunks(X, 2), chunks(Y, 2), 0.5), {"iterations": 2, "momentum": 0.9, "progress": False}
    distributed.cost_and_gradient(Theta, *examples, keep=tmp_path / "sum.npz")
    found = distributed.minimize(Theta, *examples, keep=tmp_path / "sum.npz", **settings)
    assert found.J.tolist() == distributed.minimize(Theta, *examples, **settings).J.tolist()


def test_a_file_of_something_else_is_not_taken(client, network, tmp_path):
    Theta, X, Y, _, _ = network
    (tmp_path / "empty").touch()
    np.savez(tmp_path / "other.npz", Theta1=np.ones((2, 2)))
    for file in ("empty", "other.npz"):
        with pytest.raises(ValueError, match="^keep must be a file with a sum of this network, or none yet, got "):
            distributed.cost_and_gradient(Theta, chunks(X, 2), chunks(Y, 2), keep=tmp_path / file)


# ---------------------------------------------------------------- faults


@pytest.mark.parametrize(
    "wrong, says",
    [
        (lambda x, y: (["no.npy", x[1], x[2]], y), r"^Shard 1 can't be loaded from no.npy: FileNotFoundError: .*\.$|$"),
        (lambda x, y: (x[:2], y), "^X and Y must have as many shards, at least one, got 2 and 3.$"),
        (lambda x, y: ([y[0], *x[1:]], y), "^Shard 1: X must have 5 columns, one for each unit of layer 1, got"),
        (lambda x, y: (x, [x[0], *y[1:]]), "^Shard 1: Y must "),
        (lambda x, y: (x, [y[2], *y[1:]]), "^Shard 1 must have as many rows of X as of Y, at least one, got"),
        (lambda x, y: (np.ones((3, 5)), y), "^X must be a Dask array, or a list of shards, got an array of shape"),
        (lambda x, y: (delayed(x), y), "^X must be a Dask array, or a list of shards, got type Delayed[A-Za-z]*.$"),
        (lambda x, y: ([3, *x[1:]], y), "^Shard 1 of X must be a file, a Delayed or a Future, got type int.$"),
        (
            lambda x, y: (da.ones((3, 5)), y),
            "^Y must be a Dask array with an example a row, as the other, got type list.$",
        ),
        (lambda x, y: (da.ones((3, 5)), da.ones((4, 3))), "^Y must have 3 rows, one for each row of X, got 4.$"),
        (lambda x, y: (da.ones((3, 5))[da.ones(3) > 0], da.ones((3, 3))), r"X.compute_chunk_sizes\(\) finds out"),
        (lambda x, y: ([delayed(np.load)("no.npy"), *x[1:]], y), "^A shard can't be loaded: FileNotFoundError: "),
    ],
)
def test_what_cannot_be_summed_is_told_in_one_sentence(client, network, tmp_path, wrong, says):
    Theta, X, Y, _, _ = network
    x, y = files(tmp_path, x=cut(X, 3), y=[piece[: 33 + (k == 0)] for k, piece in enumerate(cut(Y, 3))])
    with pytest.raises(ValueError, match=says) as told:
        distributed.cost_and_gradient(Theta, *wrong(x, y))
    assert "\n" not in str(told.value)


def test_nan_is_found_and_named_by_its_shard(client, network):
    Theta, X, Y, _, _ = network
    X[77, 3] = np.nan
    with pytest.raises(
        distributed.WrongShard, match=r"^Shard 8: X must hold finite numbers only, got nan at index \(7, 3"
    ):
        distributed.cost_and_gradient(Theta, chunks(X, 10), chunks(Y, 10))


def test_a_shard_that_changes_its_length_is_found(client, network, tmp_path):
    Theta, X, Y, _, _ = network
    x, y = files(tmp_path, x=cut(X, 2), y=cut(Y, 2))

    def callback(*_):
        for file, array in ((x[0], X), (y[0], Y)):
            np.save(file, array[:40])

    with pytest.raises(distributed.WrongShard, match="^Shard 1 must have 50 rows, as it had at first, got 40.$"):
        distributed.minimize(Theta, x, y, callback=callback, progress=False)


def test_a_worker_that_computes_in_float32_is_found(client, network):
    Theta, X, Y, _, _ = network

    def turn(short):
        from bpkit import algorithm, distributed

        def in_float32(Theta, *examples):
            Theta = {l: Theta[l].astype(np.float32) for l in Theta}
            return algorithm.sum_over_examples(Theta, *(array.astype(np.float32) for array in examples))

        distributed.sum_over_examples = in_float32 if short else algorithm.sum_over_examples

    one = list(client.scheduler_info()["workers"])[:1]
    client.run(turn, True, workers=one)
    try:
        with pytest.raises(distributed.WrongShard, match=r"^Shard \d+ was summed in float32, and Theta is float64.$"):
            distributed.cost_and_gradient(Theta, chunks(X, 20), chunks(Y, 20))
    finally:
        client.run(turn, False, workers=one)


def test_a_shard_that_kills_every_worker_is_named(mortal, network):
    Theta, _, Y, _, _ = network
    deadly = da.from_delayed(delayed(os._exit)(1), shape=(M, 5), dtype=float)
    with pytest.raises(distributed.WrongShard, match="^Whoever computes .* dies, the last tcp://.*too large for it"):
        distributed.cost_and_gradient(Theta, deadly, chunks(Y, 1))


def test_data_that_died_with_its_worker_is_told(mortal, network):
    Theta, X, Y, _, _ = network
    processes = mortal.run(os.getpid)
    one = next(iter(processes))
    x, y = mortal.scatter([X], workers=[one]), [delayed(Y)]

    def callback(*_):
        os.kill(processes[one], getattr(signal, "SIGKILL", signal.SIGTERM))

    with pytest.raises(distributed.WrongShard, match="^A shard is gone with the worker that had it"):
        distributed.minimize(Theta, x, y, callback=callback, progress=False)


@pytest.mark.parametrize("again, says", [(0, "must be of 100 examples in 9 shards, got"), (2, "would be in it twice")])
def test_no_part_is_lost_and_none_is_counted_twice(client, network, monkeypatch, again, says):
    """The parts that arrive: the first one not at all, or twice."""
    Theta, X, Y, _, _ = network

    @contextmanager
    def wrongly(futures, _what):
        yield [*again * futures[:1], *futures[1:]]

    monkeypatch.setattr(distributed, "telling", wrongly)
    with pytest.raises(distributed.WrongShard, match=says):
        distributed.cost_and_gradient(Theta, chunks(X, 9), chunks(Y, 9))
