"""The table on disk: rotate, quantise, write, read, and turn token ids into vectors."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

ROWS, DIMENSIONS = 30522, 384
PREFIXES = [96, 192, 384]


def bags(rows: list[list[int]], mean: bool = True) -> csr_matrix:
    """One sparse row of token weights a text: counts, or counts divided by the length."""
    lengths = np.array([len(r) for r in rows])
    ids = np.fromiter((t for r in rows for t in r), np.int32, int(lengths.sum()))
    values = np.repeat(1 / np.maximum(lengths, 1) if mean else np.ones(len(rows)), lengths).astype(np.float32)
    matrix = csr_matrix((values, ids, np.concatenate([[0], np.cumsum(lengths)])), shape=(len(rows), ROWS))
    matrix.sum_duplicates()
    return matrix


def unit(vectors: np.ndarray) -> np.ndarray:
    """L2 norm 1 along the last axis; zero vectors stay zero."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)


def silent_rows(vocabulary: list[str]) -> np.ndarray:
    """Pieces that must say nothing: [PAD], [UNK], [CLS], [SEP], [MASK] and the unused ones."""
    return np.array([p.startswith("[") and p.endswith("]") and len(p) > 2 for p in vocabulary])


def rotation(table: np.ndarray, matrix: csr_matrix) -> np.ndarray:
    """Eigenvectors of the texts' second moment, largest first, so that prefixes keep the most."""
    moment = np.zeros((DIMENSIONS, DIMENSIONS))
    for start in range(0, matrix.shape[0], 8192):
        part = unit(matrix[start : start + 8192] @ table)
        moment += part.T @ part
    _, vectors = np.linalg.eigh(moment)
    return vectors[:, ::-1].astype(np.float32)


def quantise(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 rows and one float32 scale a row; an all-zero row has scale 1."""
    scales = np.abs(table).max(axis=1) / 127
    scales = np.where(scales > 0, scales, 1).astype("<f4")
    return np.rint(table / scales[:, None]).clip(-127, 127).astype(np.int8), scales


def write(folder: Path, table: np.ndarray, vocabulary: list[str], manifest: dict) -> None:
    """table.i8, scales.f32, vocab.txt and manifest.json."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    values, scales = quantise(table)
    assert values.shape == (ROWS, DIMENSIONS) and len(vocabulary) == ROWS
    (folder / "table.i8").write_bytes(values.tobytes())
    (folder / "scales.f32").write_bytes(scales.tobytes())
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    files = {}
    for name in ("table.i8", "scales.f32", "vocab.txt"):
        content = (folder / name).read_bytes()
        files[name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    whole = {
        "name": "static-minilm",
        "version": 1,
        "rows": ROWS,
        "dimensions": DIMENSIONS,
        "prefixes": PREFIXES,
        "teacher": "all-MiniLM-L6-v2",
        "licence": "Apache-2.0",
        **manifest,
    }
    whole = {**{k: v for k, v in whole.items() if k != "figures"}, "files": files, "figures": whole.get("figures", {})}
    save_manifest(folder, whole)


def save_manifest(folder: Path, manifest: dict) -> None:
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (Path(folder) / "manifest.json").write_text(text, encoding="utf-8")


def read(folder: Path) -> np.ndarray:
    """The dequantised table, after checking sizes and sums against the manifest."""
    folder = Path(folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name, known in manifest["files"].items():
        content = (folder / name).read_bytes()
        if len(content) != known["bytes"] or hashlib.sha256(content).hexdigest() != known["sha256"]:
            raise SystemExit(f"{folder / name} does not match its manifest")
    values = np.fromfile(folder / "table.i8", np.int8).reshape(ROWS, DIMENSIONS)
    scales = np.fromfile(folder / "scales.f32", "<f4")
    return values.astype(np.float32) * scales[:, None]


def read_vocabulary(path: Path) -> list[str]:
    return Path(path).read_text(encoding="utf-8").rstrip("\n").split("\n")
