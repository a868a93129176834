"""Simplicial SMOTE: cliques, which of them, and weights in them."""

from collections import Counter

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from oversample import SimplicialSMOTE
from oversample.exceptions import FallbackWarning, InvalidParameterError
from oversample.variants._cliques import join_neighbors, maximal_cliques
from tests import naive
from tests import naive_variants_a as naive_a

PLENTY = 10**6


def random_graph(n, density, seed):
    rng = np.random.default_rng(seed)
    edges = {frozenset((i, j)) for i in range(n) for j in range(i) if rng.random() < density}
    return [{j for j in range(n) if frozenset((i, j)) in edges} for i in range(n)], edges


@pytest.mark.parametrize("density", [0.0, 0.3, 0.6, 0.9, 1.0])
def test_maximal_cliques_of_random_graphs(density):
    for seed in range(8):
        graph, edges = random_graph(8, density, seed)
        before = [set(vertices) for vertices in graph]
        assert maximal_cliques(graph, PLENTY) == naive_a.maximal_cliques(8, edges)
        assert graph == before


def test_the_most_maximal_cliques_that_a_graph_can_have():
    """All but three groups of three joined: one of each group, 27 in all."""
    graph = [{j for j in range(9) if j // 3 != i // 3} for i in range(9)]
    assert len(maximal_cliques(graph, PLENTY)) == 27
    assert maximal_cliques(graph, 20) is None


def test_rows_are_joined_both_ways():
    graph = join_neighbors(np.array([[1], [0], [1], [2]]))
    assert graph == [{1}, {0, 2}, {1, 3}, {2}]


def table(n_class=9, seed=3):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat([0, 1], [50, n_class]))
    return rng.normal(size=(len(y), 2)), y


def planned(X, y, n_new, **parameters):
    strategy = {1: int((y == 1).sum()) + n_new}
    sampler = SimplicialSMOTE(sampling_strategy=strategy, grid="off", random_state=0, **parameters)
    X_new, _ = sampler.fit_resample(X, y)
    return X_new[len(X) :], sampler.plan_


def sets_of(plan, y):
    """How often each set of rows of class 1, by position, makes a new row."""
    position = np.cumsum(y == 1) - 1
    return Counter(
        tuple(sorted(position[parents[weights > 0]].tolist()))
        for parents, weights in zip(plan.parent, plan.weight, strict=True)
    )


@pytest.mark.parametrize("p", [2, 3, 5])
@pytest.mark.parametrize("cliques", ["maximal", "sampled"])
def test_simplices_have_the_naive_law(cliques, p):
    X, y = table()
    n_new = 6000
    new, plan = planned(X, y, n_new, k_neighbors=3, max_vertices=p, cliques=cliques)
    edges = naive_a.joined(X[y == 1].tolist(), 3)
    if cliques == "maximal":
        law = naive_a.simplices(naive_a.maximal_cliques(9, edges), p)
    else:
        law = naive_a.grown(9, edges, p)
    assert len({len(vertices) for vertices in law}) > 1 or p == 2
    times = sets_of(plan, y)
    assert set(times) == set(law)
    chance = np.array([law[vertices] for vertices in times])
    found = np.array(list(times.values())) / n_new
    assert_allclose(found, chance, atol=0.025)
    assert (((found - chance) ** 2 / chance).sum() * n_new) < 2.5 * len(law) + 10
    assert_allclose(new, naive.combine(X, plan.parent, plan.weight), rtol=1e-12, atol=1e-12)
    # Any row of a simplex may be its base.
    largest = max(times, key=len)
    rows = np.flatnonzero(y == 1)[[*largest]]
    made_of_it = (np.isin(plan.parent, rows)).all(axis=1)
    assert set(plan.base[made_of_it].tolist()) == set(rows.tolist())


@pytest.mark.parametrize(("p", "alpha"), [(2, 1.0), (4, 1.0), (4, 0.3), (9, 1.0), (12, 1.0)])
def test_covariance_where_all_rows_are_joined(p, alpha):
    X, y = table(9)
    new, plan = planned(X, y, 40_000, k_neighbors=8, max_vertices=p, concentration=alpha)
    own, n, m = X[y == 1], 9, min(p, 9)
    assert plan.parent.shape[1] == m
    share = (alpha + 1) / (m * alpha + 1)
    expected = (share - (1 - share) / (n - 1)) * np.cov(own.T, bias=True)
    assert_allclose(np.cov(new.T, bias=True), expected, atol=0.03 * np.abs(expected).max())
    assert_allclose(new.mean(axis=0), own.mean(axis=0), atol=0.02)


def test_a_spent_budget_is_said_and_cliques_are_sampled():
    X, y = table()
    with pytest.warns(FallbackWarning) as caught:
        new, _ = planned(X, y, 50, clique_budget=3)
    (warning,) = caught
    for word in ("SimplicialSMOTE", "class 1", "clique_budget=3", "cliques='sampled'"):
        assert word in str(warning.message)
    assert_array_equal(new, planned(X, y, 50, cliques="sampled")[0])


def test_a_hub_that_all_rows_are_joined_to():
    """Row 0 is the nearest of all others, and row 1 the first of those that are next."""
    X = np.r_[np.zeros((1, 40)), np.eye(40), np.full((99, 40), 9.0)]
    y = np.repeat([1, 0], [41, 99])
    _, plan = planned(X, y, 1000, k_neighbors=2, clique_budget=300)
    assert set(sets_of(plan, y)) == {(0, 1, i) for i in range(2, 41)}


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"max_vertices": 1}, "an int of at least 2"),
        ({"concentration": 0}, r"a number in \(0"),
        ({"cliques": "all"}, "'maximal', 'sampled'"),
        ({"clique_budget": 0}, "an int of at least 1"),
    ],
    ids=str,
)
def test_parameters_that_are_none_are_refused(parameters, words):
    with pytest.raises(InvalidParameterError, match=words):
        SimplicialSMOTE(**parameters).fit_resample(*table())
