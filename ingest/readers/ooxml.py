"""The zip package of an Office document → its XML parts, with nothing fetched, expanded or unpacked beyond a limit."""

import io
import lzma
import posixpath
import struct
import zipfile
import zlib

from lxml import etree

from ingest.errors import SourceDamaged, SourceEncrypted, SourceUnreadable
from ingest.readers.xml import children, parse_xml

_PART = 64 * 2**20  # bytes one part may unpack to
_ALL = 128 * 2**20  # and all that are read
_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, OSError, NotImplementedError, ValueError, KeyError, IndexError),
)


class Package:
    """An opened Word document; `document` is the name of its main part."""

    def __init__(self, data: bytes) -> None:
        """Open `data`; SourceDamaged for a broken zip, SourceUnreadable for a zip of something else."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._names = {name.lower(): name for name in self._zip.namelist()}
        except _FAULTS:
            raise SourceDamaged(
                "The file is a zip package that is damaged or cut off.", hint="Get a fresh copy of the file."
            ) from None
        self._read = 0
        self.document = self._main()

    def part(self, name: str) -> etree._Element | None:
        """The root of a part, None where there is none; SourceDamaged or SourceUnreadable when it cannot be read."""
        stored = self._names.get(name.lstrip("/").lower())
        if stored is None:
            return None
        try:
            with self._zip.open(stored) as file:
                data = file.read(_PART + 1)
        except RuntimeError:  # zipfile's way to ask for a password
            raise SourceEncrypted(
                "The document is packed with a password.", hint="Save a copy without a password."
            ) from None
        except _FAULTS:
            raise SourceDamaged(
                f"The part {name} of the document is damaged.", hint="Get a fresh copy of the file."
            ) from None
        self._read += len(data)
        if len(data) > _PART or self._read > _ALL:
            raise SourceUnreadable(
                f"The document unpacks to more than {_ALL >> 20} MiB of text.", hint="Split it into several documents."
            )
        root = parse_xml(data)
        if root.getroottree().docinfo.doctype:
            raise SourceUnreadable(
                f"The part {name} of the document declares a document type, which no Office program writes.",
                hint="Save the document again with a word processor.",
            )
        return root

    def related(self, name: str) -> dict[str, list[str]]:
        """The parts that the part `name` refers to, by the last word of their kind ("footnotes", "header")."""
        folder, base = posixpath.split(name)
        root = self.part(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, list[str]] = {}
        for relation in children(root) if root is not None else []:
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External" and target:
                kind = relation.get("Type", "").rpartition("/")[2]
                found.setdefault(kind, []).append(posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
        return found

    def _main(self) -> str:
        named = self.related("").get("officeDocument", [])
        for name in (*named, "word/document.xml"):
            if name.lower().startswith("word/") and name.lower() in self._names:
                return name
        kinds = {"xl/": "an Excel workbook", "ppt/": "a PowerPoint presentation", "content.xml": "an OpenDocument file"}
        what = next(
            (kind for head, kind in kinds.items() if any(n.startswith(head) for n in self._names)), "a zip file"
        )
        raise SourceUnreadable(
            f"The file is {what}, not a Word document.", hint="Give the document as .docx, PDF, HTML or text."
        )
