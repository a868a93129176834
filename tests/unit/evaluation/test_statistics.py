from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest

from oversample.evaluation.statistics.bayes import signed_rank_posterior
from oversample.evaluation.statistics.pairs import (
    WinTieLoss,
    holm,
    pairwise_p,
    signed_rank_p,
    win_tie_loss,
)
from oversample.evaluation.statistics.ranks import cliques, friedman, mean_ranks, smallest_p


def test_friedman_by_hand():
    # Ranks 1, 2, 3 on each of four families: 12 n / (k (k + 1)) * sum (R - (k + 1) / 2)^2 = 8.
    scores = pd.DataFrame([[0.9, 0.8, 0.7]] * 4, columns=list("abc"))
    test = friedman(scores)
    assert test.statistic == pytest.approx(8.0)
    assert test.p_value == pytest.approx(np.exp(-4.0))  # chi-square with 2 degrees of freedom
    assert (test.n_families, test.n_methods) == (4, 3)
    assert mean_ranks(scores).to_dict() == {"a": 1.0, "b": 2.0, "c": 3.0}
    assert mean_ranks(scores, greater_is_better=False).to_dict() == {"c": 1.0, "b": 2.0, "a": 3.0}


def test_friedman_has_no_say_on_little():
    assert friedman(pd.DataFrame([[1.0, 2.0]] * 4)) is None
    assert friedman(pd.DataFrame([[1.0, 2.0, 3.0]])) is None
    assert friedman(pd.DataFrame([[1.0, 1.0, 1.0]] * 4)).p_value == 1.0


def test_equal_scores_share_a_rank():
    ranks = mean_ranks(pd.DataFrame({"a": [0.5, 0.5], "b": [0.5, 0.5], "c": [0.1, 0.1]}))
    assert ranks.to_dict() == {"a": 1.5, "b": 1.5, "c": 3.0}


def naive_signed_rank_p(differences: list[float]) -> float:
    """Go through all signs, ranking by counting."""
    size = [abs(d) for d in differences]
    ranks = [sum(s < t for s in size) + (sum(s == t for s in size) + 1) / 2 for t in size]
    ranks = [rank if d != 0 else 0 for rank, d in zip(ranks, differences, strict=True)]
    observed = abs(sum(r if d > 0 else -r for r, d in zip(ranks, differences, strict=True)))
    sums = [
        abs(sum(s * r for s, r in zip(signs, ranks, strict=True)))
        for signs in product([-1, 1], repeat=len(ranks))
    ]
    return sum(total >= observed for total in sums) / len(sums)


@pytest.mark.parametrize("n_families", [1, 2, 5, 9])
def test_few_families_are_exact(n_families):
    rng = np.random.default_rng(n_families)
    differences = rng.normal(0.3, 1, size=(n_families, 6)).round(rng.integers(0, 3))
    expected = [naive_signed_rank_p(list(column)) for column in differences.T]
    assert signed_rank_p(differences) == pytest.approx(np.array(expected))


@pytest.mark.parametrize("n_families", [4, 30, 70])
def test_no_difference_at_all(n_families):
    assert signed_rank_p(np.zeros((n_families, 2))).tolist() == [1.0, 1.0]


def test_holm_by_hand():
    # 0.01 * 3, then 0.02 * 2 = 0.04, then max(0.04, 0.03) since none may be below a smaller one's.
    assert holm(np.array([0.03, 0.01, 0.02])) == pytest.approx([0.04, 0.03, 0.04])
    assert holm(np.array([0.9, 0.8])).tolist() == [1.0, 1.0]
    assert holm(np.array([])).tolist() == []


def test_pairwise_p_is_symmetric():
    rng = np.random.default_rng(0)
    scores = pd.DataFrame(rng.normal([0, 0, 0, 3], size=(12, 4)), columns=list("abcd"))
    table = pairwise_p(scores)
    assert (table == table.T).all(axis=None)
    assert (np.diag(table) == 1).all()
    assert (table.loc["d", ["a", "b", "c"]] < 0.05).all()
    assert pairwise_p(scores[["a"]]).to_numpy().tolist() == [[1.0]]


def test_the_smallest_p_value_is_that_of_a_win_everywhere():
    wins = np.linspace(0.1, 1, 8)[:, None]
    assert signed_rank_p(wins)[0] == smallest_p(8, 1) == 2 / 2**8
    assert smallest_p(8, 21) == pytest.approx(21 / 128)
    assert smallest_p(2, 21) == 1.0


def test_win_tie_loss_includes_the_bounds_of_the_region():
    differences = np.array([0.02, 0.01, 0.0, -0.01, -0.011, 0.5])
    assert win_tie_loss(differences) == WinTieLoss(2, 3, 1)
    assert win_tie_loss(differences, rope=0.0) == WinTieLoss(3, 1, 2)


def test_posterior_of_clear_cases():
    assert signed_rank_posterior(np.full(20, 0.1)).better > 0.999
    assert signed_rank_posterior(np.full(20, -0.1)).worse > 0.999
    assert signed_rank_posterior(np.full(20, 0.001)).equal > 0.999
    assert sum(signed_rank_posterior(np.array([0.3, -0.2, 0.01]))) == pytest.approx(1)


def test_posterior_is_the_same_every_time_and_mirrored():
    differences = np.array([0.03, -0.02, 0.05, 0.0, 0.01])
    assert signed_rank_posterior(differences) == signed_rank_posterior(differences)
    mirrored = signed_rank_posterior(-differences)
    assert tuple(mirrored)[::-1] == pytest.approx(tuple(signed_rank_posterior(differences)))


def test_posterior_refuses_nothing():
    with pytest.raises(ValueError, match="at least one family"):
        signed_rank_posterior(np.array([]))
    with pytest.raises(ValueError, match="rope must be above 0, got 0"):
        signed_rank_posterior(np.array([0.1]), rope=0)


def naive_cliques(order: list[str], p_values: pd.DataFrame, alpha: float) -> list[list[str]]:
    """Take all runs without a pair that differs, then drop those inside another."""
    runs = [order[i:j] for i in range(len(order)) for j in range(i + 2, len(order) + 1)]
    alike = [
        run for run in runs if all(p_values.loc[a, b] >= alpha for a, b in combinations(run, 2))
    ]
    return [run for run in alike if not any(set(run) < set(other) for other in alike)]


@pytest.mark.parametrize("seed", range(30))
def test_cliques_are_the_largest_runs(seed):
    rng = np.random.default_rng(seed)
    names = list("abcdefg")
    p_values = rng.random((7, 7)) ** 2
    p_values = np.minimum(p_values, p_values.T)
    np.fill_diagonal(p_values, 1)
    p_values = pd.DataFrame(p_values, index=names, columns=names)
    order = rng.permutation(names).tolist()
    assert cliques(order, p_values, alpha=0.1) == naive_cliques(order, p_values, alpha=0.1)


def test_cliques_of_extremes():
    names = ["a", "b", "c"]
    same = pd.DataFrame(1.0, index=names, columns=names)
    assert cliques(names, same) == [names]
    assert cliques(names, same * 0.0) == []
