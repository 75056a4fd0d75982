"""Check the written rules of the tokenizer against the reference's answers.

    python check_tokenizer.py VOCAB FIXTURE.jsonl

A plain Python statement of BERT's uncased WordPiece, kept as the specification for other languages:
clean the text, set CJK ideographs apart, decompose (NFD), drop combining marks, lower-case, split at white
space and punctuation, then take the longest known piece from the left. A word of over 100 characters, or one
that cannot be covered, is [UNK].
"""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path

from table import read_vocabulary

UNKNOWN = 100
CJK = [
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
]  # fmt: skip


def is_punctuation(char: str) -> bool:
    code = ord(char)
    ascii_sign = 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
    return ascii_sign or unicodedata.category(char).startswith("P")


def clean(text: str) -> str:
    out = []
    for char in text:
        if char in "\t\n\r" or char.isspace() and unicodedata.category(char) != "Cc":
            out.append(" ")
        elif char in "\0\ufffd" or unicodedata.category(char) in ("Cc", "Cf", "Co", "Cn"):
            continue
        elif any(low <= ord(char) <= high for low, high in CJK):
            out.append(f" {char} ")
        else:
            out.append(char)
    return "".join(out)


def words(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFD", clean(text)) if unicodedata.category(c) != "Mn")
    # One character at a time: no final-sigma rule.
    lowered = "".join(c.lower() for c in plain)
    spaced = "".join(f" {c} " if is_punctuation(c) else c for c in lowered)
    return spaced.split()


def pieces(word: str, vocabulary: dict[str, int]) -> list[int]:
    if len(word) > 100:
        return [UNKNOWN]
    out, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            found = vocabulary.get(("##" if start else "") + word[start:end])
            if found is not None:
                break
        else:
            return [UNKNOWN]
        out.append(found)
        start = end
    return out


def main(vocab: str, fixture: str) -> None:
    vocabulary = {piece: i for i, piece in enumerate(read_vocabulary(Path(vocab)))}
    cases = [json.loads(line) for line in open(fixture, encoding="utf-8")]
    wrong = 0
    for case in cases:
        got = [i for word in words(case["text"]) for i in pieces(word, vocabulary)]
        if got != case["ids"]:
            wrong += 1
            print(json.dumps(case["text"]), "expected", case["ids"], "got", got)
    print(f"{len(cases) - wrong} of {len(cases)} agree")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main(*sys.argv[1:3])
