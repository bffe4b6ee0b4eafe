"""The two containers that Office files come in, told by their first bytes; needs no library."""

from ingest.errors import SourceEncrypted, SourceUnreadable

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def is_zip(data: bytes) -> bool:
    """Whether `data` begins like a zip file."""
    return data[:4] in {b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"}


def refuse_ole(data: bytes) -> None:
    """Raise SourceEncrypted or SourceUnreadable for the container of old and of encrypted Office files."""
    if not data.startswith(_OLE):
        return
    if _ENCRYPTED in data:
        raise SourceEncrypted("The Office document opens only with a password.", hint="Save a copy without a password.")
    raise SourceUnreadable(
        "The file is in the old binary Office format (.doc).", hint="Open it and save it as .docx or as PDF."
    )
