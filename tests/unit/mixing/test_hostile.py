"""Strange classes, strategies and memory: nothing of it matters."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal
from sklearn.decomposition import PCA

from oversample import BalancedMixup, CutMix, Mixup, MoEx, Remix, SamplePairing
from tests.unit.mixing.problems import blobs, fitted

SAMPLERS = {
    "Mixup": lambda: Mixup(random_state=0),
    "Mixup-balanced": lambda: Mixup(pairs="balanced", labels="soft", random_state=0),
    "Mixup-split": lambda: Mixup(pairs="other", labels="split", random_state=0),
    "Mixup-encoder": lambda: Mixup(encoder=PCA(2), random_state=0),
    "Remix": lambda: Remix(tau=0.7, random_state=0),
    "BalancedMixup": lambda: BalancedMixup(random_state=0),
    "CutMix": lambda: CutMix(random_state=0),
    "MoEx": lambda: MoEx(random_state=0),
    "SamplePairing": lambda: SamplePairing(random_state=0),
}
every = pytest.mark.parametrize("make", SAMPLERS.values(), ids=SAMPLERS)


@every
def test_ten_classes_some_of_one_row(make):
    X, y = blobs((200, 90, 50, 20, 9, 4, 2, 1, 1, 1), width=5)
    sampler, X_new, labels = fitted(make(), X, y)
    assert np.isfinite(X_new).all()
    if sampler.labels == "split":
        assert set(labels) == set(range(10))
    else:
        assert_array_equal(np.bincount(np.r_[y, labels]), [200] * 10)


@every
def test_two_rows_in_all(make):
    X, y = np.array([[0.0, 1.0, 5.0], [2.0, 2.0, 3.0]]), np.array([0, 1])
    sampler, X_new, _ = fitted(make(), X, y, sampling_strategy={0: 5, 1: 6})
    assert len(X_new) == (18 if sampler.labels == "split" else 9)
    assert np.isfinite(X_new).all()


@every
def test_many_new_rows_of_few(make):
    X, y = blobs((30, 3), width=4)
    sampler, X_new, _ = fitted(make(), X, y, sampling_strategy={1: 300_003})
    assert len(X_new) >= 300_000
    assert np.isfinite(X_new).all()
    assert set(sampler.plan_.base) == set(np.flatnonzero(y))


# PCA itself warns of a table without variance.
@pytest.mark.parametrize("name", sorted(SAMPLERS.keys() - {"Mixup-encoder"}))
def test_all_rows_equal(name):
    make = SAMPLERS[name]
    X, y = np.full((20, 4), 3.25), np.arange(20) % 5 == 0
    _, X_new, _ = fitted(make(), X, y)
    np.testing.assert_allclose(X_new, 3.25, rtol=1e-15)


@every
def test_memory_that_cannot_be_written_and_odd_strides(make, tmp_path):
    X, y = blobs((60, 20), width=6)
    _, expected, _ = fitted(make(), X, y)
    frozen = X.copy()
    frozen.setflags(write=False)
    wide = np.repeat(np.repeat(X, 2, axis=0), 2, axis=1)
    np.save(tmp_path / "X.npy", X)
    for layout in (
        frozen,
        np.asfortranarray(X),
        wide[::2, ::2],
        np.ascontiguousarray(X[::-1])[::-1],
        np.load(tmp_path / "X.npy", mmap_mode="r"),
        X.astype(">f8"),
    ):
        _, X_new, _ = fitted(make(), layout, y)
        np.testing.assert_allclose(X_new, expected, rtol=1e-9, atol=1e-12)
    assert_array_equal(frozen, X)


@every
def test_threads_share_nothing(make):
    X, y = blobs((300, 60), width=5)
    _, expected, _ = fitted(make(), X, y)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: fitted(make(), X, y)[1], range(12)))
    for found in results:
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


@every
@pytest.mark.parametrize(
    "strategy", [0.9, {1: 0.5}, {0: 61, 1: 20}, lambda y: {1: 33}, "all", {1: 20}]
)
def test_every_form_of_strategy(make, strategy):
    X, y = blobs((60, 20), width=5)
    sampler, X_new, labels = fitted(make(), X, y, sampling_strategy=strategy)
    asked = sum(sampler.sampling_strategy_.values())
    if sampler.labels == "split":
        weight = sampler.sample_weight_[80:]
        assert weight.sum() == pytest.approx(asked)
    else:
        assert len(X_new) == len(labels) == asked


@every
def test_one_class_more_than_once_in_a_row_of_calls(make):
    X, y = blobs((60, 20), width=5)
    sampler = make()
    first, _ = sampler.fit_resample(X, y)
    sampler.fit_resample(X[:, :4].astype(np.float32), np.where(y == 1, "b", "a"))
    again, _ = sampler.fit_resample(X, y)
    assert_array_equal(first, again)


@every
@pytest.mark.parametrize("dtype", ["float16", "longdouble", "bool", "int8", "object", ">i4"])
def test_odd_dtypes(make, dtype):
    rng = np.random.default_rng(0)
    X, y = rng.integers(2, size=(60, 5)).astype(dtype), np.arange(60) % 6 == 0
    X_new, _ = make().fit_resample(X, y)
    assert X_new.dtype == X.dtype
    assert_array_equal(X_new[:60], X)


@every
def test_lists_and_odd_indexes(make):
    X, y = blobs((30, 10), width=4)
    _, expected, _ = fitted(make(), X, y)
    from_lists, labels = make().fit_resample(X.tolist(), y.tolist())
    assert isinstance(from_lists, list)
    assert isinstance(labels, list)
    np.testing.assert_allclose(from_lists[40:], expected, rtol=1e-9, atol=1e-12)
    frame = pd.DataFrame(
        X, index=["row"] * 40, columns=pd.MultiIndex.from_product([[1, 2], [3, 4]])
    )
    from_frame, _ = make().fit_resample(frame, y)
    np.testing.assert_allclose(from_frame[40:], expected, rtol=1e-9, atol=1e-12)


def test_one_column():
    X, y = np.arange(20.0)[:, np.newaxis], np.arange(20) % 5 == 0
    for make in (Mixup, Remix, BalancedMixup, SamplePairing):
        _, X_new, _ = fitted(make(random_state=0), X, y)
        assert ((X_new >= 0) & (X_new <= 19)).all()
    # The greater half of one column is the row itself.
    sampler, X_new, _ = fitted(CutMix(random_state=0), X, y)
    assert_array_equal(X_new, X[sampler.plan_.base])
