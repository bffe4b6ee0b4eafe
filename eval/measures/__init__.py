"""The measures, one subject a file: each has a name and a meaning, and is None where it is undefined."""

from eval.measures import (
    abstention,
    citation_judged,
    citation_precision,
    citation_recall,
    dialogue,
    false_answer,
    false_citation,
    false_refusal,
    main_clause,
    reference,
    retrieval,
    status,
    verbatim,
)

OF_ANSWERS = (
    citation_precision,
    citation_judged,
    citation_recall,
    verbatim,
    status,
    false_answer,
    false_citation,
    false_refusal,
)
MEANINGS = {
    **retrieval.MEANINGS,
    main_clause.NAME: main_clause.MEANING,
    **{module.NAME: module.MEANING for module in OF_ANSWERS},
    **dialogue.MEANINGS,
    **reference.MEANINGS,
    **abstention.MEANINGS,
}
