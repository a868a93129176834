"""The order of rows means nothing: what a plan makes, and what a rule makes likely."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from oversample import CombinationPlan
from oversample._public import HOME
from tests.instances import INSTANCES, QUICK_INSTANCES

N, N_RARE, N_NEW = 40, 14, 4000

VARIANTS = sorted(
    name for name, module in HOME.items() if module.startswith("oversample.variants.")
)
each = pytest.mark.parametrize("name", VARIANTS)

# Bases and pairs by total variation; middles and spreads of columns of unit spread.
LIMITS = [0.06, 0.12, 0.06, 0.06]

# The lower row number is nearer where distances are equal: this table has none such.
OF_AN_ORDER = {
    "PolynomialFit": (
        {"topology": "bus", "order": "data"},
        "rows lie between those that follow one another in the table, as was asked for",
    ),
    "LVQSMOTE": (
        {},
        "for one seed, the first centres of its clusters are drawn by row number; over all seeds "
        "the law is the same",
    ),
}


def problem():
    rng = np.random.default_rng(3)
    y = rng.permutation(np.arange(N) < N_RARE).astype(int)
    return rng.normal(size=(N, 3)) + 0.8 * y[:, np.newaxis], y, rng.permutation(N)


def plan_of(name, X, y, n_new, **parameters):
    sampler = QUICK_INSTANCES[name].make()
    sampler.set_params(sampling_strategy={1: N_RARE + n_new}, grid="off", random_state=0)
    sampler.set_params(**parameters)
    with INSTANCES[name].tolerance():
        sampler.fit_resample(X, y)
    return sampler.plan_


@each
def test_permuted_rows_and_plan_make_the_same_rows(name):
    X, y, order = problem()
    plan = plan_of(name, X, y, 50)
    place = order.argsort()
    if isinstance(plan, CombinationPlan):
        moved = replace(plan, parent=place[plan.parent])
    else:
        moved = replace(plan, base=place[plan.base], partner=place[plan.partner])
    assert_array_equal(moved.make_rows(X[order]), plan.make_rows(X))


def shares(plan, row_of):
    """The shares of all pairs of a base and a parent of weight, and of all bases."""
    parents = row_of[plan.parents()]
    weight = plan.weight if isinstance(plan, CombinationPlan) else np.ones(parents.shape)
    pairs, bases = np.zeros((N, N)), np.zeros(N)
    for column in range(parents.shape[1]):
        np.add.at(pairs, (parents[:, 0], parents[:, column]), weight[:, column] != 0)
    np.add.at(bases, parents[:, 0], 1.0)
    return pairs / pairs.sum(), bases / bases.sum()


def distance_of_laws(name, **parameters):
    """How far the law of permuted rows is: of bases, of pairs, of middles and of spreads."""
    X, y, order = problem()
    plan = plan_of(name, X, y, N_NEW, **parameters)
    other = plan_of(name, X[order], y[order], N_NEW, **parameters)
    pairs, bases = shares(plan, np.arange(N))
    other_pairs, other_bases = shares(other, order)
    made, other_made = plan.make_rows(X), other.make_rows(X[order])
    return (
        np.abs(bases - other_bases).sum() / 2,
        np.abs(pairs - other_pairs).sum() / 2,
        np.abs(made.mean(axis=0) - other_made.mean(axis=0)).max(),
        np.abs(made.std(axis=0) / other_made.std(axis=0) - 1).max(),
    )


@pytest.mark.parametrize("name", [name for name in VARIANTS if name != "LVQSMOTE"])
def test_permuted_rows_have_the_same_law(name):
    assert (np.array(distance_of_laws(name)) < LIMITS).all()


@pytest.mark.parametrize("name", OF_AN_ORDER)
def test_what_depends_on_the_order_of_rows_is_known(name):
    parameters, reason = OF_AN_ORDER[name]
    far = np.array(distance_of_laws(name, **parameters)) > LIMITS
    assert far.any(), f"{name} is said to depend on the order of rows: {reason}"


def test_a_bus_along_the_principal_axis_is_of_no_order():
    assert distance_of_laws("PolynomialFit", topology="bus", order="principal")[1] < 0.12
