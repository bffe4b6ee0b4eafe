"""Acts of our own making with references in them."""

from dataclasses import replace

from ingest.acts import Acts
from ingest.address import Path
from ingest.corpus import Corpus
from ingest.model import Clause, Document, Footnote
from ingest.parse import parse_reading
from ingest.readers import read
from ingest.references import CrossReference, References

_ITEM = "<table><tr><td><p class='oj-normal'>{label}</p></td><td><p class='oj-normal'>{text}</p></td></tr></table>"


def items(*labels: str) -> str:
    """A list with these labels."""
    return "".join(_ITEM.format(label=f"({label})", text=f"item {label};") for label in labels)


def act(*articles: tuple[str, list[str]], recital: str = "It is so.", annex: str = "") -> Document:
    """A regulation of numbered articles; a block that begins with "<" is taken as it is."""
    blocks = ["<p class='oj-normal'>Whereas:</p>", _ITEM.format(label="(1)", text=recital)]
    blocks.append("<p class='oj-normal'>HAS ADOPTED THIS REGULATION:</p>")
    for number, paragraphs in articles:
        blocks.append(f"<p class='oj-ti-art'>Article {number}</p>")
        blocks += [text if text.startswith("<") else f"<p class='oj-normal'>{text}</p>" for text in paragraphs]
    if annex:
        blocks += ["<p class='oj-doc-ti'>ANNEX</p>", annex]
    page = f"<html><body>{''.join(blocks)}</body></html>"
    return parse_reading(read(page.encode()), key="test/act", kind=None, title="an act", sha256="")


def sample(sentence: str = "Nothing.", recital: str = "It is so.") -> Document:
    """Six articles and an annex; `sentence` is Article 3(1)."""
    return act(
        ("1", ["1. Scope.", "2. More of it:", items("a", "b")]),
        ("2", ["It means:", items("1", "2", "5")]),
        ("3", [f"1. {sentence}", "2. Other."]),
        ("4", ["Text."]),
        ("5", ["1. Alpha:", items("a", "b", "c"), "2. Beta.", "3. Gamma."]),
        ("6", ["1. Six."]),
        recital=recital,
        annex=items("1", "2"),
    )


def references(document: Document, path: str, corpus: Corpus, words: str | None = None) -> tuple[CrossReference, ...]:
    """What the clause or footnote at `path` refers to; with `words`, as if they were its text."""
    place = Path.parse(path)
    part: Clause | Footnote | None = document.clause(place) or document.footnote(place)
    assert part is not None
    if words is not None:
        part = replace(part, text=words)
    found = References(document, Acts(corpus.catalogue), corpus.document).of(part)
    ends = 0
    for reference in found:
        assert ends <= reference.start < reference.end
        assert part.text[reference.start : reference.end] == reference.text
        ends = reference.end
    return found


def told(references: tuple[CrossReference, ...]) -> list[tuple[str, str]]:
    """Words and end of each: the paths for clauses, the key for a document, else the status."""
    ends = {"foreign": "foreign", "unresolved": "unresolved"}
    return [
        (r.text, ends.get(r.status) or " ".join(str(target.path) for target in r.targets) or str(r.document))
        for r in references
    ]
