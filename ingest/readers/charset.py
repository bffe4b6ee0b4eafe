"""The bytes of a web page → text, in the encoding they are in and not only the one they claim.

Follows what browsers do (WHATWG Encoding): a byte-order mark wins, then the declaration; "ISO-8859-1" means
windows-1252. Bytes that are valid UTF-8 beyond ASCII are UTF-8 whatever is declared, and a claim to UTF-8 that does not
hold falls back to windows-1252; both are told.
"""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset\s*=|<\?xml[^>]*encoding\s*=)\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_WITHIN = 4096  # bytes in which a declaration is looked for
_LATIN = frozenset({"ascii", "iso8859-1", "latin-1", "cp1252", "iso8859-9"})
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def decode_html(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of `data` without control characters, and what there is to tell about its encoding.

    >>> decode_html(b"<meta charset=iso-8859-1><p>\\x93quoted\\x94 \\x96 text")[0][-15:]
    '“quoted” – text'
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _clean(data.decode(name, "replace")), ()
    for name in ("utf-16-le", "utf-16-be"):
        if data[:2] == "<".encode(name):
            return _clean(data.decode(name, "replace")), ()
    found = _DECLARED.search(data[:_WITHIN])
    declared = _known(found[1].decode("ascii")) if found else None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        if declared in {None, "utf-8", "utf-16", *_LATIN}:
            text = data.decode("cp1252", "replace")
            told = "it declares none" if found is None else f"it declares {found[1].decode('ascii')}"
            warning = f"the page is read as windows-1252, though {told}"
            return _clean(text), () if declared in _LATIN else (warning,)
        return _clean(data.decode(declared or "cp1252", "replace")), ()
    if declared in {None, "utf-8", "utf-16", *_LATIN} or data.isascii():
        wrong = declared in _LATIN and not data.isascii() and found is not None
        return _clean(text), ("the page is read as UTF-8, though it declares another encoding",) if wrong else ()
    return _clean(data.decode(declared or "utf-8", "replace")), ()


def head_of(data: bytes) -> str:
    """The first characters of `data`, good enough to tell a web page by them whatever its encoding."""
    wide = data[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<"}
    return data[:_WITHIN].replace(b"\0", b"").decode("latin-1").lstrip("\xff\xfe") if wide else _narrow(data)


def _narrow(data: bytes) -> str:
    return data[:_WITHIN].removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _known(name: str) -> str | None:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _clean(text: str) -> str:
    """`text` without byte-order mark and control characters; the parser would stop at some of them."""
    text = _CONTROL.sub("\ufffd", text.removeprefix("\ufeff"))
    return text.encode("utf-8", "replace").decode("utf-8")
