"""Label rules: hard, split in weighted rows, soft."""

import pickle
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.preprocessing import StandardScaler

from oversample import BalancedMixup, CutMix, Mixup, MoEx, Remix, SamplePairing
from tests import naive_mixing
from tests.unit.mixing.problems import blobs, fitted

SAMPLERS = {
    "Mixup": lambda **p: Mixup(0.6, **p),
    "Mixup-same": lambda **p: Mixup(pairs="same", **p),
    "Mixup-other": lambda **p: Mixup(pairs="other", **p),
    "Mixup-tiny": lambda **p: Mixup(1e-9, pairs="balanced", **p),
    "Remix": lambda **p: Remix(kappa=1.5, tau=0.6, **p),
    "BalancedMixup": lambda **p: BalancedMixup(1.0, **p),
    "CutMix": lambda **p: CutMix(**p),
    "MoEx": lambda **p: MoEx(lam=0.7, **p),
    "MoEx-zero": lambda **p: MoEx(lam=0.0, **p),
    "SamplePairing": lambda **p: SamplePairing(**p),
}
every = pytest.mark.parametrize("make", SAMPLERS.values(), ids=SAMPLERS)


@every
@pytest.mark.parametrize("labels", ["hard", "soft"])
@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        ("auto", [50, 50, 50]),
        ("minority", [50, 17, 50]),
        ({0: 53, 2: 9}, [53, 17, 9]),
        ({1: 0.5}, [50, 25, 4]),
    ],
)
def test_counts_are_exact(make, labels, strategy, expected):
    X, y = blobs((50, 17, 4))
    sampler = make(labels=labels, random_state=0, sampling_strategy=strategy)
    _, y_new = sampler.fit_resample(X, y)
    assert_array_equal(np.bincount(y_new), expected)
    assert sampler.n_synthetic_ == sum(expected) - len(y)


@every
def test_soft_labels_are_the_share_of_each_class(make):
    X, y = blobs((50, 17, 4))
    names = np.array(["u", "v", "w"])
    sampler = make(labels="soft", random_state=0)
    X_new, y_new = sampler.fit_resample(X, names[y])
    assert_array_equal(sampler.classes_, names)
    assert sampler.soft_labels_.shape == (len(X_new), 3)
    assert_allclose(sampler.soft_labels_.sum(axis=1), 1.0, rtol=1e-15)
    assert_array_equal(sampler.soft_labels_[: len(y)], np.eye(3)[y])
    plan = sampler.plan_
    expected = [
        naive_mixing.soft_label(y[b], y[p], w, range(3))
        for b, p, w in zip(plan.base, plan.partner, plan.label_weight, strict=True)
    ]
    assert_allclose(sampler.soft_labels_[len(y) :], expected, atol=1e-15)
    assert_array_equal(names[y[plan.base]], y_new[len(y) :])
    assert_array_equal(sampler.sample_weight_, np.ones(len(X_new)))


@every
@pytest.mark.parametrize("weighted", [False, True])
def test_split_rows_stand_for_soft_labels(make, weighted):
    X, y = blobs((50, 17, 4))
    given = np.random.default_rng(2).random(len(y)) + 0.1 if weighted else np.ones(len(y))
    soft = make(labels="soft", random_state=0)
    X_soft, _ = soft.fit_resample(X, y, sample_weight=given)
    sampler = make(labels="split", random_state=0)
    X_new, y_new = sampler.fit_resample(X, y, sample_weight=given if weighted else None)
    plan, weight = sampler.plan_, sampler.sample_weight_
    n_new = len(X_new) - len(y)
    assert len(plan) == sampler.n_synthetic_ == n_new == sampler.synthetic_mask_.sum()
    assert len(y_new) == len(weight) == len(X_new)
    assert (weight > 0).all()
    assert_array_equal(weight[: len(y)], given)
    # The plan is that of the rows returned: of their features, their labels and their weights.
    if not isinstance(sampler, CutMix | MoEx):
        assert_array_equal(plan.replay(X), X_new)
    is_own = y_new[len(y) :] == y[plan.base]
    assert_array_equal(y_new[len(y) :], np.where(is_own, y[plan.base], y[plan.partner]))
    assert_allclose(weight[len(y) :], plan.replay(given)[len(y) :] * plan.label_weight)
    # Two rows of one pair are one row of the soft labels.
    found = Counter()
    for row, label, w in zip(X_new[len(y) :], y_new[len(y) :], weight[len(y) :], strict=True):
        found[row.tobytes(), int(label)] += w
    expected = Counter()
    carried = soft.plan_.replay(given)
    for i in range(len(y), len(X_soft)):
        for label in range(3):
            share = soft.soft_labels_[i, label] * carried[i]
            if share > 0:
                expected[X_soft[i].tobytes(), label] += share
    assert found.keys() == expected.keys()
    for key, share in expected.items():
        assert found[key] == pytest.approx(share, rel=1e-12)


def test_split_rows_of_one_class_are_one_row():
    X, y = blobs((50, 17))
    sampler, X_new, labels = fitted(Mixup(pairs="same", labels="split", random_state=0), X, y)
    assert len(X_new) == 33
    assert_array_equal(labels, 1)
    assert_array_equal(sampler.sample_weight_, 1.0)


def test_split_rows_of_two_classes_are_two_rows_of_weights_that_sum_to_one():
    X, y = blobs((50, 17))
    sampler, X_new, labels = fitted(Mixup(pairs="other", labels="split", random_state=0), X, y)
    assert len(X_new) == 66
    assert_array_equal(X_new[:33], X_new[33:])
    assert_array_equal(labels, np.repeat([1, 0], 33))
    weight = sampler.sample_weight_[67:]
    assert_allclose(weight[:33] + weight[33:], 1.0, rtol=1e-15)
    assert sampler.sampling_strategy_ == {1: 33}


def test_split_rows_keep_their_categories_together():
    X, y = blobs((50, 17))
    frame = pd.DataFrame(X).assign(town=np.array(["a", "b", "c"])[np.arange(67) % 3])
    frame.columns = frame.columns.astype(str)
    split = Mixup(labels="split", categories="mixed", categorical_features="auto", random_state=0)
    X_new, _ = split.fit_resample(frame, y)
    soft, _ = split.set_params(labels="soft").fit_resample(frame, y)
    assert set(X_new.itertuples(index=False, name=None)) == set(
        soft.itertuples(index=False, name=None)
    )


def test_nothing_to_make():
    X, y = blobs((10, 10))
    for labels in ("hard", "split", "soft"):
        sampler = Mixup(labels=labels)
        X_new, y_new = sampler.fit_resample(X, y)
        assert_array_equal(X_new, X)
        assert_array_equal(y_new, y)
        assert sampler.n_synthetic_ == 0
        if labels != "hard":
            assert_array_equal(sampler.sample_weight_, np.ones(20))
    assert_array_equal(sampler.soft_labels_, np.eye(2)[y])


def test_another_fit_forgets_what_it_does_not_make():
    X, y = blobs((30, 10), width=5)
    sampler = Mixup(labels="soft", encoder=StandardScaler())
    sampler.fit_resample(X, y)
    assert {"soft_labels_", "classes_", "sample_weight_", "encoder_"} <= set(vars(sampler))
    sampler.set_params(labels="split", encoder=None).fit_resample(X, y)
    assert not {"soft_labels_", "classes_", "encoder_"} & set(vars(sampler))
    assert hasattr(sampler, "sample_weight_")
    sampler.set_params(labels="hard").fit_resample(X, y)
    assert not hasattr(sampler, "sample_weight_")
    sampler.fit_resample(X, y, sample_weight=np.ones(40))
    assert hasattr(sampler, "sample_weight_")


@pytest.mark.parametrize("labels", ["hard", "split", "soft"])
def test_a_pickle_has_settings_and_no_rows(labels):
    X, y = blobs((3000, 1000))
    sampler = Mixup(labels=labels, random_state=0)
    expected, _ = sampler.fit_resample(X, y)
    pickled = pickle.dumps(sampler)
    assert len(pickled) < 2000
    again = pickle.loads(pickled)
    assert again.sampling_strategy_ == {1: 2000}
    for name in ("plan_", "synthetic_mask_", "soft_labels_", "sample_weight_"):
        assert not hasattr(again, name)
    assert_array_equal(again.fit_resample(X, y)[0], expected)


TARGETS = {
    "text": lambda y: np.array(["no", "yes", "maybe"])[y],
    "objects": lambda y: np.array(["no", "yes", "maybe"], dtype=object)[y],
    "bools": lambda y: y > 0,
    "list": lambda y: y.tolist(),
    "series": lambda y: pd.Series(y, name="fraud", index=np.arange(len(y)) * 7, dtype="int8"),
    "category": lambda y: pd.Series(pd.Categorical.from_codes(y, ["c", "a", "b"])),
    "frame": lambda y: pd.DataFrame({"fraud": y}),
    "one-hot": lambda y: np.eye(3, dtype=int)[y],
    "negative": lambda y: y - 5,
    "column": lambda y: y[:, np.newaxis],
}


@pytest.mark.parametrize("labels", ["hard", "split", "soft"])
@pytest.mark.parametrize("change", TARGETS.values(), ids=TARGETS)
def test_targets_of_every_kind(change, labels):
    X, y = blobs((50, 17, 4))
    target = change(y)
    mixup = Mixup(pairs="balanced", labels=labels, random_state=0)
    X_new, y_new = mixup.fit_resample(X, target)
    assert type(y_new) is type(target)
    if hasattr(target, "dtype"):
        assert y_new.dtype == target.dtype
    flat = target[:, 0] if isinstance(target, np.ndarray) and target.shape[1:] == (1,) else target
    assert_array_equal(np.asarray(y_new)[: len(y)], np.asarray(flat))
    assert len(y_new) == len(X_new) == len(y) + mixup.n_synthetic_
    if labels != "soft":
        return
    plan = mixup.plan_
    columns = mixup.classes_.tolist()
    codes = (
        np.asarray(flat).argmax(axis=1)
        if np.ndim(flat) == 2 and np.shape(flat)[1] == 3
        else (np.array([columns.index(label) for label in np.asarray(flat).ravel().tolist()]))
    )
    rows = np.arange(len(y), len(y_new))
    assert_array_equal(mixup.soft_labels_[: len(y)].argmax(axis=1), codes)
    assert (mixup.soft_labels_[rows, codes[plan.base]] >= plan.label_weight).all()


def test_a_weighted_split_is_the_soft_cross_entropy():
    """Sums over weighted rows are sums over soft labels, for any scores whatever."""
    X, y = blobs((50, 17, 4))
    rng = np.random.default_rng(0)
    coefficients = rng.normal(size=(4, 3))

    def log_probabilities(rows):
        scores = rows @ coefficients
        return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))

    soft = Mixup(labels="soft", random_state=0)
    X_soft, _ = soft.fit_resample(X, y)
    split = Mixup(labels="split", random_state=0)
    X_split, y_split = split.fit_resample(X, y)
    expected = (soft.soft_labels_ * log_probabilities(X_soft)).sum()
    chosen = log_probabilities(X_split)[np.arange(len(y_split)), y_split]
    assert (split.sample_weight_ * chosen).sum() == pytest.approx(expected, rel=1e-12)
