"""Very large and very small numbers: finite rows without a warning, or an error that says why."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn.ensemble import RandomForestClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.utils.fixes import parse_version

from oversample import (
    ADASYN,
    LVQSMOTE,
    MGS,
    MWMOTE,
    RWO,
    SMOBD,
    SMOTE,
    SMOTEENN,
    SMOTEN,
    SMOTENC,
    SMOTEWB,
    SVMSMOTE,
    AssembledSMOTE,
    GeometricSMOTE,
    KMeansSMOTE,
    LoRAS,
    Mixup,
    MoEx,
    Plan,
    PolynomialFit,
    ProWRAS,
    ProWSyn,
    RandomOverSampler,
    SelectiveOverSampler,
)
from oversample.plan import CombinationPlan

N = 60
SAMPLERS = {
    "SMOTE": SMOTE(random_state=0),
    "SMOTE-std": SMOTE(scale="std", random_state=0),
    "SMOTE-minmax": SMOTE(scale="minmax", random_state=0),
    "SMOTENC": SMOTENC([1], random_state=0),
    "SVMSMOTE": SVMSMOTE(random_state=0, out_step=1.0),
    "KMeansSMOTE": KMeansSMOTE(random_state=0, kmeans_estimator=1),
    "ADASYN": ADASYN(random_state=0),
    "GeometricSMOTE": GeometricSMOTE(random_state=0),
    "GeometricSMOTE-std": GeometricSMOTE(random_state=0, scale="std", truncation=-1.0),
    "SMOTEWB": SMOTEWB(random_state=0, grid="off", n_iterations=2),
    "SMOBD": SMOBD(random_state=0, grid="off"),
    "RWO": RWO(random_state=0, grid="off"),
    "LVQSMOTE": LVQSMOTE(random_state=0, grid="off"),
    "LVQSMOTE-std": LVQSMOTE(random_state=0, grid="off", scale="std"),
    "MGS": MGS(random_state=0, grid="off"),
    "MGS-clip": MGS(random_state=0, grid="off", clip=True, scale="std"),
    "AssembledSMOTE": AssembledSMOTE(random_state=0, grid="off"),
    "LoRAS": LoRAS(random_state=0, grid="off"),
    "MWMOTE": MWMOTE(random_state=0, scale="std", grid="off"),
    "PolynomialFit": PolynomialFit(random_state=0, grid="off"),
    "PolynomialFit-curve": PolynomialFit(topology="curve", random_state=0, grid="off"),
    "ProWRAS": ProWRAS(scheme="LGV", random_state=0, grid="off"),
    "ProWSyn": ProWSyn(random_state=0, grid="off"),
    "ROSE": RandomOverSampler(shrinkage=1.0, random_state=0),
    "SelectiveOverSampler": SelectiveOverSampler(scale="std", random_state=0),
    "SelectiveOverSampler-classifier": SelectiveOverSampler(
        criterion="classifier",
        classifier=RandomForestClassifier(2, random_state=0),
        random_state=0,
        factor=1.5,
    ),
    "SMOTEENN": SMOTEENN(random_state=0),
    "Mixup": Mixup(random_state=0, encoder=None),
}


def normal():
    return np.random.default_rng(0).normal(size=(N, 3))


def labels():
    return (np.arange(N) < 20).astype(int)


TABLES = {
    "one huge column": normal() * [1e200, 1, 1],
    "all but too far apart": np.sign(normal()) * 8e307,
    "of all sizes": normal() * [1e300, 1, 1e-300],
    "tiny": normal() * 1e-200,
    "a huge constant": np.c_[np.full(N, 1e308), normal()[:, 1:]],
    "float32": np.where(normal() > 0, 3e38, -3e37).astype("f4"),
    "float32 of all sizes": (normal() * [1e37, 1, 1e-37]).astype("f4"),
    "float16": np.where(normal() > 0, 6e4, -1e4).astype("f2"),
}


@pytest.mark.parametrize("sampler", SAMPLERS.values(), ids=SAMPLERS)
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.filterwarnings("ignore::oversample.exceptions.FallbackWarning")
def test_new_rows_are_finite(sampler, table):
    new, _ = sampler.fit_resample(TABLES[table], labels())
    assert np.isfinite(new).all()
    assert new.dtype == TABLES[table].dtype


@pytest.mark.parametrize("name", [name for name in SAMPLERS if name != "SMOTENC"])
@pytest.mark.parametrize("factor", [2.0**700, 2.0**-700, 2.0**100])
def test_rows_do_not_depend_on_a_power_of_two(name, factor):
    sampler, X = SAMPLERS[name], normal()
    expected = sampler.fit_resample(X, labels())[0] * factor
    got, _ = sampler.fit_resample(X * factor, labels())
    assert_allclose(got, expected, rtol=1e-12)


@pytest.mark.parametrize("scale", ["std", "minmax"])
def test_units_of_sparse_tables(scale):
    X = sparse.csr_array(np.where(normal() > 0.3, normal(), 0))
    sampler = SMOTE(scale=scale, random_state=0)
    expected = sampler.fit_resample(X, labels())[0].toarray()
    for factor in ([2.0**600, 1, 2.0**-600], [1, 2.0**-600, 1]):
        got, _ = sampler.fit_resample((X @ sparse.diags_array(np.array(factor))).tocsr(), labels())
        assert_allclose(got.toarray() / factor, expected, rtol=1e-12)


def test_the_spread_of_small_categories_is_that_of_the_table():
    sampler = SMOTENC([3], random_state=0)
    X = np.c_[normal(), np.arange(N) % 3]
    sampler.fit_resample(X, labels())
    expected = sampler.median_std_[1]
    sampler.fit_resample(X * [2.0**600, 2.0**600, 2.0**600, 1], labels())
    assert_allclose(sampler.median_std_[1], expected * 2.0**600)


@pytest.mark.parametrize(
    ("sampler", "words"),
    [
        (MoEx("ln", encoder=None, random_state=0), "squares are beyond the largest float"),
        (MoEx(encoder=StandardScaler(), random_state=0), "It must give finite numbers"),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_moments_that_are_no_floats_are_refused(sampler, words):
    with pytest.raises(ValueError, match=words):
        sampler.fit_resample(TABLES["one huge column"], labels())


def test_moments_of_float32_stay_in_its_range():
    new, _ = MoEx("ln", encoder=None, random_state=0).fit_resample(TABLES["float32"], labels())
    assert np.isfinite(new).all()


PLANS = {
    "beyond": Plan(np.array([0]), np.array([1]), np.array([-1.0])),
    "noise": Plan(np.array([0]), np.array([0]), np.array([0.0]), noise=np.full((1, 1), -1e308)),
    "combination": CombinationPlan(np.array([[0, 1]]), np.array([[2.0, -1.0]])),
}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_rows_beyond_the_largest_float_are_that_float(plan, dtype):
    largest = np.finfo(dtype).max
    X = np.array([[-0.9 * largest], [0.1 * largest]], dtype=dtype)
    assert_array_equal(plan.make_rows(X), [[-largest]])
    assert_array_equal(plan.make_rows(sparse.csr_array(X)).toarray(), [[-largest]])


# -- the encoder that is for looking at --------------------------------------------------------


@pytest.mark.skipif(
    parse_version(pl.__version__) < parse_version("1.21"),
    reason="this release of polars panics at whole numbers of 128 bits",
)
@pytest.mark.parametrize("sampler", [SMOTENC(["c"]), SMOTEN()], ids=["SMOTENC", "SMOTEN"])
def test_categories_that_no_encoder_knows(sampler):
    wide = pl.DataFrame(
        {"n": np.arange(N) / 2, "c": pl.Series([k % 4 for k in range(N)], dtype=pl.Int128)}
    )
    odd = pd.DataFrame({"n": np.arange(N) / 2, "c": [complex(k % 4, 1) for k in range(N)]})
    for X in (wide, odd):
        new, _ = sampler.fit_resample(X, labels())
        assert set(new["c"]) == set(X["c"])
        assert sampler.categorical_encoder_.categories_
