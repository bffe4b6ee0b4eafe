"""Whether `lookup` says the right thing about a reference, and names the right clauses."""

from eval.dataset import Reference
from eval.results import Measures
from rag.results import LookupResult

STATUS, CLAUSES = "reference status", "reference clauses"
MEANINGS = {
    STATUS: "whether a reference is told as found, ambiguous, missing or in a gap as it should be",
    CLAUSES: "whether exactly the clauses meant are named, where the reference has any",
}


def measure(wanted: Reference, result: LookupResult) -> Measures:
    named = {target.uid for target in result.lookup.targets}
    right = result.status == wanted.status
    return {STATUS: float(right), CLAUSES: float(right and named == set(wanted.uids)) if wanted.uids else None}
