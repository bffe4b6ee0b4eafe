"""Results as plain text for the terminal."""

import shutil
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from ingest.corpus import Corpus
from ingest.gaps import heading
from rag.results import Answer, SearchResult

_STATUS = {
    "answered": "Answered",
    "partial": "Partly answered",
    "not_covered": "Not covered by the indexed texts",
    "lookup": "Lookup",
}


def answer(result: Answer) -> str:
    """The answer's Markdown under its status."""
    lines = [*head(result), "", result.markdown.rstrip()]
    if result.left_out:
        from ui.telling import left_out

        lines += ["", *left_out(result)]
    return "\n".join(lines)


def head(result: Answer) -> list[str]:
    """The status of an answer, and what else a reader must know of how it came about."""
    lines = [f"[{_STATUS[result.status]}]"]
    if result.standalone != " ".join(result.question.split()):
        lines.append(f"Searched as: {result.standalone}")
    if result.notice:
        lines.append(f"Note: {' '.join(result.notice.split())}")
    return lines


def search(result: SearchResult, corpus: Corpus) -> str:
    """One paragraph a hit: rank, score, citation, words."""
    blocks = []
    for hit in result.hits:
        clause = corpus.clause(hit.uid)
        cited = corpus.cite(clause) if clause is not None else hit.label
        blocks.append(f"{hit.rank:>2}. {cited}  ({hit.score:.3f})\n{_wrapped(hit.text)}")
    return "\n\n".join(blocks)


def lookup(result: Mapping[str, Any]) -> str:
    """Each clause found, in its place; or what there is instead."""
    blocks = [_clause(clause) for clause in result["clauses"]]
    if result["status"] != "found":
        blocks.insert(0, result["message"])
    if result["nearest"]:
        named = "\n".join(f"  {near['citation']}: {_short(near['text'])}" for near in result["nearest"])
        blocks.append(f"Nearest:\n{named}")
    return "\n\n".join(blocks)


def catalogue_rows(corpus: Corpus) -> list[dict[str, Any]]:
    """One JSON row a document: what it is, what names it has, whether it is indexed."""
    rows = []
    for entry in corpus.catalogue.entries:
        document = corpus.document(entry.key)
        rows.append(
            {
                "key": entry.key,
                "short": entry.short,
                "title": entry.title,
                "kind": entry.kind,
                "author": entry.author,
                "force": entry.force,
                "date": entry.date.isoformat() if entry.date else None,
                "licence": entry.licence,
                "identifiers": dict(entry.identifiers or {}),
                "unverified": list(entry.unverified),
                "witness": entry.witness,
                "url": entry.url,
                "state": entry.state,
                "clauses": len(document.clauses) if document else 0,
                "footnotes": len(document.footnotes) if document else 0,
                "gaps": [gap.reason for gap in document.gaps if not gap.skipped] if document else [],
                "skipped": [gap.reason for gap in document.gaps if gap.skipped] if document else [],
            }
        )
    return rows


def catalogue(rows: Sequence[Mapping[str, Any]]) -> str:
    """A table: key, state, title, and gaps under their document."""
    if not rows:
        return "No document here fits that."
    width = max(len(row["key"]) for row in rows)
    lines = []
    for row in rows:
        state = row["state"]
        if row["clauses"]:
            where = state.removesuffix("in the index").rstrip(", ")  # which goes without saying where it has clauses
            state = ", ".join(filter(None, [where, f"{row['clauses']} clauses"]))
        lines.append(f"{row['key']:<{width}}  {state:<24}  {_short(row['title'], 90)}")
        lines += [f"{'':<{width}}  gap: {gap}" for gap in row["gaps"]]
        lines += [f"{'':<{width}}  skipped: {told}" for told in row["skipped"]]
    return "\n".join(lines)


def questions_report(corpus: Corpus) -> dict[str, Any]:
    """What `corpus questions check` finds: how many questions each document has, how many were judged over all
    clauses, how many dialogues there are, and what was left out and why.
    """
    curated = corpus.questions
    documents = []
    for document in corpus.documents:
        asked = [len(curated.of(clause.uid)) for clause in document.clauses]
        documents.append(
            {"document": document.key, "clauses": sum(number > 0 for number in asked), "questions": sum(asked)}
        )
    answered = sum(map(bool, curated.judged.values()))
    return {
        "documents": documents,
        "judged": answered,
        "unanswered": len(curated.judged) - answered,
        "dialogues": len(curated.dialogues),
        "left_out": [str(finding) for finding in curated.findings],
    }


def questions(result: Mapping[str, Any]) -> str:
    """A line a document, a line a question left out."""
    rows = result["documents"]
    lines = [f"{row['document']}: {row['questions']} questions for {row['clauses']} clauses" for row in rows]
    if result["judged"] or result["unanswered"]:
        lines.append(f"judged over all: {result['judged']} questions; without an answer: {result['unanswered']}")
    if result["dialogues"]:
        lines.append(f"dialogues: {result['dialogues']}")
    return "\n".join([*lines, *(f"left out: {finding}" for finding in result["left_out"])])


def added(result: Mapping[str, Any]) -> str:
    """What a user's file became, how its clauses are cited, and what its audit found."""
    from ui.tree import audit_text

    return "\n".join([audit_text([result["audit"]]), "", f"Cited as “{result['citation']}, …” ({result['kind']})."])


def fetched(result: Mapping[str, Any]) -> str:
    """What was stored and where, what was there already, what could not be fetched and why."""
    lines = []
    for row in result["fetched"]:
        size = sum(part["bytes"] for part in row["parts"])
        lines += [f"{row['witness']}: {len(row['parts'])} file(s), {size:,} bytes", f"  {row['folder']}"]
        lines += [f"  note: {warning}" for warning in row["warnings"]]
        lines.append("  in the index" if row["indexed"] else f"  not in the index: {row['reason']}")
    lines += [f"{row['document']}: there already, {row['folder']}" for row in result["present"]]
    for row in (*result["skipped"], *result["failed"]):
        lines += [f"{row['document']}: {row['message']}"]
    return "\n".join(lines)


def _clause(clause: Mapping[str, Any]) -> str:
    """Headings and stem, the clause, its points, its footnotes, the gaps beside it, where it comes from."""
    above = [_wrapped(f"{parent['label']}: {_short(parent['text'], 200)}", 2) for parent in clause["parents"]]
    blocks = ["\n".join([clause["citation"], *above]), _wrapped(clause["text"])]
    blocks += ["\n".join(_wrapped(f"{child['label']}: {child['text']}", 6) for child in clause["children"])]
    blocks += ["\n".join(_wrapped(f"{note['label']}: {note['text']}", 2) for note in clause["footnotes"])]
    terms = "; ".join(f"‘{one['term']}’ ({one['label']})" for one in clause["definitions"])
    told = [f"Defined terms: {terms}"] if terms else []
    blocks += ["\n".join(_wrapped(line, 2) for line in (*told, *_references(clause)))]
    blocks += [_wrapped(f"{heading(gap['skipped'])}: {gap['reason']}", 2) for gap in clause["gaps"]]
    origin = [_wrapped(f"Text: {clause['witness']}", 2)] if clause["witness"] else []
    others = "; ".join(one["citation"] for one in clause["witnesses"])
    origin += [_wrapped(f"In other texts of the act: {others}", 2)] if others else []
    origin += [_wrapped(f"Audit: {clause['audit']['note']}", 2)]
    blocks += ["\n".join([*origin, *([f"  {clause['url']}"] if clause["url"] else []), f"  {clause['uid']}"])]
    return "\n\n".join(block for block in blocks if block)


def _references(clause: Mapping[str, Any]) -> list[str]:
    """What the clause refers to and what refers to it, a line each; what could not be resolved is left to the JSON."""
    told = {"clause", "document"}
    to = [_end(link) for link in clause["references"] if link["status"] in told or _is_own_foreign(link, clause)]
    by = [link["citation"] for link in clause["referred_by"]]
    lines = {"Refers to": dict.fromkeys(to), "Referred to by": dict.fromkeys(by)}
    return [f"{what}: {'; '.join(ends)}" for what, ends in lines.items() if ends]


def _end(link: Mapping[str, Any]) -> str:
    if link["status"] == "foreign":
        return f"{_short(link['text'])} (not in the catalogue)"
    return str(link["citation"]) if "uid" in link else f"{link['citation']} ({link['name']})"


def _is_own_foreign(link: Mapping[str, Any], clause: Mapping[str, Any]) -> bool:
    return bool(
        link["status"] == "foreign" and link["source"] == clause["uid"]
    )  # a footnote, shown above, names its own


def _wrapped(words: str, indent: int = 4) -> str:
    width = min(shutil.get_terminal_size().columns, 100)
    return textwrap.fill(
        words, width, initial_indent=" " * indent, subsequent_indent=" " * indent, break_long_words=False
    )


def _short(words: str, length: int = 100) -> str:
    return textwrap.shorten(words, length, placeholder=" …")
