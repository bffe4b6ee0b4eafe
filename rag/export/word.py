"""A page as a Word document (.docx): real headings, quotations, lists and links; the same bytes for the same page."""

import io
import zipfile
from datetime import UTC, datetime, time
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from rag.export.markdown import address
from rag.export.page import Block, Page, Run

BOX = "\u2610 "
_NOTE, _TICK, _LINK = "Note", "Checklist", "Hyperlink"
_OLDEST = (1980, 1, 1, 0, 0, 0)  # the first moment a zip archive knows
_PROPERTY = 255  # characters a document property may have


def write(page: Page) -> bytes:
    """The document; its dates are the day in `page.made`, never the clock's."""
    document = Document()
    _styles(document)
    _properties(document, page)
    document.add_paragraph(page.title, style="Title")
    for block in page.blocks:
        paragraph = document.add_paragraph(style=_style(block))
        if block.level > (block.kind == "tick") and block.kind in {"note", "tick"}:
            paragraph.paragraph_format.left_indent = Cm(0.8 * block.level)
        if block.kind == "tick":
            paragraph.add_run(BOX)
        for run in block.runs:
            _add(paragraph, run)
    stored = io.BytesIO()
    document.save(stored)
    return _settled(stored.getvalue())


def _style(block: Block) -> str:
    if block.kind == "heading":
        return f"Heading {min(block.level - 1, 9)}"  # the title is a style of its own here
    if block.kind == "tick":
        return _TICK
    if block.kind == "note":
        return _NOTE
    if block.level:
        return "List Bullet" if block.level == 1 else f"List Bullet {block.level}"
    return "Quote" if block.quoted else "Normal"


def _add(paragraph: Paragraph, run: Run) -> None:
    if run.link is not None:
        _add_link(paragraph, address(run.link))
        return
    added = paragraph.add_run(run.text)
    added.bold = run.strong or None
    added.italic = run.slanted or None


def _add_link(paragraph: Paragraph, url: str) -> None:
    """python-docx reads links and writes none, so the element is put together here."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(url, style=_LINK)
    link.append(run._r)
    paragraph._p.append(link)


def _styles(document: WordDocument) -> None:
    styles = document.styles
    normal: Any = styles["Normal"]
    normal.font.size = Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.get_or_add_rPr().append(language)
    for name, indent in ((_NOTE, 0.0), (_TICK, 0.8)):
        style: Any = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.quick_style = True
        style.paragraph_format.left_indent = Cm(indent)
        style.paragraph_format.first_line_indent = Cm(-0.6) if name == _TICK else None
    link: Any = styles.add_style(_LINK, WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb = RGBColor(0x05, 0x63, 0xC1)
    link.font.underline = True


def _properties(document: WordDocument, page: Page) -> None:
    properties = document.core_properties
    made = datetime.combine(page.made, time(), UTC).replace(tzinfo=None)
    properties.title = page.title[:_PROPERTY]
    properties.author = properties.last_modified_by = "clausewise"
    properties.comments = "Quotations are word for word; each source is named with its full citation."
    properties.language = "en-GB"
    properties.created = properties.modified = made
    properties.revision = 1


def _settled(data: bytes) -> bytes:
    """The archive with its members' times fixed, so that equal pages are equal files."""
    settled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, _OLDEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return settled.getvalue()
