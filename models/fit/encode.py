"""Encode the fitting text with the teacher, in shards on disk so that a stopped run goes on where it was.

    python encode.py CORPUS.npz TEACHER OUT_DIR [THREADS]

Writes OUT_DIR/tokens.npy (the teacher's vector of each vocabulary piece alone) and OUT_DIR/shard-NNNN.npy
(float16 vectors of 4,096 rows each, in the corpus's order).
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from encoder import Encoder

SHARD = 4096


def load_rows(corpus: str | Path) -> tuple[list[list[int]], np.ndarray, list[str]]:
    """Token ids a row, the source number of each row, and the sources' names."""
    with np.load(corpus) as z:
        ids, starts, source, names = z["ids"], z["starts"], z["source"], z["names"].tolist()
    return [ids[a:b].tolist() for a, b in zip(starts, starts[1:])], source, names


def load_vectors(folder: str | Path) -> np.ndarray:
    """Every shard there is, as one float32 array."""
    return np.concatenate([np.load(p) for p in sorted(Path(folder).glob("shard-*.npy"))]).astype(np.float32)


def save(path: Path, array: np.ndarray) -> None:
    partial = path.with_suffix(".partial.npy")
    np.save(partial, array.astype(np.float16))
    partial.rename(path)


def main(corpus: str, teacher: str, out: str, threads: str = "2") -> None:
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    encoder = Encoder(Path(teacher), int(threads))
    if not (folder / "tokens.npy").exists():
        vocabulary = sum(1 for _ in open(Path(teacher) / "vocab.txt", encoding="utf-8"))
        save(folder / "tokens.npy", encoder.encode([[i] for i in range(vocabulary)]))
    rows, _, _ = load_rows(corpus)
    began, done = time.time(), 0
    for start in range(0, len(rows), SHARD):
        path = folder / f"shard-{start // SHARD:04d}.npy"
        if path.exists():
            continue
        part = rows[start : start + SHARD]
        save(path, encoder.encode(part))
        done += sum(map(len, part)) + 2 * len(part)
        print(f"{start + len(part)}/{len(rows)} rows, {done / (time.time() - began):.0f} tokens/s", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
