"""Adversarial rows: gradients, attacks, what may not change, labels."""

import pickle
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import approx_fprime
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.tree import DecisionTreeClassifier

from oversample import AdversarialOverSampler
from oversample._random import make_streams
from oversample.exceptions import InvalidParameterError
from oversample.generative.attacks import Ball, fgsm, pgd
from oversample.generative.surrogates import Network, surrogate_of

RNG = np.random.default_rng(0)


def problem(n=90, width=3):
    X = RNG.normal(size=(n, width)) * [1, 50, 0.1][:width]
    y = (X[:, 0] + RNG.normal(size=n) > 0.8).astype(int)
    return X, y


def fitted(model, n_classes):
    X = RNG.normal(size=(60, 3))
    return model.fit(X, np.arange(60) % n_classes)


@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")
@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("kind", ["linear", "identity", "relu", "tanh", "logistic"])
def test_gradients_are_those_of_differences(kind, n_classes):
    model = LogisticRegression()
    if kind != "linear":
        model = MLPClassifier((5, 4), activation=kind, max_iter=20, random_state=0)
    surrogate = surrogate_of(fitted(model, n_classes))
    X, y = RNG.normal(size=(4, 3)), np.arange(4) % n_classes
    loss, gradient = surrogate.loss_gradient(X, y)
    assert_allclose(loss, -np.log(model.predict_proba(X)[np.arange(4), y]))
    for i in range(4):

        def loss_of(row, label=y[i]):
            return surrogate.loss_gradient(row[np.newaxis], np.array([label]))[0][0]

        assert_allclose(gradient[i], approx_fprime(X[i], loss_of), atol=1e-5)
    # The gradient of a row does not depend on the others.
    assert_allclose(surrogate.loss_gradient(X[::-1], y[::-1])[1], gradient[::-1], atol=1e-14)


def around(n, norm, radius=0.3, box=9.0):
    wide = np.full((n, 3), box)
    return Ball(norm, np.full(n, radius), -wide, wide)


LINEAR = Network.of([[[2.0], [-1.0], [0.0]]], [[0.5]])
ROWS, LABELS = RNG.normal(size=(8, 3)), np.arange(8) % 2


def on_a_line(steps):
    return LINEAR.loss_gradient(ROWS + steps, LABELS)


def unchanged(steps):
    return steps


def test_one_step_against_a_line_has_a_closed_form():
    """Loss softplus(-(2 y - 1) f + eps |w|), with the dual norm of the ball's."""
    signs = 2 * LABELS - 1
    f = ROWS @ [2, -1, 0] + 0.5
    for norm, dual in (("inf", 3.0), ("l2", 5**0.5)):
        steps = fgsm(around(8, norm), on_a_line, unchanged)
        expected = np.logaddexp(0, -signs * f + 0.3 * dual)
        assert_allclose(on_a_line(steps)[0], expected)
        if norm == "inf":
            assert_allclose(steps, -0.3 * signs[:, np.newaxis] * [1, -1, 0])
        # Many steps lead to the same place, but for the column that does not matter.
        many = pgd(around(8, norm), on_a_line, unchanged, 30, make_streams(0).start())
        assert_allclose(on_a_line(many)[0], expected, rtol=0.03)
        if norm == "inf":
            assert_allclose(many[:, :2], steps[:, :2])


@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")
@pytest.mark.parametrize("norm", ["inf", "l2"])
def test_steps_stay_in_the_ball_and_the_box_and_never_lose(norm):
    ball = around(8, norm, radius=0.3, box=0.2)
    model = fitted(MLPClassifier((6,), max_iter=30, random_state=0), 2)
    surrogate = surrogate_of(model)

    def evaluate(steps):
        return surrogate.loss_gradient(ROWS + steps, LABELS)

    start = ball.start(make_streams(3).start())
    steps = pgd(ball, evaluate, unchanged, 10, make_streams(3).start())
    length = np.abs(steps).max(axis=1) if norm == "inf" else np.linalg.norm(steps, axis=1)
    assert (length <= 0.3 + 1e-12).all()
    assert (np.abs(steps) <= 0.2).all()
    assert (evaluate(steps)[0] >= evaluate(start)[0]).all()


@pytest.mark.parametrize("attack", ["fgsm", "pgd"])
@pytest.mark.parametrize("norm", ["inf", "l2"])
def test_rows_are_harder_and_near_their_base(attack, norm):
    X, y = problem()
    sampler = AdversarialOverSampler(
        attack=attack, norm=norm, epsilon=0.3, grid="off", random_state=0
    )
    X_new, _ = sampler.fit_resample(X, y)
    new, base = X_new[len(X) :], X[sampler.plan_.base]
    assert (y[sampler.plan_.base] == 1).all()
    steps = (new - base) / X[y == 1].std(axis=0)
    length = np.abs(steps).max(axis=1) if norm == "inf" else np.linalg.norm(steps, axis=1)
    assert (length <= 0.3 + 1e-9).all()
    assert (new >= X.min(axis=0) - 1e-12).all()
    assert (new <= X.max(axis=0) + 1e-12).all()

    def own(rows):
        scaled = (rows - X.mean(axis=0)) / X.std(axis=0)
        return sampler.surrogate_.predict_proba(scaled)[:, 1]

    assert (own(new) <= own(base) + 1e-12).all()
    assert (own(new) < own(base) - 1e-3).mean() > 0.5


def test_no_radius_is_a_copy():
    X, y = problem()
    sampler = AdversarialOverSampler(epsilon=0.0, random_state=0)
    X_new, _ = sampler.fit_resample(X, y)
    assert_array_equal(X_new[len(X) :], X[sampler.plan_.base])


def test_categories_and_immutable_columns_do_not_change():
    X, y = problem()
    frame = pd.DataFrame(X, columns=["a", "b", "c"]).assign(town=RNG.choice(["u", "v"], len(X)))
    frame = frame[["town", "a", "b", "c"]]
    for fixed in (["b"], [2], np.array([False, False, True, False])):
        sampler = AdversarialOverSampler(
            immutable_features=fixed, categorical_features="auto", grid="off", random_state=0
        )
        new = sampler.fit_resample(frame, y)[0][len(X) :].reset_index(drop=True)
        base = frame.iloc[sampler.plan_.base].reset_index(drop=True)
        pd.testing.assert_frame_equal(new[["town", "b"]], base[["town", "b"]])
        assert (new["a"] != base["a"]).any()
    with pytest.raises(ValueError, match="immutable_features names column 'd'"):
        AdversarialOverSampler(immutable_features=["d"]).fit_resample(frame[["a", "b"]], y)


def test_rows_are_repaired_and_repairs_checked():
    def is_sum(rows):
        return np.column_stack([rows[:, 0], rows[:, 1], rows[:, :2].sum(axis=1)])

    X, y = problem()
    X = is_sum(X)
    for attack in ("pgd", "fgsm"):
        sampler = AdversarialOverSampler(repair=is_sum, attack=attack, grid="off", random_state=0)
        new = sampler.fit_resample(X, y)[0][len(X) :]
        assert_allclose(new, is_sum(new))
        assert not np.allclose(new, X[sampler.plan_.base])
    with pytest.raises(ValueError, match=r"must return finite numbers of the shape \(\d+, 3\)"):
        AdversarialOverSampler(repair=lambda rows: rows[:, :2]).fit_resample(X, y)


def test_a_step_that_ends_among_others_is_halved_or_given_up():
    # Rows of the class, and others a little more than a quarter of its spread away from them.
    X = np.array([[0.0], [4.0], [8.0], [-1.1], [-1.2], [-1.3], [-1.4], [-1.5]])
    y = np.array([1, 1, 1, 0, 0, 0, 0, 0])
    sampler = AdversarialOverSampler(
        sampling_strategy={1: 200}, epsilon=0.34, grid="off", random_state=0
    )
    new = sampler.fit_resample(X, y)[0][8:, 0]
    spread = X[y == 1].std()
    mine = sampler.plan_.base == 0
    # Its box ends at -1.5, and its ball at -1.11; -0.55 is half way to the nearest other row.
    assert -1.2 < -0.34 * spread < -1.1
    assert (new[mine] > -0.56).all()
    assert_allclose(new[mine].min(), -0.17 * spread / 2, rtol=0.01)
    assert_allclose(new[~mine].min(), 4 - 0.34 * spread)


@pytest.mark.parametrize("attack", ["fgsm", "pgd"])
@pytest.mark.parametrize("norm", ["inf", "l2"])
def test_the_range_of_the_table_may_be_more_steps_than_there_are_floats(attack, norm):
    X = np.array([[0.0], [1e-310], [2e-310], [3.0], [4.0], [7.0], [9.0]])
    y = np.array([1, 1, 1, 0, 0, 0, 0])
    sampler = AdversarialOverSampler(
        attack=attack, norm=norm, epsilon=0.5, grid="off", random_state=0
    )
    new = sampler.fit_resample(X, y)[0][len(X) :]
    moved = new - X[sampler.plan_.base]
    farthest = 0.5 * np.sqrt(2 / 3) * 1e-310
    assert (moved != 0).all()
    assert (np.abs(moved) <= farthest * (1 + 1e-9)).all()
    if attack == "fgsm":
        assert_allclose(moved, farthest)  # towards the others


class Constant(LogisticRegression):
    """A surrogate of a user's own, whose loss grows with the first column."""

    def loss_gradient(self, X, y):
        return X[:, 0], np.eye(X.shape[1])[np.zeros(len(X), dtype=int)]


def test_a_surrogate_of_ones_own():
    X, y = problem()
    sampler = AdversarialOverSampler(Constant(), epsilon=0.01, attack="fgsm", grid="off")
    new = sampler.fit_resample(X, y)[0][len(X) :]
    steps = (new - X[sampler.plan_.base]) / X[y == 1].std(axis=0)
    inside = X[sampler.plan_.base, 0] < X[:, 0].max()
    assert_allclose(steps[inside], np.tile([0.01, 0, 0], (inside.sum(), 1)), atol=1e-9)


class Recording(LogisticRegression):
    """A surrogate that keeps what it is fitted to."""

    seen: ClassVar[list] = []

    def fit(self, X, y):
        self.seen.append((X, y))
        return super().fit(X, y)


def test_later_rounds_meet_a_surrogate_that_knows_the_earlier_ones():
    X, y = problem()
    frame = pd.DataFrame(X, columns=["a", "b", "c"]).assign(town=RNG.choice(["u", "v"], len(X)))
    settings = {"epsilon": 0.5, "grid": "off", "categorical_features": "auto", "random_state": 0}
    Recording.seen.clear()
    once = AdversarialOverSampler(**settings)
    thrice = AdversarialOverSampler(Recording(class_weight="balanced"), rounds=3, **settings)
    new = once.fit_resample(frame, y)[0][len(X) :]
    thrice.fit_resample(frame, y)
    n_new = len(new)
    shapes = [(len(points), np.bincount(codes).tolist()) for points, codes in Recording.seen]
    n_rows, counts = len(X), np.bincount(y)
    assert shapes == [
        (n_rows, counts.tolist()),
        (n_rows + n_new, (counts + np.array([0, n_new])).tolist()),
        (n_rows + n_new, (counts + np.array([0, n_new])).tolist()),
    ]
    # The first attack is that of one round.
    made = Recording.seen[1][0][n_rows:, :3] * X.std(axis=0) + X.mean(axis=0)
    assert_allclose(made, new[["a", "b", "c"]].to_numpy(), atol=1e-8)
    points = Recording.seen[1][0][n_rows:]
    at_first, at_third = (
        one.surrogate_.predict_proba(points)[:, 1].mean() for one in (once, thrice)
    )
    assert at_third > at_first


@pytest.mark.parametrize("surrogate", [DecisionTreeClassifier(), "mlp", LogisticRegression])
def test_surrogates_without_a_gradient_are_refused(surrogate):
    with pytest.raises(InvalidParameterError, match="'surrogate' parameter"):
        AdversarialOverSampler(surrogate).fit_resample(*problem())


@pytest.mark.parametrize("epsilon", [-0.1, (0.2, 0.1), (0.1,), "far"])
def test_unusable_radii_are_refused(epsilon):
    with pytest.raises(InvalidParameterError, match="'epsilon' parameter"):
        AdversarialOverSampler(epsilon=epsilon).fit_resample(*problem())


def test_pickles_hold_the_surrogate_unfitted():
    X, y = problem()
    sampler = AdversarialOverSampler(random_state=0)
    sampler.fit_resample(X, y)
    assert hasattr(sampler.surrogate_, "coef_")
    assert not hasattr(pickle.loads(pickle.dumps(sampler)).surrogate_, "coef_")
