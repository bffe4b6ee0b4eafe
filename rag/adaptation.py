"""Train an adapter: the embedding model learns to bring questions near the clauses that answer them and one another.

The base model stays as it is; small low-rank matrices beside its linear layers are trained (`rag.low_rank`), by the two
scores that the retriever rests on: the cosine of whole texts and late interaction word by word (`rag.contrast`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ingest.corpus import Corpus
from rag.adapter import Adapter
from rag.embed import identify, load_model
from rag.low_rank import Descent, Progress, fit_layers, read_up_to
from rag.views import asked


@dataclass(frozen=True)
class Recipe(Descent):
    """How an adapter is trained on questions and clauses.

    `late` weighs late interaction against the cosine, `siblings` two questions that clauses have in common against a
    question and its clauses; `own` is how often a clause is its own words and not its stem and its words. A batch has
    `batch` questions and `others`, which nothing answers. Texts are read up to `longest` tokens.
    """

    others: int = 16
    temperature: float = 0.05
    late: float = 1.0
    siblings: float = 1.0
    own: float = 2 / 3
    longest: int = 256


@dataclass(frozen=True)
class Example:
    """A question and its votes: how far each clause, by uid, answers it (`rag.views.Asked`)."""

    question: str
    votes: Mapping[str, float]


@dataclass(frozen=True)
class Lessons:
    """What there is to learn from: questions with their clauses, questions that nothing answers, and the clauses.

    `clauses` has the own words of each clause, and its stem and its words.
    """

    examples: tuple[Example, ...]
    others: tuple[str, ...]
    clauses: Mapping[str, tuple[str, str]]


def lessons(corpus: Corpus) -> Lessons:
    """Every question of the index over `corpus`."""
    questions = list(asked(corpus))
    clauses = {clause.uid: (clause.text, document.in_place(clause)) for document, clause in corpus.searched()}
    examples = tuple(Example(one.question, one.votes) for one in questions if one.votes)
    return Lessons(examples, tuple(one.question for one in questions if not one.votes), clauses)


def train(model: str, corpus: Corpus, recipe: Recipe, progress: Progress = lambda *_: None) -> Adapter:
    """An adapter of the model that the setting `model` names, trained on all questions of `corpus`.

    AdapterError as `fit_layers`, ModelError as in `load_model`.
    """
    from rag.contrast import Contrast

    bare = read_up_to(load_model(model), recipe.longest)
    learnt = lessons(corpus)
    config, weights = fit_layers(
        model, bare, recipe, learnt.examples, lambda: Contrast(bare, learnt, recipe).loss, progress
    )
    return Adapter(identify(model), config, weights, {})
