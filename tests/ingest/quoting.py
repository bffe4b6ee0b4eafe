"""A policy that quotes a statute, and what must hold when it is parsed."""

from ingest.model import Document
from ingest.parse import parse_reading
from ingest.readers import read
from tests.ingest.proof import prove

STATUTE = ["Article 14", "(1) The inventor shall report it.", "(2) The employer may claim it."]


def parsed(text: str | bytes) -> Document:
    data = text.encode() if isinstance(text, str) else text
    document = parse_reading(read(data), key="own/policy", kind=None, title="a policy", sha256="")
    prove(document)
    assert len({clause.label for clause in document.clauses}) == len(document.clauses)
    return document


def paths(text: str | bytes) -> list[str]:
    return [str(clause.path) for clause in parsed(text).clauses]


def policy(quoted: str, between: str = "\n") -> str:
    """A policy whose Article 3 quotes, before an Article 4 with paragraphs."""
    own = ["Policy", "", "Article 2 Aim", "", "It serves all.", "", "Article 3 Ownership", "", "The statute provides:"]
    end = ["Article 4 Income", "", "(1) It is shared.", "", "(2) The office pays it."]
    return "\n".join([*own, "", quoted.replace("\n", between), "", *end])


ALONE = ["unp_1", "art_2", "unp_2", "art_3", "unp_3", "art_4", "art_4/pnt_1", "art_4/pnt_2"]
