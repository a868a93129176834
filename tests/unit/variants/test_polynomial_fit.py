"""Polynomial fit: lattices on the lines of each topology, and curves."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse

from oversample import PolynomialFit
from oversample.exceptions import InvalidParameterError
from oversample.variants.polynomial_fit import pair_at
from tests import naive_variants_a as naive

RNG = np.random.default_rng(0)


def table(n_class=7, width=3):
    """Rows of class 1, shuffled among those of class 0."""
    y = np.random.default_rng(n_class).permutation(np.repeat([0, 1], [100, n_class]))
    return np.random.default_rng(1).normal(size=(len(y), width)), y


def new_rows(X, y, n_new, **parameters):
    strategy = {1: int((y == 1).sum()) + n_new}
    sampler = PolynomialFit(sampling_strategy=strategy, grid="off", **parameters)
    X_new, _ = sampler.fit_resample(X, y)
    assert len(X_new) == len(X) + n_new
    return X_new[len(X) :], sampler.plan_


def assert_lattice(new, segments, n_new):
    """Each point of the lattice once, but for one of some segments."""
    points, n_left_out = naive.lattice(segments, n_new)
    made = {tuple(row) for row in new.round(9)}
    assert len(made) == len(new) == n_new
    missing = [[p for p in line if tuple(np.round(p, 9)) not in made] for line in points]
    assert sum(len(line) for line in missing) == n_left_out
    assert max(len(line) for line in missing) <= 1
    assert sum(len(line) for line in points) - n_left_out == n_new


@pytest.mark.parametrize("n_new", [1, 6, 7, 8, 20, 21, 65])
@pytest.mark.parametrize("topology", ["star", "bus", "mesh"])
def test_new_rows_are_exactly_as_many_points_of_the_lattice(topology, n_new):
    X, y = table()
    new, plan = new_rows(X, y, n_new, topology=topology, order="data", random_state=0)
    segments = getattr(naive, topology)(X[y == 1].tolist())
    assert_lattice(new, segments, n_new)
    if topology == "star":
        assert set(np.bincount(plan.base)[y[: plan.base.max() + 1] == 1]) <= {
            n_new // 7,
            -(-n_new // 7),
        }


def test_what_is_left_out_is_drawn():
    X, y = table()
    made = [new_rows(X, y, 10, random_state=seed)[0] for seed in range(4)]
    assert len({tuple(sorted(map(tuple, rows.round(9)))) for rows in made}) > 1


@pytest.mark.parametrize("q", [1, 2, 3])
def test_covariance_of_a_star(q):
    X, y = table(40)
    new, _ = new_rows(X, y, 40 * q)
    step = np.arange(1, q + 1) / (q + 1)
    expected = ((1 - step) ** 2).mean() * np.cov(X[y == 1].T, bias=True)
    assert_allclose(np.cov(new.T, bias=True), expected, rtol=1e-10)
    assert_allclose(new.mean(axis=0), X[y == 1].mean(axis=0), atol=1e-12)


def test_covariance_of_a_full_mesh():
    X, y = table(12)
    new, _ = new_rows(X, y, 12 * 11 // 2, topology="mesh", random_state=0)
    expected = (12 - 2) / (2 * 12 - 2) * np.cov(X[y == 1].T, bias=True)
    assert_allclose(np.cov(new.T, bias=True), expected, rtol=1e-10)


def test_pairs_of_a_large_mesh_are_all_different():
    X, y = np.arange(3000.0)[:, np.newaxis], np.repeat([0, 1], [50, 2950])
    _, plan = new_rows(X, y, 5000, topology="mesh", random_state=0)
    assert (plan.base < plan.partner).all()
    assert (plan.step == 0.5).all()
    assert len(set(zip(plan.base.tolist(), plan.partner.tolist(), strict=True))) == 5000
    # Any pair is as likely as any other: both rows are uniform without the other.
    assert_allclose(np.mean(plan.base + plan.partner), 2 * X[y == 1].mean(), rtol=0.02)


def test_pairs_of_few_and_of_billions_of_rows():
    pairs = [(i, j) for j in range(40) for i in range(j)]
    assert list(zip(*pair_at(np.arange(len(pairs))), strict=True)) == pairs
    for second in [94_906_266, 94_906_267, 2**31 - 1, 2**31, 3_000_000_019]:
        start = second * (second - 1) // 2
        for first in (0, 1, second - 1):
            assert pair_at(np.array([start + first])) == (first, second)


def test_steps_of_a_random_star_are_uniform_and_bases_dealt():
    X, y = table(40)
    new, plan = new_rows(X, y, 4000, random=True, random_state=0)
    rows, mean = X[plan.base], X[y == 1].mean(axis=0)
    step = ((new - rows) / (mean - rows)).T
    assert_allclose(step, np.broadcast_to(step[0], step.shape), rtol=1e-6)
    assert_allclose(
        np.quantile(step[0], [0, 0.25, 0.5, 0.75, 1]), [0, 0.25, 0.5, 0.75, 1], atol=0.03
    )
    assert (np.bincount(plan.base)[np.unique(plan.base)] == 100).all()


def naive_curve(X, degree):
    places = np.linspace(-1, 1, len(X))
    return [np.polynomial.Polynomial.fit(places, column, degree) for column in X.T]


@pytest.mark.parametrize("degree", [1, 2, 3])
def test_all_columns_of_a_new_row_are_at_one_place_of_the_curve(degree):
    X, y = table(9, width=2)
    X[y == 1, 0] = np.arange(9) * 2.0  # a column that tells the place
    new, plan = new_rows(X, y, 400, topology="curve", degree=degree, order="data", random_state=0)
    place = new[:, 0] / 8 - 1
    line, curve = naive_curve(X[y == 1], degree)
    assert_allclose(new[:, 0], line(place), atol=1e-9)
    assert_allclose(new[:, 1], curve(place), atol=1e-9)
    # The place is uniform, and the base the row that is nearest on the curve.
    assert_allclose(np.quantile(place, [0, 0.5, 1]), [-1, 0, 1], atol=0.15)
    assert_array_equal(plan.base, np.flatnonzero(y == 1)[np.rint(new[:, 0] / 2).astype(int)])


def test_a_curve_through_two_rows_is_a_line():
    X, y = table(2)
    new, _ = new_rows(X, y, 30, topology="curve", degree=3, random_state=0)
    start, end = X[y == 1]
    step = (new - start) / (end - start)
    assert_allclose(step, np.broadcast_to(step[:, :1], step.shape), rtol=1e-6)
    assert (step > 0).all()
    assert (step < 1).all()


@pytest.mark.parametrize("topology", ["bus", "curve"])
def test_the_order_of_the_rows_does_not_matter(topology):
    X, y = table(20)
    order = np.random.default_rng(0).permutation(len(y))
    new, plan = new_rows(X, y, 57, topology=topology, random_state=0)
    again, permuted = new_rows(X[order], y[order], 57, topology=topology, random_state=0)
    assert_array_equal(order[permuted.base], plan.base)
    assert_allclose(again, new, atol=1e-12)


def test_a_bus_runs_along_the_first_principal_axis():
    y = np.repeat([1, 0], [30, 90])
    along = RNG.permutation(np.linspace(-9, 9, 30))
    X = np.r_[np.c_[along, -0.9 * along + 0.1 * RNG.normal(size=30)], RNG.normal(size=(90, 2))]
    _, plan = new_rows(X, y, 29, topology="bus", random_state=0)
    assert_array_equal(plan.base, np.argsort(along)[:-1])
    assert_array_equal(plan.partner, np.argsort(along)[1:])


@pytest.mark.parametrize("topology", ["star", "mesh", "bus", "curve"])
def test_a_class_of_one_row_is_copied(topology):
    X, y = table(1)
    new, _ = new_rows(X, y, 5, topology=topology, random_state=0)
    assert_array_equal(new, np.repeat(X[y == 1], 5, axis=0))


def test_sparse_tables_are_refused():
    X, y = table()
    with pytest.raises(TypeError, match=r"PolynomialFit moves every number.*dense table"):
        PolynomialFit().fit_resample(sparse.csr_array(X), y)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"topology": "ring"}, "'star', 'mesh', 'bus', 'curve'"),
        ({"degree": 4}, "an int from 1 to 3"),
        ({"order": "mean"}, "'principal', 'data'"),
        ({"random": 1}, "True or False"),
    ],
    ids=str,
)
def test_parameters_that_are_none_are_refused(parameters, words):
    with pytest.raises(InvalidParameterError, match=words):
        PolynomialFit(**parameters).fit_resample(*table())
