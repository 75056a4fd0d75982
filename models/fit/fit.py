"""Fit the table to the teacher's vectors and write it.

    python fit.py CORPUS.npz VECTORS_DIR TEACHER OUT_DIR [--provisional] [options]

With --provisional the starting rows are written as they are (only tokens.npy is needed).
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from corpus import PASSAGES
from encode import load_rows, load_vectors
from table import DIMENSIONS, ROWS, bags, read_vocabulary, rotation, silent_rows, unit, write

COMMON = 3e-4  # a piece this frequent keeps half of its weight


def start_table(token_vectors: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Each piece's own teacher vector, centred, weighted down by how common the piece is."""
    probability = (counts + 1) / (counts.sum() + len(counts))
    centred = token_vectors - token_vectors.mean(axis=0)
    return (centred * (COMMON / (COMMON + probability))[:, None]).astype(np.float32)


def best_scale(table: np.ndarray, matrix: csr_matrix, targets: np.ndarray) -> float:
    """The least-squares factor that brings the bag means nearest to the targets."""
    means = matrix @ table
    return float((means * targets).sum() / (means * means).sum())


def softmax_rows(logits: np.ndarray) -> np.ndarray:
    """Row-wise softmax that leaves the diagonal out, in place."""
    np.fill_diagonal(logits, -np.inf)
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=1, keepdims=True)
    return logits


def gradient(means: np.ndarray, targets: np.ndarray, tau: float, pull: float) -> tuple[np.ndarray, float, float]:
    """Gradient of both losses with respect to the bag means, and the two losses.

    The first loss is the distance to the teacher's vector; the second asks that a text's similarities to the
    others in the batch, as a distribution, be those of the teacher.
    """
    n = len(means)
    norms = np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    u = means / norms
    wanted = softmax_rows(targets @ targets.T / tau)
    got = softmax_rows(u @ u.T / tau)
    divergence = float(tau * (wanted * (np.log(wanted + 1e-12) - np.log(got + 1e-12))).sum() / n)
    difference = (got - wanted) / n
    toward = (difference + difference.T) @ u - pull * targets / n
    distance = float(1 - (u * targets).sum() / n)
    return (toward - u * (toward * u).sum(axis=1, keepdims=True)) / norms, distance, divergence


def fit(
    table: np.ndarray,
    matrix: csr_matrix,
    targets: np.ndarray,
    *,
    epochs: int = 8,
    batch: int = 512,
    rate: float = 0.015,
    tau: float = 0.05,
    pull: float = 1.0,
    warm_up: int = 50,
    seed: int = 1,
    log=print,
) -> np.ndarray:
    """Adam over the rows a batch touches, with a warm-up and a linear decay to a twentieth of the rate."""
    random = np.random.default_rng(seed)
    table = table.copy()
    first, second = np.zeros_like(table), np.zeros_like(table)
    steps_an_epoch = matrix.shape[0] // batch
    steps, step, began = epochs * steps_an_epoch, 0, time.time()
    for epoch in range(epochs):
        order = random.permutation(matrix.shape[0])
        sums = np.zeros(2)
        for k in range(steps_an_epoch):
            step += 1
            picked = np.sort(order[k * batch : (k + 1) * batch])
            part = matrix[picked]
            used, columns = np.unique(part.indices, return_inverse=True)
            part = csr_matrix((part.data, columns.astype(np.int32), part.indptr), shape=(batch, len(used)))
            slope, distance, divergence = gradient(part @ table[used], targets[picked], tau, pull)
            g = part.T.tocsr() @ slope
            sums += distance, divergence
            m = 0.9 * first[used] + 0.1 * g
            v = 0.999 * second[used] + 0.001 * g * g
            first[used], second[used] = m, v
            now = rate * min(1, step / warm_up) * (1 - 0.95 * step / steps)
            table[used] -= (now / (1 - 0.9**step)) * m / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
        log(
            "epoch %d: distance %.4f, divergence %.4f, %.0f s"
            % (epoch + 1, *(sums / steps_an_epoch), time.time() - began)
        )
    return table


def chosen(source: np.ndarray, names: list[str], shares: str) -> np.ndarray:
    """Row numbers that stay when only a part of some sources is used (the same rows each time)."""
    share = np.ones(len(names))
    for pair in filter(None, shares.split(",")):
        name, part = pair.split("=")
        share[names.index(name)] = float(part)
    return np.flatnonzero(np.random.default_rng(7).random(len(source)) < share[source])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus")
    parser.add_argument("vectors")
    parser.add_argument("teacher")
    parser.add_argument("out")
    parser.add_argument("--provisional", action="store_true")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=0.015)
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--share", default="", help="parts of sources to use, as in wordnet-glosses=.5,scitldr=0")
    options = parser.parse_args()

    vocabulary = read_vocabulary(Path(options.teacher) / "vocab.txt")
    rows, source, names = load_rows(options.corpus)
    kept = chosen(source, names, options.share)
    rows = [rows[i] for i in kept]
    matrix = bags(rows)
    counts = np.bincount(np.fromiter((t for r in rows for t in r), np.int64), minlength=ROWS)
    token_vectors = np.load(Path(options.vectors) / "tokens.npy").astype(np.float32)
    table = start_table(token_vectors, counts)
    silent = silent_rows(vocabulary)
    table[silent] = 0
    if not options.provisional:
        targets = unit(load_vectors(options.vectors))[kept]
        table *= best_scale(table, matrix, targets)
        table = fit(table, matrix, targets, epochs=options.epochs, rate=options.rate, batch=options.batch)
        table[silent] = 0
    passages = np.isin(source[kept], [i for i, name in enumerate(names) if name in PASSAGES])
    table = table @ rotation(table, matrix[np.flatnonzero(passages)])
    fitted_on = [
        {"source": name, "texts": int((source[kept] == i).sum()), "tokens": int(sum(len(r) for r, s in zip(rows, source[kept]) if s == i))}
        for i, name in enumerate(names)
        if (source[kept] == i).any()
    ]  # fmt: skip
    extra = {"provisional": True} if options.provisional else {}
    write(Path(options.out), table, vocabulary, {**extra, "fitted_on": fitted_on, "figures": {}})
    assert table.shape == (ROWS, DIMENSIONS)


if __name__ == "__main__":
    main()
