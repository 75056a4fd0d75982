"""Make the files that other implementations are tested against.

    python fixtures.py TEACHER TABLE_DIR OUT_DIR

wordpiece.jsonl   {"text", "ids"}: the reference tokenizer's pieces, without [CLS] and [SEP], over made-up text
embeddings.jsonl  {"text", "vector"}: the L2-normalised sum of the dequantised rows, five decimals

The text is all made here from fixed seeds, so the same files come out each time.
"""

from __future__ import annotations

import json
import random
import sys
import unicodedata
from pathlib import Path

import numpy as np

from corpus import load_tokenizer
from table import bags, read, read_vocabulary, unit

SENTENCES = [
    "How do I reset the password of my account?", "The parcel was sent back to the warehouse on Monday.",
    "Which library opens the file before the cache is warm?", "She measured the wind twice and trusted neither number.",
    "Interest rates rose by 0.25% in March, then fell again.", "Photosynthesis turns light, water and carbon dioxide into sugar.",
    "The bridge across the river was closed for repairs.", "Delete order #48213, but keep order #48231!",
    "A static table of token vectors needs no network.", "Who directed the film that won the prize in 1994?",
    "Is the Eiffel Tower taller than the Chrysler Building?", "The mayor's brother-in-law didn't sign the contract.",
    "Vitamin D deficiency is associated with weaker bones.", "In 1871, the two kingdoms signed a treaty (see appendix B).",
    "Please transfer $1,200.50 from savings to checking.", "Set an alarm for 6:45 a.m. tomorrow.",
    "The quick brown fox jumps over the lazy dog.", "TypeScript compiles to JavaScript; WebAssembly does not.",
    "Her email is ann.lee+test@example.com, I think.", "https://example.org/a/b?c=d&e=f#g",
    "The enzyme catalyses the hydrolysis of ATP.", "What is the boiling point of water at 2,000 m?",
    "He said: \"It can't be done\" -- and then did it.", "C:\\temp\\notes.txt and /usr/local/bin",
    "SELECT name FROM users WHERE age >= 21 ORDER BY name;", "Rock 'n' roll isn't dead…", "x² + y² = z², where z ≠ 0",
    "Antidisestablishmentarianism is a long word.", "the the the the the", "e.g. i.e. etc. vs. Ph.D.",
]  # fmt: skip
FOREIGN = [
    "Crème brûlée à la carte, s'il vous plaît", "Fußgängerübergänge in Österreich", "El niño comió piñas mañana",
    "Příliš žluťoučký kůň úpěl ďábelské ódy", "Zażółć gęślą jaźń", "Øresund, Åland and Ærø", "İstanbul'da ışık ılık",
    "Αθήνα είναι η πρωτεύουσα", "Съешь ещё этих мягких французских булок", "שלום עולם", "مرحبا بالعالم", "नमस्ते दुनिया",
    "สวัสดีชาวโลก", "안녕하세요 세계", "こんにちは世界", "カタカナとひらがな", "你好,世界!", "漢字かな交じり文", "𠀀𠀁 rare ideographs",
    "北京 is the capital of 中国", "Tiếng Việt có dấu", "Ōsaka ō ŏ ǒ", "ﬁne ﬂuent ligatures", "ＦＵＬＬ　ＷＩＤＴＨ　１２３",
    "Ǆ ǅ ǆ Ω K Å ẞ ß", "ΣΊΣΥΦΟΣ ς σ", "I\u0307 i\u0307 \u0131", "e\u0301 vs \u00e9, n\u0303 vs \u00f1",
]  # fmt: skip
ODD = [
    " ", "  two  spaces  ", "tab\there", "line\nbreak", "carriage\r\nreturn", "nul\u0000inside", "bell\u0007inside",
    "delete\u007fchar", "replacement\ufffdchar", "zero\u200bwidth", "joiner\u200dhere", "soft\u00adhyphen", "bom\ufeffhere",
    "no\u00a0break", "thin\u2009space", "ideographic\u3000space", "line\u2028sep", "para\u2029sep", "vertical\u000btab",
    "form\u000cfeed", "next\u0085line", "ogham\u1680space", "private\ue000use", "tag\U000e0041char", "rtl\u202emark",
    "word\u2060joiner", "mongolian\u180evowel", "combining \u0301\u0302\u0303", "\u0301leading mark", "enclosing a\u20dd circle",
    "keycap 1\ufe0f\u20e3", "😀", "hello 😀 world", "👩‍👩‍👧‍👦 family", "🇫🇷 flag", "👍🏽 skin", "emoji😀glued", "a😀", "😀a", "⚡fast⚡",
    "™ © ® ° ± µ ¶ §", "€100 £20 ¥3000 ₹50", "½ ¾ ⅓ Ⅷ ①", "« guillemets » „low“ ‘single’", "em—dash en–dash minus−sign",
    "$+<=>^`|~", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "¡hola! ¿qué?", "…", "· • ◦ ‣", "、。「」", "，．！？", "← → ↑ ↓ ⇒", "∀x∈ℝ: ∃y",
    "a.b.c", "3.14159", "1,000,000", "1e-10", "0x1F", "v1.2.3-beta+build.5", "192.168.0.1", "12:30:45", "2024-02-29", "50%", "-40°C",
    "don't can't won't I'm you're", "snake_case camelCase PascalCase kebab-case", "ALLCAPS MiXeD cAsE", "__init__", "a", "Z", "7", "?",
    "a" * 99, "a" * 100, "a" * 101, "ab" * 60, "é" * 100, "é" * 101, "x" * 100 + " short", "short " + "q" * 150 + " tail",
    "中" * 120, "!" * 120, "supercalifragilisticexpialidocious", "pneumonoultramicroscopicsilicovolcanoconiosis",
    "donaudampfschifffahrtsgesellschaft", "##ing ##s", "#hashtag @mention", "[ CLS ] [ SEP ]", "[x] {y} <z>", "🙂" * 20,
    "\U0001d54f\U0001d550 math letters", "\u1e9e\u0130\u0149\u01f0\u0390\u03b0\u0587\u1e96", "ÅÄÖ åäö ÀÈÌÒÙ ñÑ çÇ", "Ґ ґ Ї ї Й й",
    "가각갂 ᄀ ᅡ ᆨ", "がぎぐ か\u3099", "ক্ষ ত্র", "ไทย ลาว", "\u2f00\u2f01 radicals \uf900\ufa0e", "㐀㐁 ㊀ ㍿ 〇 々 ー", "\u0640\u064b arabic marks",
]  # fmt: skip
SYLLABLES = "an bel cor dra ex fi gor hy in jum ka lo mer ni or pra qui re sta tri un ver wo xy yel zu ing ed tion ness able".split()
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
RANGES = [
    (0x20, 0x7E), (0xA0, 0xFF), (0x100, 0x24F), (0x250, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x590, 0x5FF), (0x600, 0x6FF),
    (0x900, 0x97F), (0xE00, 0xE7F), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2190, 0x22FF),
    (0x2460, 0x24FF), (0x2E80, 0x2FDF), (0x3000, 0x30FF), (0x3400, 0x3420), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF),
    (0xFE30, 0xFE4F), (0xFF00, 0xFFEF), (0x1F300, 0x1F64F), (0x20000, 0x20040), (0x00, 0x1F), (0x7F, 0x9F),
]  # fmt: skip


def settled(char: str) -> bool:
    """Assigned in Unicode 3.2 or an emoji: later letters and signs differ between Unicode versions in use."""
    return unicodedata.ucd_3_2_0.category(char) != "Cn" or 0x1F300 <= ord(char) <= 0x1F64F


def texts(vocabulary: list[str], wanted: int = 2000) -> list[str]:
    """Own sentences, odd cases, and random mixtures of words, invented words, numbers and code points."""
    dice = random.Random(20)
    words = [p for p in vocabulary if not p.startswith(("[", "##"))]
    words += [" ".join(s.split()[:4]) for s in SENTENCES]
    out = SENTENCES + FOREIGN + ODD + [t.upper() for t in FOREIGN] + [unicodedata.normalize("NFD", t) for t in FOREIGN]

    def invented() -> str:
        return "".join(dice.choice(SYLLABLES) for _ in range(dice.randint(1, 6)))

    def number() -> str:
        return dice.choice(["{}", "{:,}", "-{}", "{}%", "${}.99", "{}th", "#{}", "{}/12", "{}kg"]).format(dice.randint(0, 10 ** dice.randint(1, 8)))

    def cased(word: str) -> str:
        return dice.choice([str.lower, str.upper, str.capitalize, str.swapcase, str])(word)

    def code_points() -> str:
        low, high = dice.choice(RANGES)
        return "".join(chr(dice.randint(low, high)) for _ in range(dice.randint(1, 6)))

    def gibberish() -> str:
        return "".join(dice.choice(LETTERS) for _ in range(dice.randint(3, 24)))

    makers = [lambda: cased(dice.choice(words)), lambda: cased(invented()), number, code_points, gibberish]
    weights = [6, 3, 1, 3, 1]
    seen = set(out)
    while len(out) < wanted:
        pieces = [maker() for maker in dice.choices(makers, weights, k=dice.randint(1, 9))]
        text = pieces[0]
        for piece in pieces[1:]:
            text += dice.choice([" ", " ", " ", " ", "", "-", ", ", ". ", "'", "  ", "\t", "/"]) + piece
        special = any(name in text for name in ("[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]"))
        if text in seen or special or not all(map(settled, text)):
            continue
        seen.add(text)
        out.append(text)
    return list(dict.fromkeys(out))


def main(teacher: str, table_folder: str, out: str) -> None:
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = load_tokenizer(Path(teacher))
    table = read(Path(table_folder))

    def ids(text: str) -> list[int]:
        return tokenizer.encode(text, add_special_tokens=False).ids

    def dump(name: str, entries: list[dict]) -> None:
        lines = [json.dumps(entry, ensure_ascii=True, separators=(",", ":")) for entry in entries]
        (folder / name).write_text("\n".join(lines) + "\n", encoding="ascii")

    made = texts(read_vocabulary(Path(teacher) / "vocab.txt"))
    dump("wordpiece.jsonl", [{"text": text, "ids": ids(text)} for text in made])
    chosen = SENTENCES + FOREIGN[:12] + ["", "😀", "a", "the", "Café CAFÉ cafe\u0301", "supercalifragilisticexpialidocious", "1,000,000", "x" * 101]
    assert len(chosen) == 50
    vectors = unit(bags([ids(text) for text in chosen], mean=False) @ table)
    dump(
        "embeddings.jsonl",
        [{"text": text, "vector": [float(f"{x:.5f}") + 0.0 for x in vector]} for text, vector in zip(chosen, vectors.astype(np.float64))],
    )


if __name__ == "__main__":
    main(*sys.argv[1:4])
