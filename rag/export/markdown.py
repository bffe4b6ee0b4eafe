"""A page as Markdown (CommonMark; the boxes to tick are GitHub's), with every text escaped to show as itself."""

import re
from urllib.parse import quote

from rag.export.page import Block, Page, Run

_ACTIVE = re.compile(r"([\\`*_\[\]<>|#~$!&{}])")
_STARTS = re.compile(
    r"\A(?:(\d+)([.)])(?=\s|\Z)|([-+=:]))"
)  # what begins a list, a rule, an underlined heading, a definition


def write(page: Page) -> str:
    """The page, ending in a newline."""
    written = [f"# {escape(page.title)}"]
    before: Block | None = None
    for block in page.blocks:
        line, joined = _line(block), before is not None and _joined(before, block)
        if joined:
            written[-1] += "\n" + line
        elif before is not None and before.quoted and block.quoted:
            written[-1] += "\n>\n" + line
        else:
            written.append(line)
        before = block
    return "\n\n".join(written) + "\n"


def escape(text: str) -> str:
    """`text` as Markdown that shows it character for character, wherever it stands in a line.

    >>> escape("1. <b>*x*</b>"), escape("- [a](b)")
    ('1\\\\. \\\\<b\\\\>\\\\*x\\\\*\\\\</b\\\\>', '\\\\- \\\\[a\\\\](b)')
    """
    escaped = _ACTIVE.sub(r"\\\1", text)
    return _STARTS.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", escaped)


def address(url: str) -> str:
    """A web address with every sign encoded that would end a link, in Markdown as in XML."""
    return quote(url, safe="/:?&=+@,;#[]-._~%")


def _joined(before: Block, block: Block) -> bool:
    """Whether two paragraphs are items of one list."""
    return (
        before.quoted == block.quoted and before.level > 0 < block.level and "heading" not in {before.kind, block.kind}
    )


def _line(block: Block) -> str:
    words = "".join(map(_run, block.runs))
    if block.kind == "heading":
        return f"{'#' * min(block.level, 6)} {words}"
    bullet = "- [ ] " if block.kind == "tick" else "- "
    item = f"{'  ' * (block.level - 1)}{bullet}{words}" if block.level else words
    return f"> {item}" if block.quoted else item


def _run(run: Run) -> str:
    if run.link is not None:
        return f"<{address(run.link)}>"
    text = run.text.strip(" ")
    if not text:
        return run.text
    sign = "**" * run.strong + "*" * run.slanted
    before, after = run.text[: run.text.index(text[0])], run.text[run.text.rindex(text[-1]) + 1 :]
    return f"{before}{sign}{escape(text)}{sign[::-1]}{after}"
