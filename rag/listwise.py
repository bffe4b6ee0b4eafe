"""Fit the network that scores clauses to questions with graded clauses, listwise.

What is minimised is the cross entropy between the grades of all clauses of a question and their scores (ListNet: Cao et
al., Learning to Rank, 2007), which cares for the order alone. Two numbers fitted afterwards make the scores
probabilities, given that the question has an answer (Platt, 1999), and leave the order as it is.
"""

import numpy as np
from numpy.typing import NDArray

from rag.scorer import SIGNALS, Scorer

UNITS = 16
EPOCHS = 12
RATE = 0.01  # the highest learning rate, of a cycle that begins and ends low (Smith and Topin, 2019)
DECAY = 0.03
BATCH = 32
_LEAST = 1e-9  # a signal that varies less is constant but for rounding
Floats = NDArray[np.float64]


def fit(signals: Floats, grades: Floats, model: str, seed: int = 1) -> Scorer:
    """The network that orders the clauses of some questions best, for the embedding model of this name.

    `signals` of all clauses for each question have shape (questions, clauses, signals), `grades` (questions, clauses):
    0, 0.5 where it helps, 1 where it answers. The same seed gives the same one on the same machine.
    """
    import torch
    from torch import nn

    middle = signals.mean(axis=(0, 1))
    width = signals.std(axis=(0, 1))
    width[width < _LEAST] = 1
    seen = torch.tensor((signals - middle) / width, dtype=torch.float32)
    gains = torch.tensor(4**grades - 1, dtype=torch.float32)  # 2^grade - 1, of grades 0, 1 and 2
    wanted = gains / gains.sum(dim=1, keepdim=True)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        hidden, output = nn.Linear(len(SIGNALS), UNITS), nn.Linear(UNITS, 1)
        network = nn.Sequential(hidden, nn.Tanh(), output)
        optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
        steps = EPOCHS * -(-len(seen) // BATCH)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
        for _ in range(EPOCHS):
            for batch in torch.randperm(len(seen)).split(BATCH):  # type: ignore[no-untyped-call]
                claims = torch.log_softmax(network(seen[batch]).squeeze(-1), dim=1)
                loss = -(wanted[batch] * claims).sum(dim=1).mean()
                optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimiser.step()
                schedule.step()
        with torch.no_grad():
            odds = network(seen).numpy().ravel().astype(np.float64)
    slope, constant = _probable(odds, grades.ravel())
    first, last = (layer.weight.detach().numpy().astype(np.float64) for layer in (hidden, output))
    shift = hidden.bias.detach().numpy() - first @ (middle / width)
    end = float(output.bias.detach()[0])
    return Scorer(
        model,
        np.column_stack([first / width, shift]),
        np.append(slope * last[0], slope * end + constant),
    )


def _probable(odds: Floats, grades: Floats) -> tuple[float, float]:
    """What to multiply odds with and to add so that the logistic function of them is the grade to be expected."""
    from sklearn.linear_model import LogisticRegression

    both = np.concatenate([odds, odds])[:, None]
    truth = np.repeat([1, 0], len(odds))
    model = LogisticRegression(C=np.inf).fit(both, truth, sample_weight=np.concatenate([grades, 1 - grades]))
    return float(model.coef_[0, 0]), float(model.intercept_[0])
