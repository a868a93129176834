"""SVM-SMOTE: which support vectors, which direction, how many."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy import sparse
from sklearn.neighbors import NearestNeighbors
from sklearn.svm import SVC

from oversample import SMOTE, SVMSMOTE
from oversample.exceptions import FallbackWarning
from tests import naive


def problem(seed=0, shift=1.0):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat([0, 1, 2], [70, 30, 20]))
    return rng.normal(size=(len(y), 2)) + shift * y[:, np.newaxis], y


@pytest.mark.parametrize("seed", range(4))
def test_in_danger_inwards_and_safe_outwards(seed):
    X, y = problem(seed)
    sampler = SVMSMOTE(random_state=0, out_step=0.3, sampling_strategy={1: 900, 2: 900})
    _, y_new = sampler.fit_resample(X, y)
    plan = sampler.plan_
    foreign = naive.n_foreign(X, y, 10)
    support = set(SVC(gamma="scale").fit(X, y).support_.tolist())
    for label in (1, 2):
        mine = y_new[len(y) :] == label
        inwards = mine & (plan.step >= 0)
        members = {i for i in support if y[i] == label and foreign[i] < 10}
        danger = set(naive.in_danger(X, y, label, 10)) & members
        assert set(plan.base[inwards]) == danger
        assert set(plan.base[mine & ~inwards]) == members - danger
        assert plan.step[mine].min() > -0.3
        nearest = naive.k_nearest(X[y == label], 5)
        rows = np.flatnonzero(y == label)
        allowed = {(rows[i], rows[j]) for i in range(len(rows)) for j in nearest[i]}
        assert set(zip(plan.base[mine], plan.partner[mine], strict=True)) <= allowed


@pytest.mark.filterwarnings("ignore::oversample.exceptions.FallbackWarning")
def test_counts_are_exact_on_random_problems():
    for seed in range(200):
        rng = np.random.default_rng(seed)
        n = rng.integers(30, 60)
        y = np.r_[[0] * 7, [1] * 6, rng.random(n) < rng.uniform(0.05, 0.3)].astype(int)
        X = rng.normal(size=(len(y), 2)) + rng.uniform(0, 3) * y[:, np.newaxis]
        _, y_new = SVMSMOTE(random_state=seed, m_neighbors=5).fit_resample(X, y)
        assert len(set(np.bincount(y_new).tolist())) == 1


@pytest.mark.filterwarnings("ignore::oversample.exceptions.FallbackWarning")
@pytest.mark.parametrize("value", [0.1, 1e6 / 3])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_sparse_table_without_spread_is_filled(value, dtype):
    """scikit-learn's own width of the kernel comes out below zero for some such tables."""
    X, y = np.full((30, 3), value, dtype), np.repeat([0, 1], [20, 10])
    X_new, _ = SVMSMOTE(random_state=0).fit_resample(sparse.csr_array(X), y)
    assert_array_equal(X_new.toarray(), SVMSMOTE(random_state=0).fit_resample(X, y)[0])


class NoSupport(SVC):
    """Finds no support vector of class 1."""

    def fit(self, X, y):
        super().fit(X, y)
        self.support_ = np.flatnonzero(y != 1)
        return self


@pytest.mark.parametrize("m_neighbors", [10, NearestNeighbors(n_neighbors=11)], ids=repr)
def test_no_support_vector_left_is_said_and_smote_used(m_neighbors):
    X, y = problem()
    sampler = SVMSMOTE(
        random_state=0,
        svm_estimator=NoSupport(),
        m_neighbors=m_neighbors,
        sampling_strategy={1: 60},
    )
    with pytest.warns(FallbackWarning) as caught:
        X_new, _ = sampler.fit_resample(X, y)
    (warning,) = caught
    for word in ("SVMSMOTE", "class 1", "support vectors", "plain SMOTE"):
        assert word in str(warning.message)
    expected, _ = SMOTE(random_state=0, sampling_strategy={1: 60}).fit_resample(X, y)
    assert_array_equal(X_new, expected)
