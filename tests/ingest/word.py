"""A small writer of Word documents: the parts are written by hand, so that a test shows all that it needs."""

import io
import zipfile

_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/><w:basedOn w:val="berschrift1"/>'
    '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Haus"><w:name w:val="House Heading"/>'
    '<w:basedOn w:val="berschrift2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style>'
)


def p(
    text: str = "", *, style: str = "", num: int | None = None, level: int = 0, inner: str = "", end: str = ""
) -> str:
    """A paragraph: `inner` is its XML where `text` does not do, `end` the properties of its mark."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if num is not None:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'
    properties += f"<w:rPr>{end}</w:rPr>" if end else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner or r(text)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def lvl(level: int, kind: str, text: str, *, start: int = 1, more: str = "") -> str:
    """A level of a list definition."""
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(name: int, *levels: str) -> str:
    """A list definition."""
    return f'<w:abstractNum w:abstractNumId="{name}">{"".join(levels)}</w:abstractNum>'


def num(name: int, of: int, more: str = "") -> str:
    """An instance of a list definition."""
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def table(*rows: list[str]) -> str:
    """A table of cells that hold the XML of their paragraphs."""
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def notes(kind: str, *bodies: str) -> str:
    """The part of the footnotes or endnotes, numbered from 1 as their ids."""
    parting = f'<w:{kind} w:id="-1" w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
    return parting + "".join(f'<w:{kind} w:id="{at}">{p(body)}</w:{kind}>' for at, body in enumerate(bodies, 1))


def mark(name: int, kind: str = "footnote") -> str:
    """The mark of a note."""
    return f'<w:r><w:{kind}Reference w:id="{name}"/></w:r>'


def docx(*body: str, styles: str = STYLES, head: str = "", **parts: str) -> bytes:
    """A Word document; `parts` are the inner XML of further parts by name (numbering, footnotes, header1 …)."""
    roots = {"footnotes": "footnotes", "endnotes": "endnotes", "numbering": "numbering", "comments": "comments"}
    parts["styles"] = styles
    roots["styles"] = "styles"
    files = {"word/document.xml": f"{head}<w:document {_NS}><w:body>{''.join(body)}</w:body></w:document>"}
    links = ""
    for name, inner in parts.items():
        root = roots.get(name, "hdr" if name.startswith("header") else "ftr")
        files[f"word/{name}.xml"] = f"<w:{root} {_NS}>{inner}</w:{root}>"
        links += f'<Relationship Id="{name}" Type="{_OFFICE}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    files["word/_rels/document.xml.rels"] = f'<Relationships xmlns="{relations}">{links}</Relationships>'
    main = f'<Relationship Id="d" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    kinds = {name: f"{kind}.{roots.get(name, name[:6])}+xml" for name in parts}
    types = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{kinds[name]}"/>' for name in parts)
    types += f'<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/>'
    types += '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    content = "http://schemas.openxmlformats.org/package/2006/content-types"
    files["[Content_Types].xml"] = f'<Types xmlns="{content}">{types}</Types>'
    files["_rels/.rels"] = f'<Relationships xmlns="{relations}">{main}</Relationships>'
    return zipped(files)


def zipped(files: dict[str, str]) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(name, text)
    return out.getvalue()
