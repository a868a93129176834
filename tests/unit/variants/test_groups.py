"""Partners from the group of their base."""

from collections import Counter

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from oversample import CombinationPlan, Plan
from oversample._random import make_streams
from oversample.smote import Beta, Dirichlet
from oversample.variants._groups import draw_in_groups

ROWS = np.arange(10) * 3
GROUP_OF = np.array([2, 0, 2, 5, 2, 0, 2, 5, 2, 4])


def draw(law, n_new=30_000):
    rng = make_streams(np.random.default_rng(1)).start()
    line = rng.integers(len(ROWS), n_new)
    return line, draw_in_groups(rng, line, GROUP_OF, ROWS, law)


def others(position):
    """The row numbers of all others in the group of a row."""
    return [ROWS[j] for j in range(10) if j != position and GROUP_OF[j] == GROUP_OF[position]]


@pytest.mark.parametrize("law", [(0.0, 1.0), (0.2, 0.3), Beta(2, 5)], ids=str)
def test_all_others_of_the_group_are_equally_likely(law):
    line, plan = draw(law)
    assert isinstance(plan, Plan)
    assert_array_equal(plan.base, ROWS[line])
    for position in range(10):
        partners = Counter(plan.partner[line == position].tolist())
        expected = others(position) or [ROWS[position]]
        assert sorted(partners) == expected
        assert_allclose([n * len(expected) for n in partners.values()], 3000, rtol=0.15)
    mean = {(0.0, 1.0): 0.5, (0.2, 0.3): 0.25}.get(law, 2 / 7)
    assert_allclose(plan.step.mean(), mean, rtol=0.02)


def test_all_sets_of_partners_are_equally_likely():
    line, plan = draw(Dirichlet(3))
    assert isinstance(plan, CombinationPlan)
    parent, weight = plan.parent, plan.weight
    assert_array_equal(parent[:, 0], ROWS[line])
    assert_allclose(weight.sum(axis=1), 1)
    for position in range(10):
        mine, expected = line == position, others(position)
        used = [
            frozenset(rows[shares > 0]) - {ROWS[position]}
            for rows, shares in zip(parent[mine].tolist(), weight[mine], strict=True)
            for rows in [np.array(rows)]
        ]
        sets = Counter(used)
        n_partners = min(2, len(expected))
        assert {len(partners) for partners in sets} == {n_partners}
        assert set().union(*sets) == set(expected)
        n_sets = {0: 1, 1: 1, 4: 6}[len(expected)]
        assert len(sets) == n_sets
        assert_allclose([n * n_sets for n in sets.values()], 3000, rtol=0.25)
        # All parents that there are weigh the same on average.
        total = weight[mine].sum(axis=0) / mine.sum()
        assert_allclose(total[: n_partners + 1], 1 / (n_partners + 1), rtol=0.06)
