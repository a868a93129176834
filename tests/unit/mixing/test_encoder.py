"""Rows mixed in the space of a transformer, and brought back or not."""

import pickle

import numpy as np
import pandas as pd
import pytest
from imblearn.pipeline import make_pipeline as make_imblearn_pipeline
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA, KernelPCA, TruncatedSVD
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.exceptions import NotFittedError
from sklearn.feature_selection import SelectKBest
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MaxAbsScaler,
    OneHotEncoder,
    PowerTransformer,
    StandardScaler,
)

from oversample import SMOTE, BalancedMixup, CutMix, Mixup, MoEx, Remix, SamplePairing
from oversample.exceptions import InvalidParameterError
from tests.unit.mixing.problems import blobs, fitted

SAMPLERS = {
    "Mixup": Mixup,
    "SamplePairing": SamplePairing,
    "Remix": Remix,
    "BalancedMixup": BalancedMixup,
    "CutMix": CutMix,
    "MoEx": MoEx,
    "SMOTE": SMOTE,
}
every = pytest.mark.parametrize("sampler_class", SAMPLERS.values(), ids=SAMPLERS)


def by_hand(sampler, encoder, X, y):
    """Encode all rows, resample them, and decode the new ones."""
    encoded = encoder.fit_transform(X, y)
    plain = clone(sampler).set_params(encoder=None)
    _, new, labels = fitted(plain, encoded, y)
    return new, encoder.inverse_transform(new), labels


@every
@pytest.mark.parametrize(
    "encoder",
    [
        PCA(3),
        StandardScaler(),
        KernelPCA(4, kernel="rbf", fit_inverse_transform=True),
        make_pipeline(StandardScaler(), PCA(3, whiten=True)),
        FunctionTransformer(np.arcsinh, np.sinh),
        TruncatedSVD(3),
        PCA(3).set_output(transform="pandas"),
    ],
    ids=str,
)
def test_rows_are_those_of_encoding_by_hand(sampler_class, encoder):
    X, y = blobs((40, 12), width=6)
    sampler = sampler_class(encoder=encoder, random_state=0)
    X_new, y_new = sampler.fit_resample(X, y)
    features, expected, labels = by_hand(sampler, clone(encoder), X, y)
    assert_array_equal(X_new[:52], X)
    assert_allclose(X_new[52:], expected, rtol=1e-9, atol=1e-12)
    assert_array_equal(y_new[52:], labels)
    assert_allclose(sampler.encoder_.transform(X), clone(encoder).fit_transform(X), atol=1e-9)
    assert not hasattr(encoder, "n_features_in_")
    encoded = sampler.set_params(output="features")
    F_new, _ = encoded.fit_resample(X, y)
    assert_allclose(F_new[:52], clone(encoder).fit_transform(X), atol=1e-9)
    assert_allclose(F_new[52:], features, rtol=1e-9, atol=1e-12)


@every
def test_an_encoder_that_is_frozen_stays_as_it_is(sampler_class):
    X, y = blobs((40, 12), width=6)
    elsewhere = np.random.default_rng(9).normal(size=(30, 6))
    pca = PCA(3).fit(elsewhere)
    components = pca.components_.copy()
    sampler = sampler_class(encoder=FrozenEstimator(pca), random_state=0)
    X_new, _ = sampler.fit_resample(X, y)
    plain = sampler_class(random_state=0, **({"encoder": None} if sampler_class is MoEx else {}))
    _, new, _ = fitted(plain, pca.transform(X), y)
    assert_allclose(X_new[52:], pca.inverse_transform(new), rtol=1e-9, atol=1e-12)
    assert_array_equal(pca.components_, components)


@pytest.mark.parametrize("dtype", ["int64", "int16", "uint8", "float32", "bool"])
def test_encoders_are_given_numbers_in_their_own_units(dtype):
    rng = np.random.default_rng(0)
    X, y = rng.integers(1, 200, size=(50, 4)).astype(dtype), np.arange(50) % 5 == 0
    seen = []

    def note(rows):
        seen.append(np.asarray(rows).copy())
        return rows

    Mixup(encoder=FunctionTransformer(note, lambda rows: rows), random_state=0).fit_resample(X, y)
    assert_array_equal(seen[0], X.astype(float))


def test_whole_numbers_come_back_whole():
    rng = np.random.default_rng(0)
    X, y = rng.integers(1000, 5000, size=(50, 4)), np.arange(50) % 5 == 0
    encoder = FrozenEstimator(FunctionTransformer(np.log, np.exp).fit(X.astype(float)))
    sampler = Mixup(encoder=encoder, random_state=0)
    X_new, _ = sampler.fit_resample(X, y)
    assert X_new.dtype == X.dtype
    plan = sampler.plan_
    step = plan.step[:, np.newaxis]
    expected = np.exp((1 - step) * np.log(X[plan.base]) + step * np.log(X[plan.partner]))
    assert (np.abs(X_new[50:] - expected) <= 0.5 + 1e-6).all()


def test_a_copy_is_what_the_encoder_keeps_of_it():
    X, y = np.random.default_rng(0).integers(-50, 50, size=(50, 4)), np.arange(50) % 5 == 0
    sampler, X_new, _ = fitted(Mixup(0, encoder=PCA(1), random_state=0), X, y)
    pca = PCA(1).fit(X)
    expected = pca.inverse_transform(pca.transform(X))[sampler.plan_.base]
    low, high = X.min(axis=0), X.max(axis=0)
    assert_array_equal(X_new, np.clip(np.rint(expected), low, high))


def mixed_frame():
    X, y = blobs((40, 12), width=4)
    frame = pd.DataFrame(X.astype(np.float32), columns=list("abcd"))
    frame["c"] = (10 * X[:, 2]).round().astype(int)
    frame.insert(1, "town", np.array(["x", "y", "z"])[np.arange(52) % 3])
    frame.index = np.arange(52) * 3
    return frame, y


@every
def test_only_the_numbers_of_a_frame_are_encoded(sampler_class):
    frame, y = mixed_frame()
    numbers = frame[list("abcd")]
    encoder = PCA(3)
    sampler = sampler_class(
        encoder=encoder, categorical_features="auto", random_state=0, output="input"
    )
    X_new, _ = sampler.fit_resample(frame, y)
    pd.testing.assert_frame_equal(X_new[:52].set_axis(frame.index), frame)
    assert_array_equal(sampler.encoder_.feature_names_in_, list("abcd"))
    assert_allclose(sampler.encoder_.components_, PCA(3).fit(numbers).components_, atol=1e-6)
    # New rows lie in the plane of the encoder, up to rounding of the whole numbers.
    new = X_new[list("abcd")][52:]
    back = sampler.encoder_.inverse_transform(sampler.encoder_.transform(new))
    assert (np.abs(back - new.to_numpy()) < 0.51).all()


def test_an_encoder_fitted_on_named_columns_meets_their_names():
    frame, y = mixed_frame()
    numbers = frame[list("abcd")]
    encoder = FrozenEstimator(make_pipeline(StandardScaler(), PCA(2)).fit(numbers))
    Mixup(encoder=encoder, categorical_features="auto").fit_resample(frame, y)
    Mixup(encoder=encoder).fit_resample(numbers, y)


def test_features_of_a_mixed_frame():
    frame, y = mixed_frame()
    encoder = ColumnTransformer(
        [("n", StandardScaler(), list("abcd")), ("c", OneHotEncoder(sparse_output=False), ["town"])]
    )
    sampler = Mixup(encoder=encoder, output="features", random_state=0)
    X_new, y_new = sampler.fit_resample(frame, y)
    assert X_new.shape == (80, 7)
    assert_allclose(X_new[:52], clone(encoder).fit_transform(frame))
    plan, step = sampler.plan_, sampler.plan_.step[:, np.newaxis]
    expected = (1 - step) * X_new[plan.base] + step * X_new[plan.partner]
    assert_allclose(X_new[52:], expected, rtol=1e-9, atol=1e-12)
    assert_allclose(X_new[:, 4:].sum(axis=1), 1.0)
    assert sampler.n_features_in_ == 5
    named = clone(encoder).set_output(transform="pandas")
    as_frame, _ = sampler.set_params(encoder=named).fit_resample(frame, y)
    assert list(as_frame.columns) == list(clone(named).fit_transform(frame).columns)
    assert_allclose(as_frame.to_numpy(), X_new)
    assert len(y_new) == 80


@pytest.mark.parametrize("names", [False, True])
def test_a_supervised_encoder_is_given_labels(names):
    X, y = blobs((40, 12, 8), width=6)
    labels = np.array(["u", "v", "w"])[y] if names else y
    encoder = LinearDiscriminantAnalysis(n_components=2)
    X_new, _ = Mixup(encoder=encoder, output="features").fit_resample(X, labels)
    assert_allclose(X_new[:60], clone(encoder).fit_transform(X, labels))
    kept, _ = Mixup(encoder=SelectKBest(k=2), random_state=0).fit_resample(X, labels)
    chosen = SelectKBest(k=2).fit(X, labels).get_support()
    assert_array_equal(kept[60:, ~chosen], 0.0)
    assert (kept[60:, chosen] != 0).all()


def test_a_supervised_encoder_is_given_one_label_a_row_of_a_one_hot_target():
    X, y = blobs((40, 12, 8), width=6)
    encoder = LinearDiscriminantAnalysis(n_components=2)
    X_new, y_new = Mixup(encoder=encoder, output="features").fit_resample(
        X, np.eye(3, dtype=int)[y]
    )
    assert_allclose(X_new[:60], clone(encoder).fit_transform(X, y))
    assert_array_equal(y_new.sum(axis=0), [40, 40, 40])


@pytest.mark.parametrize("container", [sparse.csr_array, sparse.csr_matrix, sparse.csc_array])
@pytest.mark.parametrize("encoder", [TruncatedSVD(3, random_state=0), MaxAbsScaler()], ids=str)
@pytest.mark.parametrize("sampler_class", [Mixup, SMOTE, CutMix])
def test_sparse_tables(container, encoder, sampler_class):
    rng = np.random.default_rng(0)
    X = rng.random((60, 12)) * (rng.random((60, 12)) < 0.3)
    y = np.arange(60) % 5 == 0
    dense, _ = sampler_class(encoder=encoder, random_state=0).fit_resample(X, y)
    X_new, _ = sampler_class(encoder=encoder, random_state=0).fit_resample(container(X), y)
    assert type(X_new) is container
    assert_array_equal(X_new[:60].toarray(), X)
    assert_allclose(X_new.toarray(), dense, atol=1e-9)


def test_moex_takes_sparse_tables_through_an_encoder_only():
    rng = np.random.default_rng(0)
    X = sparse.csr_array(rng.random((60, 12)) * (rng.random((60, 12)) < 0.3))
    y = np.arange(60) % 5 == 0
    with pytest.raises(TypeError, match="TruncatedSVD"):
        MoEx().fit_resample(X, y)
    X_new, _ = MoEx(encoder=TruncatedSVD(4), output="features").fit_resample(X, y)
    assert X_new.shape == (96, 4)


class Encoder(TransformerMixin, BaseEstimator):
    """An encoder that does what it is told, wrong things too."""

    def __init__(self, forth=None, back=None):
        self.forth = forth
        self.back = back

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return self.forth(np.asarray(X)) if self.forth else X

    def inverse_transform(self, X):
        return self.back(X) if self.back else X


@every
@pytest.mark.parametrize(
    ("encoder", "message"),
    [
        (Encoder(lambda X: X[:-1]), r"shape \(51, 6\) for 52 rows"),
        (Encoder(lambda X: X[:, 0]), r"shape \(52,\) for 52 rows"),
        (Encoder(lambda X: np.where(X > 2, np.nan, X)), r"NaN or infinity in \d+ cells"),
        (Encoder(lambda X: np.where(X > 2, np.inf, X)), r"NaN or infinity in \d+ cells"),
        (Encoder(back=lambda X: X[:, :2]), r"inverse_transform .* shape \(1, 2\) for 1 rows of 6"),
        (Encoder(back=lambda X: X * np.nan), "inverse_transform .* made NaN or infinity"),
        (KernelPCA(2), "no inverse_transform.*output='features'"),
        (LinearDiscriminantAnalysis(), "no inverse_transform.*output='features'"),
    ],
    ids=range(8),
)
def test_encoders_that_do_wrong(sampler_class, encoder, message):
    X, y = blobs((40, 12), width=6)
    name = sampler_class.__name__
    with pytest.raises(InvalidParameterError, match=f"^{name}: .*{message}"):
        sampler_class(encoder=encoder).fit_resample(X, y)


def test_new_rows_that_cannot_come_back_are_no_missing_cells():
    rng = np.random.default_rng(0)
    X, y = rng.random((60, 4)), np.arange(60) % 5 == 0

    def back(rows):
        with np.errstate(invalid="ignore"):
            return np.where((rows >= X.min()) & (rows <= X.max()), rows, np.nan)

    moex = MoEx(encoder=Encoder(back=back), random_state=0)
    with pytest.raises(InvalidParameterError, match="defined wherever new rows may lie"):
        moex.fit_resample(X, y)
    # Means are nowhere but between.
    assert np.isfinite(Mixup(encoder=Encoder(back=back)).fit_resample(X, y)[0]).all()


def test_missing_cells_and_encoders():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 4)), np.arange(60) % 5 == 0
    X[rng.random(X.shape) < 0.2] = np.nan
    scaled = Mixup(encoder=StandardScaler(), missing_values="present", random_state=0)
    plain = Mixup(missing_values="present", random_state=0)
    assert_allclose(scaled.fit_resample(X, y)[0], plain.fit_resample(X, y)[0], atol=1e-12)
    imputing = Encoder(lambda rows: np.nan_to_num(rows))
    X_new, _ = Mixup(encoder=imputing, missing_values="present").fit_resample(X, y)
    assert_array_equal(X_new[:60], X)
    assert np.isfinite(X_new[60:]).all()
    with pytest.raises(ValueError, match=r"column 0 has .* missing"):
        Mixup(encoder=StandardScaler()).fit_resample(X, y)


def test_nothing_to_encode():
    frame = pd.DataFrame({"town": ["x", "y", "z", "u"] * 5})
    with pytest.raises(InvalidParameterError, match=r"Mixup: .* no columns of numbers"):
        Mixup(encoder=PCA(1), categorical_features="auto").fit_resample(frame, [0, 0, 0, 1] * 5)


@every
def test_wrong_input_is_found_before_the_encoder_is_fitted(sampler_class):
    X, y = blobs((40, 12), width=6)
    fits = []
    encoder = Encoder(lambda rows: fits.append(len(rows)) or rows)
    for output in ("input", "features"):
        sampler = sampler_class(encoder=encoder, output=output)
        with pytest.raises(ValueError, match="inconsistent"):
            sampler.fit_resample(X, y[:-1])
        with pytest.raises(ValueError, match="continuous"):
            sampler.fit_resample(X, X[:, 0])
        with pytest.raises(ValueError, match="7"):
            clone(sampler).set_params(sampling_strategy={7: 100}).fit_resample(X, y)
    assert not fits


@every
@pytest.mark.parametrize("encoder", [5, "pca", PCA, object()])
def test_what_is_no_encoder(sampler_class, encoder):
    X, y = blobs((40, 12), width=6)
    with pytest.raises(
        InvalidParameterError, match=f"'encoder' parameter of {sampler_class.__name__}"
    ):
        sampler_class(encoder=encoder).fit_resample(X, y)


@every
def test_a_pickle_has_no_training_rows(sampler_class):
    X, y = blobs((2000, 500), width=6)
    encoder = KernelPCA(3, kernel="rbf", fit_inverse_transform=True, eigen_solver="randomized")
    sampler = sampler_class(encoder=encoder, random_state=0)
    sampler.fit(X[::5], y[::5])
    assert hasattr(sampler.encoder_, "X_fit_")
    pickled = pickle.dumps(sampler)
    assert len(pickled) < 4000
    assert not hasattr(pickle.loads(pickled).encoder_, "X_fit_")


@every
def test_clones_and_refits(sampler_class):
    X, y = blobs((40, 12), width=6)
    sampler = sampler_class(encoder=PCA(3), random_state=0)
    expected, _ = sampler.fit_resample(X, y)
    copy = clone(sampler)
    assert not hasattr(copy, "encoder_")
    assert copy.encoder is not sampler.encoder
    assert_array_equal(copy.fit_resample(X, y)[0], expected)
    sampler.fit_resample(X[:, :4], y)
    assert sampler.encoder_.n_features_in_ == 4
    assert_array_equal(sampler.fit_resample(X, y)[0], expected)


def test_parameters_of_the_encoder_can_be_searched():
    X, y = blobs((60, 20), width=6)
    model = make_imblearn_pipeline(
        Mixup(encoder=PCA(), random_state=0), LogisticRegression(max_iter=1000)
    )
    grid = {"mixup__encoder__n_components": [1, 3], "mixup__alpha": [0.2]}
    search = GridSearchCV(model, grid, cv=3, error_score="raise").fit(X, y)
    assert search.best_score_ > 0.8
    assert len(set(search.cv_results_["mean_test_score"])) >= 1
    best = search.best_estimator_.named_steps["mixup"]
    assert best.encoder_.n_components == search.best_params_["mixup__encoder__n_components"]


def test_a_skewed_column_is_mixed_on_the_scale_of_its_encoder():
    rng = np.random.default_rng(0)
    X, y = np.exp(rng.normal(size=(200, 2))), np.arange(200) % 4 == 0
    encoder = PowerTransformer("box-cox")
    X_new, _ = Mixup(encoder=encoder, random_state=0).fit_resample(X, y)
    assert (X_new > 0).all()


@every
def test_a_frame_gives_the_bits_of_the_array(sampler_class):
    X, y = blobs((40, 12), width=5, spread=0.1)
    for encoder in (StandardScaler(), PCA(3)):
        sampler = sampler_class(encoder=encoder, random_state=0)
        expected, _ = sampler.fit_resample(X, y)
        from_frame, _ = sampler.fit_resample(pd.DataFrame(X), y)
        assert_array_equal(from_frame, expected)
        named, _ = sampler.fit_resample(pd.DataFrame(X, columns=list("abcde")), y)
        assert_array_equal(named, expected)


def test_names_of_encoded_columns_are_those_of_the_encoder():
    X, y = np.random.default_rng(0).normal(size=(40, 3)), np.arange(40) < 12
    frame = pd.DataFrame(X, columns=list("abc"))
    encoded = Mixup(encoder=PCA(2), output="features", random_state=0)
    with pytest.raises(NotFittedError):
        encoded.get_feature_names_out()
    assert encoded.fit(frame, y).get_feature_names_out().tolist() == ["pca0", "pca1"]
    own = Mixup(encoder=PCA(2), random_state=0).fit(frame, y)
    assert own.get_feature_names_out().tolist() == list("abc")
