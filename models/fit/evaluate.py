"""Measure the table in retrieval: alone, fused with BM25, and with late interaction.

    python evaluate.py DATA TEACHER TABLE_DIR [--tune] [--json OUT] [--manifest]

BM25 is Lucene's formula (k1 .9, b .4) over Porter stems without Lucene's 33 stop words.
Fusion divides each side's scores by its own maximum, over the union of both lists of 100.
Late interaction reorders the first 50. Its score is the idf-weighted mean, over the query's distinct pieces,
of the best cosine with any piece of the passage; it too is divided by its maximum.
--tune tries a grid of weights on the training queries of SciFact; nothing is fitted on the reported queries.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import snowballstemmer
from scipy.sparse import csc_matrix, csr_matrix

from corpus import jsonl, load_tokenizer
from table import ROWS, bags, read, unit

STOP = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they "
    "this to was will with".split()
)
DEPTH, HEAD = 100, 50
STEMMER = snowballstemmer.stemmer("porter")
STEMS: dict[str, str] = {}


def terms(text: str) -> list[str]:
    out = []
    for word in re.findall(r"\w+(?:['’.]\w+)*", text.lower()):
        word = re.sub(r"['’]s$", "", word)
        if word in STOP:
            continue
        if word not in STEMS:
            STEMS[word] = STEMMER.stemWord(word)
        out.append(STEMS[word])
    return out


class Bm25:
    def __init__(self, texts: list[str], k1: float = 0.9, b: float = 0.4):
        self.columns: dict[str, int] = {}
        entries = [Counter(terms(t)) for t in texts]
        lengths = np.array([sum(c.values()) for c in entries], float)
        average = lengths.mean()
        row, column, value = [], [], []
        for i, counts in enumerate(entries):
            for term, count in counts.items():
                row.append(i)
                column.append(self.columns.setdefault(term, len(self.columns)))
                value.append(count * (k1 + 1) / (count + k1 * (1 - b + b * lengths[i] / average)))
        matrix = csc_matrix((value, (row, column)), shape=(len(texts), len(self.columns)))
        df = np.diff(matrix.indptr)
        idf = np.log(1 + (len(texts) - df + 0.5) / (df + 0.5))
        self.matrix = (matrix.multiply(idf[None, :])).tocsc()

    def scores(self, query: str) -> np.ndarray:
        counts = Counter(t for t in terms(query) if t in self.columns)
        weights = np.zeros(len(self.columns))
        for term, count in counts.items():
            weights[self.columns[term]] = count
        return self.matrix @ weights


class Dataset:
    def __init__(self, folder: Path, tokenizer, train: bool = False):
        part = ".train" if train else ""
        docs = list(jsonl(folder / "corpus.jsonl"))
        self.names = [d["_id"] for d in docs]
        texts = [f"{d['title']} {d['text']}" for d in docs]
        queries = list(jsonl(folder / f"queries{part}.jsonl"))
        judged: dict[str, dict[str, int]] = {}
        for line in open(folder / f"qrels{part}.tsv", encoding="utf-8").read().splitlines()[1:]:
            query, doc, grade = line.split("\t")
            judged.setdefault(query, {})[doc] = int(grade)
        queries = [q for q in queries if q["_id"] in judged]
        place = {name: i for i, name in enumerate(self.names)}
        self.relevant = [{place[d] for d, g in judged[q["_id"]].items() if g > 0} for q in queries]
        self.queries = [q["text"] for q in queries]
        bm25 = Bm25(texts)
        self.lexical = np.stack([bm25.scores(q) for q in self.queries])
        self.doc_ids = [e.ids for e in tokenizer.encode_batch(texts, add_special_tokens=False)]
        self.query_ids = [e.ids for e in tokenizer.encode_batch(self.queries, add_special_tokens=False)]
        df = np.bincount(np.concatenate([np.unique(r) for r in self.doc_ids if r]), minlength=ROWS)
        self.idf = np.log(1 + (len(texts) - df + 0.5) / (df + 0.5))
        self.pieces = [np.unique(r) for r in self.doc_ids]
        self.doc_bags: csr_matrix = bags(self.doc_ids, mean=False)
        self.query_bags: csr_matrix = bags(self.query_ids, mean=False)

    def dense(self, table: np.ndarray, dimensions: int) -> np.ndarray:
        part = table[:, :dimensions]
        return unit(self.query_bags @ part) @ unit(self.doc_bags @ part).T


def top(scores: np.ndarray, k: int) -> np.ndarray:
    return np.argsort(-scores, kind="stable")[:k]


def fuse(lexical: np.ndarray, dense: np.ndarray, weight: float) -> tuple[np.ndarray, np.ndarray]:
    """The union of both lists, best first, with (1 - weight) * BM25 + weight * cosine, each over its maximum."""
    union = np.unique(np.concatenate([top(lexical, DEPTH), top(dense, DEPTH)]))
    a, b = lexical[union], dense[union]
    mixed = (1 - weight) * a / max(a.max(), 1e-9) + weight * b / max(b.max(), 1e-9)
    order = np.argsort(-mixed, kind="stable")
    return union[order], mixed[order]


def interaction(data: Dataset, table: np.ndarray, query: int, docs: np.ndarray) -> np.ndarray:
    """`table` holds unit rows of the wanted prefix."""
    pieces = np.unique(data.query_ids[query])
    weights = data.idf[pieces]
    best = [(table[pieces] @ table[data.pieces[d]].T).max(axis=1) @ weights for d in docs]
    return np.array(best) / weights.sum()


def ndcg(ranked: np.ndarray, relevant: set[int], k: int = 10) -> float:
    gain = sum(1 / np.log2(i + 2) for i, d in enumerate(ranked[:k]) if d in relevant)
    return gain / sum(1 / np.log2(i + 2) for i in range(min(k, len(relevant))))


def recall(ranked: np.ndarray, relevant: set[int], k: int = 5) -> float:
    return len(relevant.intersection(ranked[:k].tolist())) / len(relevant)


def figures(data: Dataset, ranked: list[np.ndarray]) -> list[float]:
    """nDCG@10 and R@5, in hundredths."""
    pairs = list(zip(ranked, data.relevant))
    return [round(100 * float(np.mean([f(r, rel) for r, rel in pairs])), 1) for f in (ndcg, recall)]


def fused(data: Dataset, dense: np.ndarray, weight: float) -> list[tuple[np.ndarray, np.ndarray]]:
    return [fuse(a, b, weight) for a, b in zip(data.lexical, dense)]


def late(
    data: Dataset, lists: list[tuple[np.ndarray, np.ndarray]], table: np.ndarray, dimensions: int, weights: list[float]
) -> list[list[np.ndarray]]:
    """For each weight, each query's list with its first 50 reordered."""
    rows = unit(table[:, :dimensions])
    out: list[list[np.ndarray]] = [[] for _ in weights]
    for query, (docs, scores) in enumerate(lists):
        found = interaction(data, rows, query, docs[:HEAD])
        for answers, weight in zip(out, weights):
            mixed = (1 - weight) * scores[:HEAD] / scores[0] + weight * found / max(found.max(), 1e-9)
            answers.append(np.concatenate([docs[:HEAD][np.argsort(-mixed, kind="stable")], docs[HEAD:]]))
    return out


def report(data: Dataset, table: np.ndarray, fusion: float, lateness: float) -> dict[str, list[float]]:
    out = {"bm25": figures(data, [top(s, 10) for s in data.lexical])}
    for dimensions in (384, 192, 96):
        dense = data.dense(table, dimensions)
        out[f"table-{dimensions}"] = figures(data, [top(s, 10) for s in dense])
        lists = fused(data, dense, fusion)
        out[f"bm25+table-{dimensions}"] = figures(data, [docs for docs, _ in lists])
        if dimensions == 384:
            for prefix in (384, 128, 96):
                out[f"bm25+table-384+late-{prefix}"] = figures(data, late(data, lists, table, prefix, [lateness])[0])
    return out


def tune(data: Dataset, table: np.ndarray) -> tuple[float, float]:
    """The fusion and late-interaction weights best in nDCG@10 on the given queries."""
    dense = data.dense(table, 384)
    scores = {}
    for weight in np.arange(0.30, 0.71, 0.05).round(2):
        scores[float(weight)] = figures(data, [docs for docs, _ in fused(data, dense, weight)])
        print("fusion weight of the table %.2f: %5.1f / %5.1f" % (weight, *scores[float(weight)]))
    fusion = max(scores, key=lambda w: scores[w])
    lists = fused(data, dense, fusion)
    weights = [round(float(w), 2) for w in np.arange(0.0, 0.51, 0.05)]
    found = dict(zip(weights, (figures(data, r) for r in late(data, lists, table, 128, weights))))
    for weight, pair in found.items():
        print("late-interaction weight %.2f: %5.1f / %5.1f" % (weight, *pair))
    return fusion, max(found, key=lambda w: found[w])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("teacher")
    parser.add_argument("table")
    parser.add_argument("--tune", action="store_true")
    parser.add_argument("--fusion", type=float, default=0.45)
    parser.add_argument("--late", type=float, default=0.25)
    parser.add_argument("--sets", default="scifact,twowiki,musique100")
    parser.add_argument("--manifest", action="store_true", help="write the figures into the table's manifest")
    options = parser.parse_args()
    tokenizer = load_tokenizer(Path(options.teacher))
    table = read(Path(options.table))
    fusion, lateness = options.fusion, options.late
    if options.tune:
        fusion, lateness = tune(Dataset(Path(options.data) / "scifact", tokenizer, train=True), table)
    print(f"weights: table {fusion}, late interaction {lateness}")
    all_figures = {}
    for name in options.sets.split(","):
        all_figures[name] = report(Dataset(Path(options.data) / name, tokenizer), table, fusion, lateness)
        print(name)
        for line, (a, b) in all_figures[name].items():
            print(f"  {line:28s} {a:5.1f} / {b:5.1f}")
    if options.manifest:
        path = Path(options.table) / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        manifest["figures"] = {
            "measures": ["nDCG@10", "R@5"],
            "weights": {"table": fusion, "late": lateness, "tuned_on": "scifact train" if options.tune else "none"},
            "transductive": [n for n in all_figures if n != "scifact"],
            **all_figures,
        }
        text = json.dumps(manifest, indent=2, ensure_ascii=False)
        path.write_text(re.sub(r"\[\s+([\d.]+),\s+([\d.]+)\s+\]", r"[\1, \2]", text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
