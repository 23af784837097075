"""Make digits.npz from scikit-learn's copy of the set: python bpkit/digits/make_digits.py

Two thirds of the images of each digit, drawn from a seed, are for training. scikit-learn is needed to run
this, not to use the file.
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits


def make():
    """The arrays of the file: ink (1797, 64) from 0 to 16, labels 0 … 9, and a mask of the training rows."""
    ink, labels = load_digits(return_X_y=True)
    rng = np.random.default_rng(0)
    train = np.zeros(len(labels), dtype=bool)
    for digit in range(10):
        rows = rng.permutation(np.flatnonzero(labels == digit))
        train[rows[: round(len(rows) * 2 / 3)]] = True
    return {"ink": ink.astype(np.uint8), "labels": labels.astype(np.uint8), "train": train}


if __name__ == "__main__":
    np.savez_compressed(Path(__file__).with_name("digits.npz"), **make())
