"""Train an adapter for follow-ups: what was asked, and what before, is to be seen as the question it stands for.

Knowledge is distilled as for ConvDR (Yu et al., Few-shot conversational dense retrieval, SIGIR 2021): the teacher is
the embedding model, which sees the question as it would be asked by itself; the pupil is the same model with low-rank
layers, which sees it as it was typed, behind those before. It is to have the same vector, as near to the same texts,
and to find its words in the same clauses.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.corpus import Corpus
from ingest.dialogues import Dialogue
from ingest.errors import AdapterError
from rag.adapter import Adapter
from rag.dialogue import before, itself, standalone
from rag.embed import Embedder, identify, load_model
from rag.following import MOST_READ, FollowUp
from rag.low_rank import Descent, Loss, Progress, fit_layers, read_up_to


@dataclass(frozen=True)
class Recipe(Descent):
    """How an adapter is trained on follow-ups.

    Nearness is compared to at most so many `landmarks`, clauses and curated questions, and word by word to at most so
    many `clauses`, evenly drawn; both as shares at this `temperature`. Texts are read up to `longest` tokens.
    """

    batch: int = 32
    temperature: float = 0.05
    landmarks: int = 2_000
    clauses: int = 256
    longest: int = MOST_READ


@dataclass(frozen=True)
class Example:
    """A follow-up, and how it would be asked by itself."""

    asked: FollowUp
    standalone: str


def examples(dialogues: Iterable[Dialogue]) -> Iterator[Example]:
    """Every turn that the retriever would search behind those before it."""
    for dialogue in dialogues:
        history: list[dict[str, str]] = []
        for turn in dialogue:
            question = itself(turn.question, standalone(turn.question, history))
            if earlier := before(question, history):
                yield Example(FollowUp(question, earlier), turn.standalone)
            history.append({"role": "user", "content": turn.question})


@dataclass(frozen=True)
class Lessons:
    """What there is to learn from: follow-ups, and what the teacher compares questions with.

    `clauses` are all clauses, which say how rare a word is, `compared` those compared word by word, and `landmarks` the
    texts compared as a whole.
    """

    examples: tuple[Example, ...]
    clauses: tuple[str, ...]
    compared: tuple[str, ...]
    landmarks: tuple[str, ...]


def lessons(corpus: Corpus, dialogues: Iterable[Dialogue], recipe: Recipe) -> Lessons:
    """The follow-ups of `dialogues`, and the clauses and curated questions of the corpus."""
    searched = [clause for _, clause in corpus.searched()]
    clauses = tuple(clause.text for clause in searched)
    questions = [question for clause in searched for question in corpus.questions.of(clause.uid)]
    landmarks = _evenly([*clauses, *questions], recipe.landmarks)
    return Lessons(tuple(examples(dialogues)), clauses, _evenly(clauses, recipe.clauses), landmarks)


def train(
    model: str,
    adapter: Adapter | None,
    corpus: Corpus,
    dialogues: Sequence[Dialogue],
    recipe: Recipe,
    progress: Progress = lambda *_: None,
) -> Adapter:
    """An adapter for follow-ups, on top of `adapter`, of the model that the setting `model` names.

    AdapterError when no dialogue has a follow-up and as `fit_layers`, ModelError as in `load_model`.
    """
    from rag.imitation import Imitation

    learnt = lessons(corpus, dialogues, recipe)
    if not learnt.examples:
        raise AdapterError(
            "There are no dialogues to learn from.", hint="Write some; corpus/questions/README.md shows how."
        )
    teacher, pupil = (read_up_to(load_model(model, adapter), recipe.longest) for _ in range(2))
    identity = identify(model, adapter)

    def imitate() -> "Loss[Example]":
        return Imitation(pupil, Embedder(teacher, identity), learnt, recipe).loss

    config, weights = fit_layers(model, pupil, recipe, learnt.examples, imitate, progress)
    return Adapter(identity, config, weights, {}, follow_ups=True)


def _evenly(texts: Sequence[str], most: int) -> tuple[str, ...]:
    """At most so many of the texts, evenly drawn."""
    many = min(len(texts), most)
    return tuple(texts[place * len(texts) // many] for place in range(many))
