"""A sparse table has many forms, and one result."""

import warnings

import numpy as np
import pytest
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import RandomForestClassifier
from sklearn.neighbors import NearestNeighbors

from oversample import (
    ADASYN,
    SMOTE,
    SMOTEENN,
    SMOTEN,
    SVMSMOTE,
    BorderlineSMOTE,
    CutMix,
    KMeansSMOTE,
    Mixup,
    RandomOverSampler,
    SafeLevelSMOTE,
    SelectiveOverSampler,
    SMOTETomek,
)

RNG = np.random.default_rng(1)
Y = np.repeat([0, 1], [50, 30])
DENSE = RNG.normal(size=(80, 6)) * (RNG.uniform(size=(80, 6)) < 0.6)
DENSE[:, 0] = RNG.normal(size=80)
DENSE[::3, 5] = 0


def twice(X):
    """Each entry in two halves, but those of the first column: columns differ in this too."""
    part = np.where(X.indices == 0, 1, 2)
    indptr = np.concatenate([[0], np.cumsum(part)])[X.indptr]
    return sparse.csr_array((np.repeat(X.data / part, part), np.repeat(X.indices, part), indptr))


def unsorted(X):
    X = X.copy()
    for start, stop in zip(X.indptr, X.indptr[1:], strict=False):
        X.indices[start:stop] = X.indices[start:stop][::-1]
        X.data[start:stop] = X.data[start:stop][::-1]
    X.has_sorted_indices = False
    return X


def wide_indices(X):
    X = X.copy()
    X.indices, X.indptr = X.indices.astype(np.int64), X.indptr.astype(np.int64)
    return X


def read_only(X):
    X = X.copy()
    for array in (X.data, X.indices, X.indptr):
        array.flags.writeable = False
    return X


def with_zeros(X):
    """Zeros that are stored: all cells of every third row."""
    rows = [
        np.arange(6) if i % 3 == 0 else X.indices[X.indptr[i] : X.indptr[i + 1]] for i in range(80)
    ]
    indptr = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    dense = X.toarray()
    data = np.concatenate([dense[i, row] for i, row in enumerate(rows)])
    return sparse.csr_array((data, np.concatenate(rows), indptr), shape=X.shape)


FORMS = {
    "twice": twice,
    "unsorted": unsorted,
    "64-bit": wide_indices,
    "read-only": read_only,
    "zeros": with_zeros,
    "csc": lambda X: X.tocsc(),
    "all of them": lambda X: read_only(wide_indices(unsorted(twice(with_zeros(X))))),
}
SAMPLERS = {
    "SMOTE": SMOTE(random_state=0),
    "scaled": SMOTE(random_state=0, scale="std"),
    "own search": SMOTE(random_state=0, k_neighbors=NearestNeighbors(n_neighbors=4)),
    "encoder": SMOTE(random_state=0, encoder=TruncatedSVD(2, random_state=0)),
    "features": Mixup(random_state=0, encoder=TruncatedSVD(2, random_state=0), output="features"),
    "Borderline": BorderlineSMOTE(random_state=0),
    "ADASYN": ADASYN(random_state=0),
    "SafeLevel": SafeLevelSMOTE(random_state=0),
    "SVM": SVMSMOTE(random_state=0),
    "KMeans": KMeansSMOTE(random_state=0, kmeans_estimator=2),
    "SMOTEN": SMOTEN(random_state=0),
    "bootstrap": RandomOverSampler(random_state=0, shrinkage=1.0),
    "Mixup": Mixup(random_state=0),
    "CutMix": CutMix(random_state=0),
    "Tomek": SMOTETomek(random_state=0),
    "ENN": SMOTEENN(random_state=0),
    "neighbors": SelectiveOverSampler(random_state=0, scale="std"),
    "classifier": SelectiveOverSampler(
        criterion="classifier", classifier=RandomForestClassifier(5, random_state=0), random_state=0
    ),
}


def rows(sampler, X):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        X_new, y_new = sampler.fit_resample(X, Y)
    return (X_new.toarray() if sparse.issparse(X_new) else np.asarray(X_new)), y_new


def arrays_of(X):
    return [X.data.copy(), X.indices.copy(), X.indptr.copy()]


@pytest.mark.parametrize("name", SAMPLERS)
def test_every_form_of_a_sparse_table_gives_the_same_rows(name):
    canonical = sparse.csr_array(DENSE)
    expected, expected_y = rows(SAMPLERS[name], canonical)
    for form, change in FORMS.items():
        X = change(canonical)
        assert (abs(X - canonical) > 0).nnz == 0
        before = arrays_of(X)
        found, y = rows(SAMPLERS[name], X)
        np.testing.assert_array_equal(found, expected, err_msg=form)
        np.testing.assert_array_equal(y, expected_y, err_msg=form)
        for old, now in zip(before, arrays_of(X), strict=True):
            np.testing.assert_array_equal(old, now, err_msg=f"{form}: the input was changed")


def test_whole_numbers_stay_in_the_range_of_their_sums():
    counts = sparse.csr_array(RNG.integers(0, 5, (80, 4)))
    halves = sparse.csr_array(
        (np.repeat(counts.data, 2), np.repeat(counts.indices, 2), counts.indptr * 2),
        shape=counts.shape,
    )
    expected = SMOTE(random_state=0).fit_resample(counts * 2, Y)[0]
    assert abs(SMOTE(random_state=0).fit_resample(halves, Y)[0] - expected).max() == 0


class Writes(NearestNeighbors):
    """An estimator that changes what it is fitted on."""

    def fit(self, X, y=None):
        super().fit(X.copy())
        (X.data if sparse.issparse(X) else X)[:] = 0
        return self


@pytest.mark.filterwarnings("ignore::oversample.exceptions.FallbackWarning")
@pytest.mark.parametrize("container", [np.array, sparse.csr_array])
def test_no_foreign_estimator_gets_the_object_of_the_user(container):
    X = container(DENSE)
    before = X.copy()
    SMOTE(random_state=0, k_neighbors=Writes(n_neighbors=4)).fit_resample(X, Y)
    BorderlineSMOTE(random_state=0, m_neighbors=Writes(n_neighbors=4)).fit_resample(X, Y)
    assert abs(X - before).max() == 0
