"""How often the test cries wolf, and whether it hears one: A/A splits of one run, and planted differences.

The A/A design: the questions of one run are put in random order, and the first half becomes “A”, the second half “B”;
question i of A is paired with question i of B. Both halves come from one system, and within each pair either value was
as likely to be A's, which is just what the test assumes. So a test at 5 % must call 5 % of such splits different: more,
and it finds differences that are not there; fewer, and it misses some that are. Over 1,000 splits the rate itself
varies with a standard deviation of .7 %; 5,000 splits narrow that to .3 %.
"""

import numpy as np

from eval.clusters import Clustered
from eval.effects import detectable
from eval.significance import p_values


def values_like_ndcg(random: np.random.Generator, count: int) -> np.ndarray:
    """What nDCG@10 of a data set looks like: a heap at 0, a heap at 1, the rest between."""
    kind = random.choice(3, count, p=[0.2, 0.25, 0.55])
    return np.choose(kind, [np.zeros(count), np.ones(count), random.beta(2, 1.3, count)])


def false_alarms(values: np.ndarray, splits: int, random: np.random.Generator) -> float:
    """The share of random splits of `values` that the test calls different at 5 %."""
    half = len(values) // 2
    orders = random.permuted(np.tile(np.arange(len(values)), (splits, 1)), axis=1)
    differences = (values[orders[:, :half]] - values[orders[:, half : 2 * half]]).T
    chunks = np.array_split(differences, max(1, splits // 500), axis=1)
    return float(np.mean(np.concatenate([p_values(chunk, permutations=20_000) for chunk in chunks]) <= 0.05))


def test_a_run_split_against_itself_differs_five_times_in_a_hundred() -> None:
    random = np.random.default_rng(1)
    run = values_like_ndcg(random, 240)
    assert 0.04 <= false_alarms(run, 1_000, random) <= 0.06
    assert 0.042 <= false_alarms(run, 5_000, random) <= 0.058


def test_coarse_values_make_the_test_no_bolder() -> None:
    random = np.random.default_rng(1935)
    success_at_1 = (random.random(60) < 0.6).astype(float)
    assert false_alarms(success_at_1, 2_000, random) <= 0.06


def test_turns_of_a_conversation_count_once() -> None:
    """Two systems that are equally good, but each has its good and bad conversations."""
    random = np.random.default_rng(52)
    conversations, turns, tries = 52, 3, 1_000
    shared = np.repeat(random.normal(0, 1, (conversations, tries)), turns, axis=0)
    differences = shared + random.normal(0, 0.5, shared.shape)
    names = [str(number // turns) for number in range(len(differences))]
    grouped = Clustered.of(differences, names).sums
    assert 0.035 <= np.mean(p_values(grouped, permutations=5_000) <= 0.05) <= 0.065
    assert np.mean(p_values(differences, permutations=5_000) <= 0.05) > 0.15  # what counting every turn would do


def test_a_true_difference_of_the_detectable_size_is_found_four_times_in_five() -> None:
    random = np.random.default_rng(1988)
    count, tries = 200, 1_000
    noise = random.normal(0, 0.3, (count, tries))
    size = detectable(0.3 / np.sqrt(count))
    assert size is not None
    found = p_values(noise + size, permutations=5_000) <= 0.05
    assert 0.76 <= found.mean() <= 0.84
    assert np.mean(p_values(noise + 2 * size, permutations=5_000) <= 0.05) > 0.99
