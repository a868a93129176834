"""Quality gates on real data: of their class, of some use, and not told from rows at sight.

No gate says that a generator is better than another: on three splits that would be noise.
"""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import cross_val_predict, train_test_split

from oversample import ARFOverSampler, CARTOverSampler, GaussianCopulaOverSampler

MAKERS = {
    "copula": lambda: GaussianCopulaOverSampler(random_state=0),
    "cart": lambda: CARTOverSampler(random_state=0),
    "arf": lambda: ARFOverSampler(random_state=0, n_estimators=10),
}
each = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


def forest(**more):
    return RandomForestClassifier(30, random_state=0, **more)


@pytest.fixture(scope="module")
def split():
    """Half of the digits, of which 43 are eights; and the other half."""
    X, y = load_digits(return_X_y=True)
    X, X_test, y, y_test = train_test_split(X, y == 8, stratify=y, random_state=0)
    kept = np.concatenate([np.flatnonzero(~y), np.flatnonzero(y)[:43]])
    return X[kept], y[kept], X_test, y_test


@pytest.fixture(scope="module")
def judge(split):
    """A forest that has seen other rows, and the share of real eights that it calls eights."""
    _, _, X_test, y_test = split
    half = np.arange(len(y_test)) % 2 == 0
    model = forest(class_weight="balanced", min_samples_leaf=3).fit(X_test[half], y_test[half])
    return model, model.predict(X_test[~half & y_test]).mean()


@each
def test_new_rows_are_of_their_class_almost_as_often_as_real_ones(make, split, judge):
    X, y, _, _ = split
    model, share_of_real = judge
    new = make().fit_resample(X, y)[0][len(X) :]
    assert model.predict(new).mean() >= share_of_real - 0.25


@each
def test_a_forest_loses_nothing_by_them(make, split):
    X, y, X_test, y_test = split
    scores = []
    for table in ((X, y), make().fit_resample(X, y)):
        model = forest().fit(*table)
        scores.append(average_precision_score(y_test, model.predict_proba(X_test)[:, 1]))
    assert scores[1] >= scores[0] - 0.02


def told_apart(first, second):
    """The area under the curve of a forest that tells two samples from each other."""
    X, y = np.concatenate([first, second]), np.repeat([0, 1], [len(first), len(second)])
    proba = cross_val_predict(forest(min_samples_leaf=3), X, y, cv=5, method="predict_proba")
    return roc_auc_score(y, proba[:, 1])


@each
def test_a_dependent_law_is_told_from_a_shuffled_one_and_less_from_new_rows(make):
    """The gate itself is tested, too: real against real, and against shuffled columns."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 1)) + 0.3 * rng.normal(size=(300, 4))
    known, unseen = X[:150], X[150:]
    shuffled = np.stack([rng.permutation(column) for column in known.T], axis=1)
    table = np.concatenate([known, rng.normal(size=(300, 4))])
    new = make().fit_resample(table, np.repeat([1, 0], [150, 300]))[0][450:]
    assert told_apart(known, unseen) < 0.65
    assert told_apart(shuffled, unseen) > 0.8
    # The documented loss of dependence of one of them.
    assert told_apart(new, unseen) < (0.9 if isinstance(make(), ARFOverSampler) else 0.75)
