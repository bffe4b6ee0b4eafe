"""Hostile inputs, each made by a kind, a seed and an index alone, so that any of them can be made again."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from tests.ingest.typeset import At, Style, column, draw, typeset
from tests.ingest.word import abstract, docx, lvl, mark, notes, num, p, r, table

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT.parent / "shared"  # official acts and PDFs to mutate, where this machine has them
TEXTS = ROOT / "corpus" / "documents"

_PIECES = [
    *("COMMISSION RECOMMENDATION", "COVER NOTE", "Having regard to the Treaty", "Whereas:", "Article 1", "Article 2a"),
    *("HAS ADOPTED THIS RECOMMENDATION:", "Done at Brussels, 1.3.2024", "ANNEX", "ANNEX II", "CHAPTER I", "SECTION 2"),
    *("1. HEADING", "2.1. Another heading", "2.1.1. It is recommended to act by:", "3.1.1. **To act by:**", "1. A."),
    *("- (a) one;", "(b) two, such as:", " - (i) this;", "(ii) that", "(iv) those", "(2) ‘term’ means a thing¹;"),
    *(
        "¹ A note.",
        "² Another [with a link](https://example.org).",
        "³",
        "⁴⁵⁶⁷⁸⁹",
        "and the sentence goes on",
        "² again",
    ),
    *(
        "| a | b |",
        "|---|---|",
        "",
        "",
        "Skip to main content",
        "  1. Do it.",
        "  • an item",
        "— dash",
        "A heading",
        "\f",
    ),
    *("a mark³ inside and **half bold", "\u00a0", "(i)", "(zz) x", "(999) x", "1.1.1.1.1.1.1.1 x", "\u2028", "\u00ad"),
    *(
        "“Article 14",
        "(1) So it is.”",
        "„§ 3 Rechte",
        "« (2) It",
        "is. »",
        "> (1) It is quoted.",
        ">",
        "“term” means",
        "”",
    ),
    *("See also:", "More information", "What is it?", "Search for available translations of the preceding linkEN•••"),
]
_TAGS = ["p", "div", "table", "tr", "td", "span", "a", "ul", "li", "dl", "dd", "h1", "TXT_TE", "br", "b", "section"]
_FORMEX = [
    *(
        "ACT",
        "ANNEX",
        "P",
        "NP",
        "NO.P",
        "TXT",
        "LIST",
        "ITEM",
        "PARAG",
        "NO.PARAG",
        "ALINEA",
        "NOTE",
        "GR.NOTES",
        "HT",
    ),
    *("QUOT.START", "ROW", "CELL", "TBL", "TITLE", "TI", "STI", "DIVISION", "CONSID", "ARTICLE", "BIB.INSTANCE", "IE"),
]
_ATTRIBUTES = [
    *("class='oj-normal'", "class='oj-note'", "class='num'", "class='oj-hd-date'", "class='li Point0'", "TYPE='DASH'"),
    *("id='ntc1-L' href='#ntr1-L'", "id='ntr1-L'", "class='grid-container'", "class='no-parag'", "CODE='2019'"),
    *("NOTE.ID='E1'", "NOTE.REF='E1'", "CODE='x'", "TYPE='UC'", "TYPE='alpha'", "class=''", ""),
]
_REFERENCE = [
    *("point", "recital", "3.1.1", "(f)", "(", ")", "§", "Article", "annex", "footnote", "38", "letter", "of", "and"),
    *(
        "C(2024) 601",
        "32024H0774",
        "c/2024/601#",
        "pnt_",
        "/",
        "definition",
        "‘academia’",
        "-",
        ",",
        ".",
        "to",
        "I",
        "ii",
    ),
    *(
        "whereas",
        "MLE",
        "recommendation",
        "9",
        "٣",
        "1.2.3.4.5",
        "GDPR",
        "\u200b",
        "\u00a0",
        "#",
        "é",
        "３",
        "2.2.1",
        "c",
    ),
]


@dataclass(frozen=True)
class Input:
    """What is fed: bytes to the readers, or, when `reference` is set, a text to the lookup."""

    data: bytes = b""
    as_act: bool | None = None  # None: the text itself tells
    reference: str | None = None


def make(kind: str, seed: int, index: int) -> Input:
    """The input of this name; the same on every machine that has the same samples."""
    return KINDS[kind].make(random.Random(f"{seed} {kind} {index}"))


def _labels(rng: random.Random) -> Input:
    lines = rng.choices(_PIECES, k=rng.randint(1, 40))
    lines += [
        "".join(rng.choices("(iv)1.2.¹a* |[]\\\u00a0x:;\t‘’-—", k=rng.randint(1, 20))) for _ in range(rng.randint(0, 6))
    ]
    rng.shuffle(lines)
    return Input(rng.choice(["\n", "\n\n", "\r\n"]).join(lines).encode(), rng.choice([True, False, None]))


def _lines(rng: random.Random) -> Input:
    lines = _text(rng).split("\n")
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(len(lines))
        match rng.randrange(6):
            case 0 if len(lines) > 1:
                del lines[at]
            case 1:
                lines.insert(at, lines[rng.randrange(len(lines))])
            case 2:
                lines[at] = lines[at][: len(lines[at]) // 2]
            case 3:
                lines.insert(at, rng.choice(_PIECES))
            case 4:
                lines[at] = lines[at].replace(" ", rng.choice(["  ", "\u00a0", "", "¹ ", "\t"]), 3)
            case _:
                lines[at] = lines[at][::-1]
    return Input("\n".join(lines).encode(), rng.choice([True, None]))


def _shuffled(rng: random.Random) -> Input:
    lines = _text(rng).split("\n")
    start = rng.randrange(len(lines))
    part = lines[start : start + rng.randint(2, len(lines))]
    rng.shuffle(part)
    lines[start : start + len(part)] = part
    return Input("\n".join(lines).encode(), rng.choice([True, False, None]))


def _soup(rng: random.Random, names: list[str]) -> str:
    written, opened = [], []
    for _ in range(rng.randint(1, 60)):
        match rng.randrange(5):
            case 0 | 1:
                opened.append(rng.choice(names))
                written.append(f"<{opened[-1]} {rng.choice(_ATTRIBUTES)}>")
            case 2 if opened:
                written.append(f"</{opened.pop()}>")
            case _:
                written.append(rng.choice([*_PIECES, "(1)", "1.", "(a)", "\n"]).replace("<", "").replace("&", ""))
    return "".join(written) + "".join(f"</{name}>" for name in reversed(opened))


def _html(rng: random.Random) -> Input:
    official = rng.choice(["", " class='oj-normal'"])  # tells the Journal's pages from those of others
    return Input(f"<html><body{official}>{_soup(rng, _TAGS)}</body></html>".encode(), rng.choice([True, False, None]))


def _word(rng: random.Random) -> Input:
    words = [escape(piece.replace("\f", " ")) for piece in rng.choices(_PIECES, k=rng.randint(1, 30))]
    body = [
        rng.choice(
            [
                p(text, style=rng.choice(["", "Titel", "berschrift1", "Haus"])),
                p(text, num=rng.choice([1, 2, 9]), level=rng.randrange(4)),
                p(inner=r(text) + mark(rng.randint(1, 4)) + r(text)),
                table([p(text), p(text)], [p("")]),
                "<w:{0}>{1}</w:{0}>".format(rng.choice(["sdt", "ins", "del", "smartTag", "bogus"]), p(text)),
            ]
        )
        for text in words
    ]
    levels = [lvl(n, rng.choice(["decimal", "lowerLetter", "upperRoman", "x"]), f"(%{n + 1})") for n in range(3)]
    data = docx(*body, numbering=abstract(0, *levels) + num(1, 0) + num(2, 7), footnotes=notes("footnote", *words[:3]))
    return Input(data if rng.random() < 0.8 else _bitten(rng, data), rng.choice([True, None]))


def _formex(rng: random.Random) -> Input:
    root = rng.choice(["ACT", "ANNEX", "GENERAL"])
    return Input(f"<?xml version='1.0'?><{root}>{_soup(rng, _FORMEX)}</{root}>".replace("\f", " ").encode())


def _mutated(rng: random.Random) -> Input:
    return Input(_bitten(rng, rng.choice(_files("markup"))))


def _truncated(rng: random.Random) -> Input:
    data = rng.choice((*_files("markup"), *_files("text"), *_files("pdf")))
    return Input(data[: rng.randrange(len(data))], None)


def _pdf(rng: random.Random) -> Input:
    if rng.random() < 0.6:
        return Input(_bitten(rng, rng.choice(_files("pdf"))))
    words = [rng.choice(_PIECES).encode("cp1252", "ignore").decode("cp1252") or "x" for _ in range(rng.randint(1, 30))]
    pages = []
    for _ in range(rng.randint(1, 3)):
        placed = [
            At(rng.uniform(0, 590), rng.uniform(0, 840), rng.choice(words), rng.choice([4, 6, 8, 12, 30]))
            for _ in words
        ]
        pages.append([*placed, *column(72, 100, *words[:20])] if rng.random() < 0.5 else placed)
    return Input(draw(*pages))


def _reference(rng: random.Random) -> Input:
    words = rng.choices(_REFERENCE, k=rng.randint(1, 12))
    text = rng.choice(["", " "]).join(words)
    if rng.random() < 0.2:
        text = "".join(
            chr(rng.choice([rng.randrange(32, 127), rng.randrange(1, 0x3000)])) for _ in range(rng.randint(0, 60))
        )
    return Input(reference=text)


def _bitten(rng: random.Random, data: bytes) -> bytes:
    """`data` with some bytes changed, some stretches cut out, doubled or moved."""
    bitten = bytearray(data)
    for _ in range(rng.randint(1, 20)):
        at = rng.randrange(len(bitten))
        match rng.randrange(4):
            case 0:
                bitten[at] = rng.randrange(256)
            case 1:
                del bitten[at : at + rng.randint(1, 200)]
                bitten = bitten or bytearray(b" ")
            case 2:
                bitten[at:at] = bitten[at : at + rng.randint(1, 400)]
            case _:
                bitten[at:at] = rng.choice(_PIECES).encode()
    return bytes(bitten)


def _text(rng: random.Random) -> str:
    return rng.choice(_files("text")).decode("utf-8-sig")


@cache
def _files(family: str) -> tuple[bytes, ...]:
    """The files of a family to mutate; our own texts, typeset, where no samples are here."""
    texts = tuple(path.read_bytes() for path in sorted(TEXTS.glob("*.txt")))
    if family == "text":
        return texts
    if family == "pdf":
        act = texts[0].decode().replace("ł", "l")
        real = tuple(path.read_bytes() for path in sorted((SAMPLES / "eu-pdfs").glob("*.pdf")))
        return (typeset(act), typeset(act, Style(justified=True, margin=110, size=11, note_size=9)), *real)
    acts = sorted(path for path in (SAMPLES / "eu-acts").rglob("*") if path.suffix in {".xml", ".html", ".xhtml"})
    ours = (
        f"<html><body>{''.join(f'<p>{line}</p>' for line in texts[0].decode().split(chr(10)))}</body></html>".encode()
    )
    # Long files show nothing that short ones do not, and take their time.
    return (ours, *(data for path in acts if len(data := path.read_bytes()) < 130_000))


@dataclass(frozen=True)
class Kind:
    """How inputs of a kind are made, and how many of a hundred are of it."""

    make: Callable[[random.Random], Input]
    share: int


KINDS = {
    "label soup": Kind(_labels, 26),
    "mutated text": Kind(_lines, 12),
    "shuffled text": Kind(_shuffled, 5),
    "HTML soup": Kind(_html, 14),
    "Formex soup": Kind(_formex, 8),
    "Word": Kind(_word, 6),
    "mutated markup": Kind(_mutated, 4),
    "truncated file": Kind(_truncated, 3),
    "PDF": Kind(_pdf, 4),
    "reference": Kind(_reference, 18),
}
