"""Generators of users: how each kind is called, seeded and checked."""

import threading
import time

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KernelDensity

from oversample import GeneratorOverSampler
from oversample.exceptions import InvalidParameterError

RNG = np.random.default_rng(0)


def problem(n=90):
    X = pd.DataFrame(RNG.normal(size=(n, 2)) * [1, 500] + [0, 1e4], columns=["a", "b"])
    return X, np.where(np.arange(n) % 3 == 0, "rare", "usual")


def with_levels():
    X, y = problem()
    X.insert(1, "level", RNG.choice(["u", "v", None], len(X)))
    return X, y


def again(rows, n, rng):
    """Rows of the class, drawn again."""
    chosen = rng.integers(len(rows), size=n)
    return rows.iloc[chosen] if isinstance(rows, pd.DataFrame) else rows[chosen]


class GlobalState:
    """NumPy's global state, from which many generators draw."""

    @staticmethod
    def integers(high, size):
        return np.random.randint(high, size=size)  # noqa: NPY002


class Bootstrap:
    """A generator of a user."""

    def fit(self, rows):
        self.rows = rows

    def sample(self, n):
        return again(self.rows, n, GlobalState)


class BootstrapOfNames(Bootstrap):
    """SDV's kind."""

    def sample(self, num_rows):
        assert isinstance(self.rows, pd.DataFrame)
        rows = again(self.rows, num_rows, GlobalState)
        return rows[rows.columns[::-1]]


class BootstrapOfCounts(BootstrapOfNames):
    """synthcity's kind."""

    def generate(self, count, random_state=None):
        rows = again(self.rows, count, np.random.default_rng(random_state))

        class Answer:
            def dataframe(self):
                return rows

        return Answer()


class SlowBootstrap(Bootstrap):
    """Draws row by row, and lets other threads run in between."""

    def sample(self, n):
        rows = []
        for _ in range(n):
            rows.append(super().sample(1))
            time.sleep(0.001)
        return np.concatenate(rows)


KINDS = {
    "function": again,
    "sample": Bootstrap(),
    "num_rows": BootstrapOfNames(),
    "generate": BootstrapOfCounts(),
}


@pytest.mark.parametrize("generator", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("make", [problem, with_levels])
def test_every_kind_is_called_in_its_way(generator, make):
    X, y = make()
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    sampler = GeneratorOverSampler(generator, random_state=3, categorical_features="auto")
    X_new, _ = sampler.fit_resample(X, y)
    assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    new = X_new[len(X) :]
    own = X[y == "rare"]
    # Rows that are drawn again come back whole, each cell in its column.
    distance = np.abs(new["b"].to_numpy()[:, np.newaxis] - own["b"].to_numpy())
    source = own.iloc[distance.argmin(axis=1)]
    assert_allclose(new[["a", "b"]], source[["a", "b"]])
    if "level" in X:
        assert_array_equal(new["level"].fillna("gone"), source["level"].fillna("gone"))
    pd.testing.assert_frame_equal(sampler.fit_resample(X, y)[0], X_new)
    assert not hasattr(generator, "rows")
    assert sampler.copy_share_["rare"] > 0.2


def test_samplers_of_several_threads_take_turns():
    X, y = problem(30)
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    found = {}

    def resample(seed):
        return GeneratorOverSampler(SlowBootstrap(), random_state=seed).fit_resample(X, y)[0]

    def work(seed):
        found[seed] = resample(seed)

    team = [threading.Thread(target=work, args=(seed,)) for seed in range(3)]
    for member in team:
        member.start()
    for member in team:
        member.join()
    assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    for seed, frame in found.items():
        pd.testing.assert_frame_equal(frame, resample(seed))
    assert len(found) == 3


@pytest.mark.parametrize("generator", [GaussianMixture(2), KernelDensity(bandwidth=0.3)])
def test_estimators_of_scikit_learn(generator):
    X, y = problem()
    sampler = GeneratorOverSampler(generator, random_state=0)
    new = sampler.fit_resample(X, y)[0][len(X) :]
    assert_allclose((new.mean() - X.mean()) / X.std(), 0, atol=0.5)
    assert not hasattr(generator, "weights_")
    first, second = (sampler.sample("rare", 5, random_state=seed) for seed in (0, 1))
    assert not np.allclose(first, second)
    pd.testing.assert_frame_equal(sampler.sample("rare", 5, random_state=0), first)


def test_one_normal_component_has_the_mean_and_covariance_of_the_class():
    X, y = problem(300)
    sampler = GeneratorOverSampler(GaussianMixture(1), random_state=0)
    sampler.fit_resample(X, y)
    new, own = sampler.sample("rare", 20_000, random_state=0), X[y == "rare"]
    assert_allclose((new.mean() - own.mean()) / own.std(), 0, atol=0.03)
    assert_allclose(new.std(), own.std(ddof=0), rtol=0.03)
    assert_allclose(new.corr(), own.corr(), atol=0.03)


def test_rows_of_a_mixture_are_in_random_order():
    X = np.r_[RNG.normal(size=50), RNG.normal(size=50) + 50, np.zeros(200)][:, np.newaxis]
    sampler = GeneratorOverSampler(GaussianMixture(2), random_state=0)
    new = sampler.fit_resample(X, np.repeat([1, 0], [100, 200]))[0][300:, 0] > 25
    assert (new[1:] != new[:-1]).sum() > 20


def test_numbers_are_in_units_of_the_class_unless_told_otherwise():
    seen = []

    def look(rows, n, rng):
        seen.append(rows)
        return again(rows, n, rng)

    X, y = problem()
    for standardize in (True, False):
        GeneratorOverSampler(look, standardize=standardize).fit_resample(X, y)
    assert_allclose(seen[0].mean(axis=0), 0, atol=1e-9)
    assert_allclose(seen[0].std(axis=0), 1)
    assert_array_equal(seen[1], X[y == "rare"])


WRONG = {
    "asked for 30 rows, and gave None. Return an array or a frame of shape (30, 2)": (
        lambda X, n, rng: None
    ),
    "asked for 30 rows, and gave what has the shape (29, 2)": lambda X, n, rng: X[:29],
    "asked for 30 rows, and gave what has the shape (30,)": lambda X, n, rng: X[:30, 0],
    "was given 2 columns, and gave 1": lambda X, n, rng: X[:30, :1],
    "NaN or infinity in 30 of 30 cells of column 'a'": lambda X, n, rng: X[:30] * [np.nan, 1],
    "gave no numbers in column 'b'": lambda X, n, rng: [[0, "x"]] * 30,
    "a frame without the columns ['b']": lambda X, n, rng: pd.DataFrame(X[:30], columns=["a", "c"]),
}


@pytest.mark.parametrize("message", WRONG)
def test_answers_are_checked(message):
    with pytest.raises(ValueError, match="class 'rare'") as error:
        GeneratorOverSampler(WRONG[message]).fit_resample(*problem())
    assert message in str(error.value)


def test_what_knows_numbers_only_has_the_categories_of_the_nearest_row():
    X, y = with_levels()
    X["level"] = np.where(X["a"] > 0, "u", "v")
    sampler = GeneratorOverSampler(KernelDensity(), categorical_features="auto", random_state=0)
    new = sampler.fit_resample(X, y)[0][len(X) :]
    own = X[y == "rare"]
    unit = own[["a", "b"]].std(ddof=0).to_numpy()
    for row in new.itertuples():
        distance = (((own[["a", "b"]] - [row.a, row.b]) / unit) ** 2).sum(axis=1)
        assert row.level == own["level"][distance.idxmin()]


def test_categories_that_the_table_has_not_are_named():
    def invent(rows, n, rng):
        return again(rows, n, rng).assign(level="w")

    with pytest.raises(ValueError, match="gave 'w' in column 'level', which the table"):
        GeneratorOverSampler(invent, categorical_features="auto").fit_resample(*with_levels())


@pytest.mark.parametrize("generator", [None, "kde", GaussianMixture])
def test_what_is_no_generator_is_refused(generator):
    sampler = GeneratorOverSampler(generator)
    with pytest.raises(InvalidParameterError, match="'generator' parameter"):
        sampler.fit_resample(*problem())
