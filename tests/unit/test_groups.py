"""Groups of rows, carried over to the result: that of the base row."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from imblearn import over_sampling as peer
from numpy.testing import assert_array_equal
from sklearn.model_selection import GroupKFold

import oversample
from oversample import (
    SMOTE,
    SMOTEENN,
    Mixup,
    RandomOverSampler,
    SelectiveOverSampler,
    SMOTETomek,
)
from tests.instances import INSTANCES
from tests.unit.test_contract import GaussianOverSampler


def problem():
    rng = np.random.default_rng(0)
    return rng.normal(size=(80, 4)), np.r_[np.zeros(56, int), np.ones(24, int)]


GROUPS = np.random.default_rng(1).permutation(80) // 4 * 10


@pytest.mark.parametrize("name", [name for name, i in INSTANCES.items() if i.parents])
def test_every_sampler_carries_groups(name):
    instance = INSTANCES[name]
    X, y = problem()
    X = abs(X) if instance.pixels else X
    sampler, before = instance.make(), instance.resample(X, y)[1]
    with instance.tolerance():
        X_new, _ = sampler.fit_resample(X, y, groups=GROUPS)
    assert_array_equal(X_new, before)
    rows = np.concatenate([np.arange(80), sampler.plan_.base])
    if not instance.keeps_rows:
        rows = rows[sampler.kept_indices_]
    assert_array_equal(sampler.groups_, GROUPS[rows])


@pytest.mark.parametrize(
    "sampler",
    [
        SMOTE(random_state=0),
        SelectiveOverSampler(random_state=0),
        SMOTEENN(random_state=0),
        SMOTETomek(smote=RandomOverSampler(random_state=0)),
        SMOTETomek(smote=peer.RandomOverSampler(random_state=0)),
        Mixup(labels="split", random_state=0),
    ],
    ids=repr,
)
def test_results_are_split_by_groups(sampler):
    X, y = problem()
    X_new, y_new = sampler.fit_resample(X, y, groups=GROUPS)
    assert set(sampler.groups_) <= set(GROUPS)
    for training, test in GroupKFold(4).split(X_new, y_new, groups=sampler.groups_):
        assert not set(sampler.groups_[training]) & set(sampler.groups_[test])


@pytest.mark.parametrize("combination", [SMOTE, SMOTEENN])
@pytest.mark.parametrize(
    "groups",
    [
        pd.Series(GROUPS, name="patient", dtype="Int32", index=np.arange(80) + 5),
        pd.Series(GROUPS, dtype="category"),
        pl.Series("patient", GROUPS.astype(str)),
        [f"p{group}" for group in GROUPS],
        np.where(GROUPS > 100, np.nan, GROUPS),
    ],
    ids=["Int32", "category", "polars", "list", "gaps"],
)
def test_groups_keep_their_type(combination, groups):
    sampler = combination(random_state=0)
    _, y_new = sampler.fit_resample(*problem(), groups=groups)
    assert type(sampler.groups_) is type(groups)
    assert len(sampler.groups_) == len(y_new)
    for attribute in ("dtype", "name"):
        assert getattr(sampler.groups_, attribute, None) == getattr(groups, attribute, None)
    sampler.fit_resample(*problem())
    assert not hasattr(sampler, "groups_")


@pytest.mark.parametrize("combination", [SMOTE, SMOTEENN])
@pytest.mark.parametrize(
    "groups", [GROUPS[1:], GROUPS[:, None], 3, pd.DataFrame({"g": GROUPS}), "patient"]
)
def test_groups_are_checked(combination, groups):
    with pytest.raises(ValueError, match=r"groups must be one label for each of the 80 rows"):
        combination().fit_resample(*problem(), groups=groups)


def test_rows_without_parents_belong_to_no_group():
    with pytest.raises(ValueError, match="32 of 32 new rows come from no row"):
        GaussianOverSampler().fit_resample(*problem(), groups=GROUPS)
    with pytest.raises(ValueError, match="come from no row"):
        SMOTEENN(smote=GaussianOverSampler()).fit_resample(*problem(), groups=GROUPS)
    with pytest.raises(ValueError, match="does not tell which rows"):
        SMOTEENN(smote=peer.SMOTE()).fit_resample(*problem(), groups=GROUPS)


@pytest.mark.parametrize("kind", [pd, pl])
@pytest.mark.parametrize("method", ["smote", "smoteenn"])
def test_resample_keeps_the_column_of_groups(kind, method):
    X, y = problem()
    cells = {"a": X[:, 0], "patient": GROUPS, "b": X[:, 1], "y": y, "c": X[:, 2]}
    frame = kind.DataFrame(cells)
    new = oversample.resample(frame, "y", method, groups="patient", random_state=0, synthetic="new")
    assert list(new.columns) == [*cells, "new"]
    assert set(new["patient"].to_numpy()) <= set(GROUPS)
    features = np.stack([new[name].to_numpy() for name in "abc"], axis=1)
    sampler = SMOTE(random_state=0) if method == "smote" else SMOTEENN(random_state=0)
    expected, _ = sampler.fit_resample(X[:, :3], y)
    assert_array_equal(features, expected)


def test_resample_names_columns_and_samplers_that_will_not_do():
    frame = pd.DataFrame(problem()[0]).assign(patient=GROUPS, y=problem()[1])
    with pytest.raises(ValueError, match=r"no column of groups 'patients'.*mean 'patient'"):
        oversample.resample(frame, "y", groups="patients")
    with pytest.raises(ValueError, match="no column of groups 'y'"):
        oversample.resample(frame, "y", groups="y")
    with pytest.raises(ValueError, match="does not carry groups"):
        oversample.resample(frame, "y", peer.SMOTE(), groups="patient")
