"""Digits by augmentation, in shards: what they look like, and that a stop loses nothing."""

import subprocess
import sys

import numpy as np
import pytest

from bpkit import accuracy, load, minimize, random_theta, shards


def test_they_are_written_in_shards_and_found_again(tmp_path):
    X, Y = shards.write(tmp_path, 250, 100)
    assert [np.load(x).shape for x in X] == [(100, 64), (100, 64), (50, 64)]
    assert [np.load(y).shape for y in Y] == [(100, 10), (100, 10), (50, 10)]
    assert (X, Y) == shards.found(tmp_path) and len(list(tmp_path.iterdir())) == 6
    x, y = (np.concatenate([np.load(file) for file in files]) for files in (X, Y))
    assert x.dtype == np.float32 and x.min() == 0 and 0.99 < x.max() < 1.0001
    assert (y.sum(axis=1) == 1).all() and (y.sum(axis=0) > 10).all()
    assert len(np.unique(x, axis=0)) == 250  # no two are alike, in no two shards


def test_they_look_like_digits():
    """Who has learned from them reads real ones, and who has learned from real ones reads them."""
    X, Y = shards.augmented(2000, 0)
    digits, start = load("digits"), random_theta((64, 25, 10), seed=0)
    learned = minimize(start, X, Y, 1, alpha=2, iterations=150, progress=False).Theta
    assert accuracy(learned, *digits.test) > 0.6
    learned = minimize(start, *digits.train, 1, alpha=2, iterations=150, progress=False).Theta
    assert accuracy(learned, X, Y) > 0.6


def test_without_shift_turn_and_size_they_are_the_images(monkeypatch):
    for name in ("SHIFT", "TURN", "SIZE"):
        monkeypatch.setattr(shards, name, 0)
    images = {tuple(image) for image in load("digits").train.X.astype(np.float32)}
    assert {tuple(image) for image in shards.augmented(50, 1)[0]} <= images


def test_a_shift_of_one_pixel_is_one(monkeypatch):
    for name in ("TURN", "SIZE"):
        monkeypatch.setattr(shards, name, 0)
    monkeypatch.setattr(np.random, "default_rng", lambda _seed: _Fixed())
    X, _ = shards.augmented(4, 0)
    image = load("digits").train.X[:4].reshape(-1, 8, 8)
    np.testing.assert_allclose(X.reshape(-1, 8, 8)[:, :-1, :-1], image[:, 1:, 1:], atol=1e-6)
    assert not X.reshape(-1, 8, 8)[:, -1].any()  # beyond the edge it is white


class _Fixed:
    """In place of a Generator: the first images, each shifted by one pixel in both directions."""

    def integers(self, _most, size):
        return np.arange(size)

    def uniform(self, _least, _most, size):
        return np.ones(size) if len(size) == 3 else np.zeros(size)


def test_after_a_stop_the_same_call_writes_the_rest_and_the_same_numbers(tmp_path, monkeypatch):
    whole, _ = shards.write(tmp_path / "whole", 250, 100)
    save, saved = np.save, []

    def stopped(file, array):
        if len(saved) == 3:
            file.write(b"half")
            raise KeyboardInterrupt
        saved.append(array)
        save(file, array)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(np, "save", stopped)
        shards.write(tmp_path / "cut", 250, 100)
    there = tmp_path / "cut" / "X_00001.npy"
    written = there.stat().st_mtime_ns
    again, _ = shards.write(tmp_path / "cut", 250, 100)
    assert there.stat().st_mtime_ns == written and len(list((tmp_path / "cut").iterdir())) == 6
    assert all((np.load(one) == np.load(other)).all() for one, other in zip(whole, again))


def test_what_does_not_fit_is_said(tmp_path):
    shards.write(tmp_path, 250, 100)
    for given, says in (
        ((250, 125), "^folder must hold no other shards than these 2, got 3"),
        ((250, 99), "^size must be as in the shards that .* holds: X_00001.npy has 100 examples.$"),
        ((0, 100), "^examples must be a whole number of at least 1, got 0.$"),
        ((10, 2.5), "^size must be a whole number of at least 1, got 2.5.$"),
    ):
        with pytest.raises(ValueError, match=says):
            shards.write(tmp_path, *given)


def test_the_command_writes_them(tmp_path):
    def run(*arguments):
        command = [sys.executable, "-m", "bpkit", "shards", *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)

    assert run("many", "25", "--size", "10").stdout == "many: 25 digits in 3 shards.\n"
    assert [len(np.load(x)) for x in shards.found(tmp_path / "many")[0]] == [10, 10, 5]
    wrong = run("many", "25", "--size", "20")
    assert wrong.returncode == 1 and wrong.stderr.startswith("The shards cannot be written: folder must hold")
