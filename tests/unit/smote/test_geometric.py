"""Geometric SMOTE: surface points, balls, truncation, deformation."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from oversample import GeometricSMOTE
from tests import naive


def problem(seed=0, width=3):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat([0, 1, 2], [60, 25, 15]))
    return rng.normal(size=(len(y), width)) + y[:, np.newaxis], y


def made(X, y, **parameters):
    sampler = GeometricSMOTE(
        **{"random_state": 0, "sampling_strategy": {1: 1000, 2: 1000}, **parameters}
    )
    X_new, _ = sampler.fit_resample(X, y)
    centre, surface = X[sampler.plan_.base], X[sampler.plan_.partner]
    radius = np.linalg.norm(surface - centre, axis=1)
    return sampler.plan_, (X_new[len(X) :] - centre) / radius[:, np.newaxis], surface - centre


@pytest.mark.parametrize("selection", ["combined", "majority", "minority"])
def test_surface_points_are_the_naive_rule(selection):
    X, y = problem()
    plan, *_ = made(X, y, selection=selection, k_neighbors=3)
    seen = set(zip(plan.base.tolist(), plan.partner.tolist(), strict=True))
    allowed = set()
    for label in (1, 2):
        rows, others = np.flatnonzero(y == label), np.flatnonzero(y != label)
        nearest = naive.k_nearest(X[rows], 3)
        for i, row in enumerate(rows.tolist()):
            foreign = min(others.tolist(), key=lambda j, i=row: naive.squared_distance(X[i], X[j]))
            for near in rows[nearest[i]].tolist():
                near_d = naive.squared_distance(X[row], X[near])
                nearer = foreign if naive.squared_distance(X[row], X[foreign]) < near_d else near
                choice = {"combined": nearer, "majority": foreign, "minority": near}
                allowed.add((row, choice[selection]))
    assert seen == allowed


@pytest.mark.parametrize("truncation", [-1.0, -0.4, 0.0, 0.7, 1.0])
@pytest.mark.parametrize("deformation", [0.0, 0.6, 1.0])
def test_rows_lie_in_the_truncated_and_deformed_ball(truncation, deformation):
    X, y = problem()
    plan, z, towards = made(X, y, truncation=truncation, deformation=deformation)
    axis = towards / np.linalg.norm(towards, axis=1, keepdims=True)
    along = (z * axis).sum(axis=1)
    across = np.linalg.norm(z - along[:, np.newaxis] * axis, axis=1)
    assert_allclose(along, plan.step, atol=1e-9)
    # The radius across of the ball before it was deformed.
    limit = (1 - deformation) * np.sqrt(1 - along**2)
    assert (across <= limit + 1e-9).all()
    assert (along >= truncation - 1 - 1e-9).all()
    assert (along <= truncation + 1 + 1e-9).all()
    if deformation < 1:
        assert np.quantile(across / limit, 0.9) > 0.8
    if truncation == 0:
        assert abs(along.mean()) < 0.03
    assert (plan.noise is None) == (deformation == 1)


@pytest.mark.parametrize("width", [1, 2, 5])
def test_radii_fill_the_ball_uniformly(width):
    """E|r|^2 = R^2 d / (d + 2)."""
    X, y = problem(width=width)
    _, z, _ = made(X, y, sampling_strategy={1: 20_000})
    radius = (z**2).sum(axis=1)
    assert radius.max() <= 1 + 1e-9
    assert radius.mean() == pytest.approx(width / (width + 2), abs=0.01)


def test_segments_of_smote():
    X, y = problem()
    plan, *_ = made(X, y, selection="minority", deformation=1.0)
    assert (y[plan.base] == y[plan.partner]).all()
    assert (plan.base != plan.partner).all()
    assert ((plan.step >= 0) & (plan.step <= 1)).all()
    assert_array_equal(plan.make_rows(X), naive.interpolate(X, plan.base, plan.partner, plan.step))


def test_balls_are_round_in_scaled_units():
    X, y = problem()
    unit = X.std(axis=0)
    _, expected, _ = made(X / unit, y)
    X = X / unit * [1.0, 1e3, 1e-3]
    sampler = GeometricSMOTE(random_state=0, scale="std", sampling_strategy={1: 1000, 2: 1000})
    X_new, _ = sampler.fit_resample(X, y)
    X, X_new = X / X.std(axis=0), X_new[len(X) :] / X.std(axis=0)
    centre, surface = X[sampler.plan_.base], X[sampler.plan_.partner]
    radius = np.linalg.norm(surface - centre, axis=1, keepdims=True)
    assert_allclose((X_new - centre) / radius, expected, atol=1e-9)


def test_a_ball_without_radius_is_its_centre():
    X, y = np.zeros((30, 2)), np.arange(30) % 3 == 0
    X_new, _ = GeometricSMOTE(random_state=0).fit_resample(X, y)
    assert not X_new.any()


def test_a_copied_class_beside_one_of_balls():
    X, y = problem()
    keep = np.r_[np.flatnonzero(y < 2), np.flatnonzero(y == 2)[:3]]
    X, y = X[keep], y[keep]
    for labels in (y, 2 - y):
        sampler = GeometricSMOTE(random_state=0, small_class="duplicate")
        X_new, y_new = sampler.fit_resample(X, labels)
        assert len(set(np.bincount(y_new).tolist())) == 1
        small = y_new[len(y) :] == labels[-1]
        assert_array_equal(X_new[len(y) :][small], X[sampler.plan_.base[small]])
