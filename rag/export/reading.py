"""An answer's Markdown → the paragraphs of a page; what is no quotation, list or emphasis there is plain text.

Links, HTML, headings, pictures and entities are not understood on purpose: whatever the Markdown holds, none of it
becomes active in an export.
"""

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from rag.export.page import Block, Kind, Run, plain

_SHOWN = ("blockquote", "list", "emphasis", "escape", "newline")
_DEEP = 3  # lists within lists; deeper ones stand no further in


def read(markdown: str) -> tuple[Block, ...]:
    """The paragraphs of `markdown` in their order; those in emphasis as a whole are notes.

    >>> [(b.kind, b.level, b.quoted, b.text) for b in read("> By:\\n>\\n> - (a) *all* <b>\\n\\n*Gap.*")]
    [('text', 0, True, 'By:'), ('point', 1, True, '(a) all <b>'), ('note', 0, False, 'Gap.')]
    """
    parser = MarkdownIt("zero").enable(_SHOWN)
    return tuple(block for block in _blocks(parser.parse(markdown)) if block.text.strip())


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    quotes, lists, number = 0, 0, ""
    for token in tokens:
        if token.type.startswith("blockquote"):
            quotes += token.nesting
        elif token.type.endswith("_list_open") or token.type.endswith("_list_close"):
            lists += token.nesting
        elif token.type == "list_item_open" and token.info:
            number = f"{token.info}{token.markup} "  # a number that was typed stays as it was typed
        elif token.type == "inline":
            runs = tuple(_runs(number, token.children or ()))
            number = ""
            slanted = all(run.slanted for run in runs if run.text.strip())
            kind: Kind = "note" if slanted else "point" if lists else "text"
            yield Block(kind, runs, min(lists, _DEEP), quotes > 0)


def _runs(number: str, children: Sequence[Token]) -> Iterator[Run]:
    """Runs of one look; white space at their seams is kept, where `plain` alone would trim it."""
    words, strong, slanted = number, 0, 0
    for child in children:
        if child.nesting == 0:
            words += " " if child.type in {"softbreak", "hardbreak"} else child.content
            continue
        if words:
            yield _run(words, strong, slanted)
        words = ""
        if child.type.startswith("strong"):
            strong += child.nesting
        else:
            slanted += child.nesting
    if words:
        yield _run(words, strong, slanted)


def _run(words: str, strong: int, slanted: int) -> Run:
    text = plain(words)
    before, after = " " * words[:1].isspace(), " " * (words[-1:].isspace() and bool(text))
    return Run(f"{before}{text}{after}", strong > 0, slanted > 0)
