"""What all generators share: small classes, rows without a new fit, pickles, quality."""

import pickle

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.mixture import GaussianMixture

from oversample import (
    AdversarialOverSampler,
    ARFOverSampler,
    CARTOverSampler,
    GaussianCopulaOverSampler,
    GeneratorOverSampler,
)
from oversample.plan import CellsPlan
from tests.adherence import check_adherence
from tests.unit.generative.test_copula import drawn

RNG = np.random.default_rng(0)
GENERATORS = {
    "copula": lambda **more: GaussianCopulaOverSampler(random_state=0, **more),
    "arf": lambda **more: ARFOverSampler(random_state=0, n_estimators=10, **more),
    "mixture": lambda **more: GeneratorOverSampler(GaussianMixture(), random_state=0, **more),
    "cart": lambda **more: CARTOverSampler(random_state=0, **more),
}
EXACT = ["copula", "cart", "arf"]
every_generator = pytest.mark.parametrize("make", GENERATORS.values(), ids=GENERATORS)


def problem(n=90):
    X = pd.DataFrame(RNG.normal(size=(n, 3)), columns=["a", "b", "c"])
    return X, np.where(np.arange(n) % 3 == 0, "rare", "usual")


@every_generator
def test_rows_are_drawn_without_a_new_fit(make):
    X, y = problem()
    sampler = make()
    with pytest.raises(AttributeError, match="has no models: call fit_resample first"):
        sampler.sample("rare", 3)
    sampler.fit_resample(X, y)
    model = sampler.generators_["rare"]
    rows = sampler.sample("rare", 50, random_state=3)
    assert sampler.generators_["rare"] is model
    assert isinstance(rows, pd.DataFrame)
    assert (rows.dtypes == X.dtypes).all()
    assert rows.shape == (50, 3)
    assert list(sampler.sample("rare", 0).columns) == ["a", "b", "c"]
    few = sampler.sample("rare", 7, random_state=3)
    if not isinstance(sampler, GeneratorOverSampler):
        # Fewer rows are the first of more.
        assert_allclose(few.to_numpy(), rows[:7].to_numpy())
    assert not np.allclose(few, sampler.sample("rare", 7, random_state=4))
    with pytest.raises(
        ValueError, match=r"no model of class 'usual': fit_resample has filled \['r"
    ):
        sampler.sample("usual", 3)
    for n in (-1, 2.5, True):
        with pytest.raises(ValueError, match="n must be an int of at least 0"):
            sampler.sample("rare", n)


@every_generator
def test_pickles_leave_the_cells_of_the_class_behind_unless_told_otherwise(make):
    X, y = problem()
    cell = X["a"].to_numpy()[0].tobytes()
    for keeps in (False, True):
        sampler = make(keep_state=keeps)
        sampler.fit_resample(X, y)
        rows = sampler.sample("rare", 5, random_state=0)
        pickled = pickle.dumps(sampler)
        assert (cell in pickled) == keeps
        again = pickle.loads(pickled)
        assert again.copy_share_ == sampler.copy_share_
        if keeps:
            pd.testing.assert_frame_equal(again.sample("rare", 5, random_state=0), rows)
        else:
            with pytest.raises(AttributeError, match="unless keep_state=True"):
                again.sample("rare", 5)


@pytest.mark.parametrize(
    "make", [*GENERATORS.values(), AdversarialOverSampler], ids=[*GENERATORS, "adversarial"]
)
def test_new_rows_are_of_their_class(make):
    """Two classes six spreads apart, judged by the rule of their true law."""
    X = RNG.normal(size=(440, 4)) + 3 * np.repeat([-1, 1], [400, 40])[:, np.newaxis]
    y = np.repeat([0, 1], [400, 40])
    judge = LinearDiscriminantAnalysis().fit(X, y)
    sampler = make(sampling_strategy={0: 700, 1: 400})
    X_new, y_new = sampler.fit_resample(X, y)
    for label in (0, 1):
        mine = X_new[440:][y_new[440:] == label]
        assert (judge.predict(mine) == label).mean() >= 0.95


@pytest.mark.parametrize(
    "make", [*GENERATORS.values(), AdversarialOverSampler], ids=[*GENERATORS, "adversarial"]
)
def test_new_digits_are_taken_for_their_class(make):
    check_adherence(make())


# A mixture of normal laws has no atoms.
@pytest.mark.parametrize("make", [GENERATORS[name] for name in EXACT], ids=EXACT)
def test_zeros_whole_numbers_and_categories_keep_their_share(make):
    n = 200
    frame = pd.DataFrame(
        {
            "zeros": np.where(RNG.random(n) < 0.7, 0.0, RNG.gamma(2, size=n).round(2)),
            "whole": RNG.poisson(4, n).astype(float),
            "level": RNG.choice(["u", "v", "w"], n, p=[0.6, 0.3, 0.1]),
        }
    )
    X = pd.concat([frame] + [frame.sample(frac=1, random_state=i) for i in range(4)])
    sampler = make(categorical_features="auto")
    X_new, _ = sampler.fit_resample(X, np.repeat([1, 0], [n, 4 * n]))
    new = X_new[len(X) :]
    assert abs((new["zeros"] == 0).mean() - (frame["zeros"] == 0).mean()) < 0.08
    for name in ("zeros", "whole"):
        assert new[name].between(frame[name].min(), frame[name].max()).all()
        assert_array_equal(new[name], new[name].round(2 if name == "zeros" else 0))
    shares = [f["level"].value_counts(normalize=True).sort_index() for f in (frame, new)]
    assert np.abs(shares[0] - shares[1]).sum() / 2 < 0.1


@every_generator
def test_a_table_of_categories_alone(make):
    frame = pd.DataFrame({"a": RNG.choice(["u", "v"], 200), "b": RNG.choice(["x", "y", "z"], 200)})
    frame.loc[::2, "b"] = np.where(frame["a"][::2] == "u", "x", "y")
    sampler = make(categorical_features="auto")
    X_new, _ = sampler.fit_resample(frame, np.arange(200) % 3 == 0)
    pairs = set(map(tuple, X_new[200:].to_numpy()))
    assert pairs <= {(a, b) for a in "uv" for b in "xyz"}
    assert len(sampler.sample(True, 9)) == 9


@every_generator
def test_rows_are_neither_copies_nor_outliers(make):
    """Distance to the nearest row of the class, against that of rows not seen."""
    X = RNG.normal(size=(300, 5))
    known, unseen = X[:150], X[150:]
    sampler = make()
    new = drawn(sampler, known, 450)

    def nearest(rows):
        return np.sqrt(((rows[:, np.newaxis] - known) ** 2).sum(axis=2)).min(axis=1)

    assert sampler.copy_share_[1] < 0.01
    assert 0.4 < np.median(nearest(new)) / np.median(nearest(unseen)) < 3


@every_generator
def test_plans_say_that_rows_have_no_parents(make):
    sampler = make()
    sampler.fit_resample(*problem())
    assert "without parents" in repr(sampler.plan_)
    assert "without parents" in sampler.plan_._repr_html_()
    assert sampler.plan_.take(np.arange(3)).counts == {"rare": 3}


def test_cells_of_rows_that_are_not_there_are_refused():
    plan = CellsPlan(np.array([[0, 7]]), np.empty((1, 0), dtype=int))
    with pytest.raises(ValueError, match="from 0 to 6, but the plan has some from 0 to 7"):
        plan.check(7)
    with pytest.raises(ValueError, match="donors of 2 numbers, but the table has 3"):
        plan.make_rows(np.zeros((9, 3)))
