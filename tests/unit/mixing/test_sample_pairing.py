"""SamplePairing: what is done to rows before they are averaged."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn.preprocessing import StandardScaler

from oversample import SamplePairing
from oversample.exceptions import InvalidParameterError
from tests.unit.mixing.problems import blobs, fitted

SEEDS = {
    "int": lambda: 7,
    "Generator": lambda: np.random.default_rng(7),
    "SeedSequence": lambda: np.random.SeedSequence(7),
}


class Recorder:
    """A transform that remembers what it was given and what it gave."""

    def __init__(self):
        self.given, self.made = [], []

    def __call__(self, rows, random_state):
        assert isinstance(random_state, np.random.Generator)
        self.given.append(rows.copy())
        self.made.append(rows + random_state.normal(size=rows.shape))
        return self.made[-1]


class Shift:
    """An object with `transform`, which is not callable."""

    def transform(self, rows, random_state):
        return rows + random_state.uniform(10, 20, size=(len(rows), *[1] * (rows.ndim - 1)))


@pytest.mark.parametrize("image_shape", [None, (2, 3), (1, 2, 3)])
@pytest.mark.parametrize("seed", SEEDS)
def test_new_rows_are_means_of_what_the_transform_makes_of_both(image_shape, seed):
    X, y = blobs((40, 12), width=6)
    recorder = Recorder()
    sampler, X_new, labels = fitted(
        SamplePairing(row_transform=recorder, image_shape=image_shape, random_state=SEEDS[seed]()),
        X,
        y,
    )
    plan = sampler.plan_
    shape = (28, 6) if image_shape is None else (28, *(*image_shape, 1)[:3])
    assert [rows.shape for rows in recorder.given] == [shape, shape]
    assert_array_equal(recorder.given[0].reshape(28, 6), X[plan.base])
    assert_array_equal(recorder.given[1].reshape(28, 6), X[plan.partner])
    expected = (recorder.made[0] + recorder.made[1]).reshape(28, 6) / 2
    assert_allclose(X_new, expected, rtol=1e-12, atol=1e-12)
    # The two transforms are two draws.
    changes = [m - g for m, g in zip(recorder.made, recorder.given, strict=True)]
    assert not np.allclose(*changes)
    assert_array_equal(labels, y[plan.base])


@pytest.mark.parametrize("seed", SEEDS)
def test_same_seed_same_rows(seed):
    X, y = blobs((40, 12, 5), width=6)
    first, again = (
        fitted(SamplePairing(row_transform=Shift(), random_state=SEEDS[seed]()), X, y)[1]
        for _ in range(2)
    )
    assert_array_equal(first, again)
    other = fitted(SamplePairing(row_transform=Shift(), random_state=8), X, y)[1]
    assert not np.array_equal(first, other)
    # Pairs are those without a transform.
    plain, *_ = fitted(SamplePairing(random_state=SEEDS[seed]()), X, y)
    moved, *_ = fitted(SamplePairing(row_transform=Shift(), random_state=SEEDS[seed]()), X, y)
    assert_array_equal(plain.plan_.base, moved.plan_.base)
    assert_array_equal(plain.plan_.partner, moved.plan_.partner)


def test_a_transform_that_writes_into_its_rows_hurts_nothing():
    X, y = blobs((40, 12), width=6)
    before = X.copy()

    def flip_in_place(rows, random_state):
        rows[:] = rows[:, ::-1].copy()
        return rows

    sampler, X_new, _ = fitted(SamplePairing(row_transform=flip_in_place, random_state=0), X, y)
    assert_array_equal(X, before)
    plan = sampler.plan_
    assert_allclose(X_new, (X[plan.base] + X[plan.partner])[:, ::-1] / 2, atol=1e-12)


def test_every_class_has_draws_of_its_own():
    X, y = np.zeros((60, 3)), np.repeat([0, 1, 2], [40, 10, 10])
    _, X_new, _ = fitted(
        SamplePairing(row_transform=Recorder(), random_state=np.random.default_rng(0)), X, y
    )
    assert len(np.unique(X_new)) == X_new.size


@pytest.mark.parametrize("dtype", ["int64", "uint8", "float32"])
def test_dtypes_are_kept(dtype):
    rng = np.random.default_rng(0)
    X, y = rng.integers(20, 200, size=(60, 4)).astype(dtype), np.arange(60) % 5 == 0
    recorder = Recorder()
    sampler, X_new, _ = fitted(SamplePairing(row_transform=recorder, random_state=0), X, y)
    assert X_new.dtype == dtype
    # Whole numbers come in their own units, 64 bits of them too.
    assert_array_equal(recorder.given[0], X[sampler.plan_.base])
    expected = (recorder.made[0] + recorder.made[1]) / 2
    if dtype == "float32":
        assert_allclose(X_new, expected, rtol=1e-6)
    else:
        rounded = np.clip(np.rint(expected), X.min(axis=0), X.max(axis=0))
        assert_array_equal(X_new, rounded)


def test_rows_of_a_frame_are_its_columns_of_numbers_in_order():
    X, y = blobs((40, 12), width=3)
    frame = pd.DataFrame({"a": X[:, 0], "town": "x", "b": (99 * X[:, 1]).astype(int), "c": X[:, 2]})
    frame.loc[::2, "town"] = "y"
    recorder = Recorder()
    sampler = SamplePairing(row_transform=recorder, categorical_features="auto", random_state=0)
    X_new, _ = sampler.fit_resample(frame, y)
    assert_allclose(recorder.given[0], frame[["a", "b", "c"]].to_numpy()[sampler.plan_.base])
    assert_array_equal(X_new["town"][52:], frame["town"].iloc[sampler.plan_.base])


def test_what_is_replayed_elsewhere_is_the_mean_alone():
    X, y = blobs((40, 12), width=3)
    sampler, *_ = fitted(SamplePairing(row_transform=Shift(), random_state=0), X, y)
    plan = sampler.plan_
    replayed = plan.replay(X)[52:]
    assert_allclose(replayed, (X[plan.base] + X[plan.partner]) / 2, rtol=1e-12)


def test_in_the_space_of_an_encoder_rows_are_encoded():
    X, y = blobs((40, 12), width=3)
    recorder = Recorder()
    sampler, X_new, _ = fitted(
        SamplePairing(row_transform=recorder, encoder=StandardScaler(), random_state=0), X, y
    )
    scaler = StandardScaler().fit(X)
    assert_allclose(recorder.given[0], scaler.transform(X)[sampler.plan_.base])
    expected = scaler.inverse_transform((recorder.made[0] + recorder.made[1]) / 2)
    assert_allclose(X_new, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    "transform",
    [
        lambda rows, rng: rows[:-1],
        lambda rows, rng: rows[:, 0],
        lambda rows, rng: rows.reshape(-1),
        lambda rows, rng: np.where(rows > 0, rows, np.nan),
        lambda rows, rng: np.where(rows > 0, rows, np.inf),
    ],
)
def test_transforms_that_do_wrong(transform):
    X, y = blobs((40, 12), width=4)
    with pytest.raises(InvalidParameterError, match=r"SamplePairing: row_transform=.*\(28, 4\)"):
        SamplePairing(row_transform=transform).fit_resample(X, y)


@pytest.mark.parametrize("transform", [5, "flip", StandardScaler, []])
def test_what_is_no_transform(transform):
    X, y = blobs((40, 12), width=4)
    with pytest.raises(InvalidParameterError, match="'row_transform' parameter of SamplePairing"):
        SamplePairing(row_transform=transform).fit_resample(X, y)


def test_missing_cells_cannot_be_transformed():
    X, y = blobs((40, 12), width=4)
    X[0, 0] = np.nan
    sampler = SamplePairing(row_transform=Shift(), missing_values="present")
    with pytest.raises(ValueError, match=r"missing cells.*Impute them first.*row_transform=None"):
        sampler.fit_resample(X, y)


def test_sparse_tables_cannot_be_transformed():
    X, y = blobs((40, 12), width=4)
    with pytest.raises(TypeError, match="row_transform=None"):
        SamplePairing(row_transform=Shift()).fit_resample(sparse.csr_array(X), y)
    X_new, _ = SamplePairing().fit_resample(sparse.csr_array(X), y)
    assert sparse.issparse(X_new)


def test_rows_that_are_no_images_of_the_shape():
    X, y = blobs((40, 12), width=4)
    with pytest.raises(
        InvalidParameterError, match=r"SamplePairing: image_shape=\(2, 3\).*= 6 pix"
    ):
        SamplePairing(image_shape=(2, 3)).fit_resample(X, y)
