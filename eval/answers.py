"""What the assistant makes of a question, and how that is measured."""

import time
from typing import Any

from eval.asked import Asked
from eval.bench import Bench
from eval.measures import OF_ANSWERS, reference
from eval.measures.answered import Answered
from eval.results import Measures


def answered(bench: Bench, asked: Asked) -> tuple[dict[str, Any], Measures]:
    """The assistant's answer as a run keeps it, and its measures; the clock counts what was remembered."""
    assistant = bench.assistant
    if asked.reference is not None:
        result = assistant.lookup(asked.text)
        named = [target.uid for target in result.lookup.targets]
        return {"status": result.status, "citations": named}, reference.measure(asked.reference, result)
    started, spared = time.perf_counter(), bench.spared_ms
    answer = assistant.ask(asked.text, asked.history, llm=False)  # the same whatever model is configured
    milliseconds = (time.perf_counter() - started) * 1000 + bench.spared_ms - spared
    kept = {
        "status": answer.status,
        "citations": [citation.uid for citation in answer.citations],
        "suggestions": list(answer.suggestions),
        "standalone": answer.standalone,
        "confidence": answer.confidence,
        "milliseconds": milliseconds,
    }
    one = Answered(answer, asked.answerable, asked.grades, assistant.corpus)
    return kept, {module.NAME: module.measure(one) for module in OF_ANSWERS}
