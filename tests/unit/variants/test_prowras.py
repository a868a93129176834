"""ProWRAS: levels, the four schemes, and neighbourhoods that are not mixed."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from oversample import SMOTE, ProWRAS
from oversample.exceptions import FallbackWarning, InvalidParameterError
from oversample.variants import prowras
from tests import naive
from tests import naive_variants_a as naive_a


def table(seed=0, n_class=40, width=4):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat([0, 1], [30, n_class]))
    return rng.normal(size=(len(y), width)) + 0.5 * y[:, np.newaxis], y


def planned(X, y, n_new=1000, **parameters):
    parameters = {"scale": None, "grid": "off", "random_state": 0, "k_neighbors": 1} | parameters
    sampler = ProWRAS(sampling_strategy={1: int((y == 1).sum()) + n_new}, **parameters)
    X_new, _ = sampler.fit_resample(X, y)
    return sampler, X_new[len(X) :]


@pytest.mark.parametrize("theta", [0.2, 0.8])
@pytest.mark.parametrize("scheme", ["HGV", "HLV", "LGV", "LLV"])
@pytest.mark.parametrize("most", [1000, 7])
def test_each_level_combines_as_many_rows_of_one_neighbourhood(monkeypatch, scheme, theta, most):
    monkeypatch.setattr(prowras, "_GLOBAL", most)
    X, y = table()
    sampler, new = planned(X, y, scheme=scheme, theta=theta, n_levels=3, sigma=0.02)
    plan = sampler.plan_
    levels = naive_a.proximity_levels(X.tolist(), y.tolist(), 1, 3, 1)
    shares = naive_a.level_shares(levels, theta)
    combined = naive_a.numbers_combined(levels, theta, scheme, X.shape[1])
    size = most if scheme[1] == "G" else 5
    assert len(levels) == 3
    noise = plan.compute_noise(X)
    for number, rows in levels.items():
        mine = np.isin(plan.base, rows)
        assert_allclose(mine.mean(), shares[number], atol=0.05)
        n_rows, are_shadows = combined[number]
        assert ((noise[mine] != 0).all(axis=1) == are_shadows).all()
        hoods = naive_a.neighborhoods(X.tolist(), rows, size)
        for parents, weights in zip(plan.parent[mine].tolist(), plan.weight[mine], strict=True):
            used = [row for row, w in zip(parents, weights, strict=True) if w > 0]
            assert len(used) == n_rows
            assert any(set(used) <= hood for hood in hoods)
            if not are_shadows:
                assert len(set(used)) == 2
        drawn = plan.parent[mine][plan.weight[mine] > 0]
        assert set(drawn.tolist()) == set(rows)
    assert_allclose(plan.weight.sum(axis=1), 1)
    assert_allclose(new, np.array(naive.combine(X, plan.parent, plan.weight)) + noise, atol=1e-12)


def test_all_schemes_are_different():
    X, y = table()
    made = [planned(X, y, scheme=scheme)[1] for scheme in ("HGV", "HLV", "LGV", "LLV")]
    spread = [rows.var(axis=0).mean() for rows in made]
    # Few rows far apart vary most, many near to each other or all over the level least.
    assert spread[0] > spread[2]
    assert len({round(value, 9) for value in spread}) == 4


def test_a_local_scheme_stays_local():
    """Shadows of all neighbourhoods of a level are not pooled: two islands stay two."""
    rng = np.random.default_rng(0)
    islands = np.r_[rng.normal(size=(20, 3)), rng.normal(size=(20, 3)) + 1000]
    X, y = np.r_[islands, rng.normal(size=(60, 3)) + 500], np.repeat([1, 0], [40, 60])
    for scheme in ("HLV", "LLV"):
        _, new = planned(X, y, scheme=scheme, k_neighbors=5, n_levels=1)
        assert ((np.abs(new) < 10) | (np.abs(new - 1000) < 10)).all()
    _, new = planned(X, y, scheme="HGV", k_neighbors=5, n_levels=1)
    assert (np.abs(new - 500) < 400).all(axis=1).mean() > 0.2


@pytest.mark.parametrize("scheme", ["HGV", "LGV"])
def test_covariance_in_one_level(scheme):
    X, y = table(1)
    _, new = planned(X, y, 40_000, scheme=scheme, n_levels=1, sigma=0.3)
    own, n = X[y == 1], (y == 1).sum()
    covariance = np.cov(own.T, bias=True)
    # Two different rows of n are correlated by -1 / (n - 1); shadows are drawn independently.
    expected = {
        "HGV": covariance * (2 / 3 - 1 / 3 / (n - 1)),
        "LGV": 2 / (4 + 1) * (covariance + np.eye(4) * 0.3**2),
    }[scheme]
    assert_allclose(np.cov(new.T, bias=True), expected, atol=0.03)


def test_even_dealing_gives_each_row_its_quota():
    X, y = table()
    sampler, _ = planned(X, y, 300, bases="even", theta=0.3)
    levels = naive_a.proximity_levels(X.tolist(), y.tolist(), 1, 5, 1)
    times = np.bincount(sampler.plan_.base, minlength=len(y))
    for number, share in naive_a.level_shares(levels, 0.3).items():
        quota = 300 * share / len(levels[number])
        for row in levels[number]:
            assert np.floor(quota) <= times[row] <= np.ceil(quota)


def test_no_level_of_two_rows_is_said_and_smote_used():
    X = np.array([[0.0], [1.0], [2.0], [3.0], *[[-1.0]] * 9])
    y = np.r_[np.ones(4, dtype=int), np.zeros(9, dtype=int)]
    parameters = {"k_neighbors": 1, "grid": "off", "scale": "std", "random_state": 0}
    with pytest.warns(FallbackWarning) as caught:
        X_new, _ = ProWRAS(**parameters).fit_resample(X, y)
    (warning,) = caught
    for word in ("ProWRAS", "class 1", "no level has two rows", "plain SMOTE"):
        assert word in str(warning.message)
    assert_allclose(X_new, SMOTE(**parameters).fit_resample(X, y)[0], rtol=1e-12)


def test_permuted_rows_have_the_levels_of_the_same_rows():
    X, y = table(2)
    order = np.random.default_rng(0).permutation(len(y))
    plain, _ = planned(X, y)
    permuted, _ = planned(X[order], y[order])
    expected, found = np.zeros(len(y), dtype=int), np.zeros(len(y), dtype=int)
    expected[y == 1], found[y[order] == 1] = plain.levels_[1], permuted.levels_[1]
    assert_array_equal(found, expected[order])


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"scheme": "high"}, "'HGV', 'HLV', 'LGV', 'LLV'"),
        ({"sigma": -1}, "'sigma' parameter of ProWRAS"),
        ({"theta": -1}, "'theta' parameter of ProWRAS"),
    ],
    ids=str,
)
def test_parameters_that_are_none_are_refused(parameters, words):
    with pytest.raises(InvalidParameterError, match=words):
        ProWRAS(**parameters).fit_resample(*table())
