"""CCR and RB-CCR: spheres, moves, shares, regions, and a result that is not the input."""

import pickle

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from pandas.testing import assert_frame_equal
from scipy import stats

import oversample
from oversample import CCR, RBCCR, SMOTEENN, SelectiveOverSampler
from oversample._random import make_streams
from oversample.combine._candidates import Candidates, choose, normal_at
from oversample.combine._potential import Potentials
from oversample.combine._spheres import radii, share_out
from oversample.exceptions import FallbackWarning, InvalidParameterError
from tests import naive
from tests import naive_variants_c as reference

each = pytest.mark.parametrize("sampler", [CCR, RBCCR])


def problem(n_rare=12, n_usual=40, width=2, seed=0):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat([1, 0], [n_rare, n_usual]))
    return rng.normal(size=(len(y), width)), y


# -- spheres -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("distances", "energy", "radius", "n_inside"),
    [
        # One unit costs 1 up to the first row, 2 up to the second, 3 beyond it.
        ([2.0, 3.0, 9.0], 1.0, 1.0, 0),
        ([2.0, 3.0, 9.0], 2.0, 2.0, 0),
        ([2.0, 3.0, 9.0], 3.0, 2.5, 1),
        ([2.0, 3.0, 9.0], 4.0, 3.0, 1),
        ([2.0, 3.0, 9.0], 7.0, 4.0, 2),
        # 2 * 1 + 1 * 2 + 6 * 3 = 22 reach the third; then a unit costs 3 and not 4.
        ([2.0, 3.0, 9.0], 28.0, 11.0, 3),
        # Rows on the centre are inside at once, and make growing dearer.
        ([0.0, 0.0, 9.0], 3.0, 1.0, 2),
        ([2.0], 5.0, 5.0, 1),
    ],
)
def test_radii_by_hand(distances, energy, radius, n_inside):
    assert reference.sphere(distances, energy) == (radius, n_inside)
    found = radii(np.array([distances]), energy, len(distances))
    assert (found[0][0], found[1][0]) == (radius, n_inside)


def test_a_sphere_without_other_rows_has_the_radius_of_its_energy():
    radius, n_inside = radii(np.empty((2, 0)), 3.0, 0)
    assert radius.tolist() == [3.0, 3.0] == [reference.sphere([], 3.0)[0]] * 2
    assert not n_inside.any()


def test_spheres_that_reach_beyond_what_is_known_say_so():
    radius, _ = radii(np.array([[1.0, 2.0], [5.0, 6.0]]), 4.0, 9)
    assert np.isnan(radius[0])
    assert radius[1] == 4.0


@pytest.mark.parametrize("energy", [0.3, 2.0, 40.0, 500.0])
@pytest.mark.parametrize("scale", [None, "std"])
def test_rows_are_moved_by_the_rule(energy, scale):
    X, y = problem()
    X[:, 1] *= 3
    unit = X.std(axis=0) if scale else np.ones(2)
    sampler = CCR(energy=energy, scale=scale, grid="off", random_state=0)
    X_new, _ = sampler.fit_resample(X, y)
    radius, moved = reference.ccr(X[y == 1] / unit, X[y == 0] / unit, energy)
    assert_allclose(sampler.radius_[1], radius, rtol=1e-10)
    assert_allclose(X_new[: len(X)][y == 0], np.array(moved) * unit, rtol=1e-10, atol=1e-12)
    assert_array_equal(X_new[: len(X)][y == 1], X[y == 1])
    # What is said of it.
    far = np.linalg.norm((X_new[: len(X)] - X) / unit, axis=1)
    assert_allclose(sampler.displacement_[: len(X)], far, atol=1e-12)
    assert_array_equal(sampler.moved_, np.concatenate([far > 0, np.zeros(28, bool)]))
    assert sampler.mean_displacement_ == {0: pytest.approx(far[far > 0].mean()), 1: 0.0}
    assert_array_equal(sampler.kept_indices_, np.arange(80))


def test_categories_that_differ_keep_their_part_of_a_distance():
    X, y = problem()
    level = np.random.default_rng(1).choice(list("uv"), len(X))
    frame = pd.DataFrame(X, columns=["a", "b"]).assign(level=level)
    sampler = CCR(energy=2.0, scale=None, categorical_features="auto", grid="off", random_state=0)
    X_new, _ = sampler.fit_resample(frame, y)
    own, others = y == 1, y == 0
    mismatch = naive.median_spread(X[own])
    codes = level[:, np.newaxis]
    radius, moved = reference.ccr(X[own], X[others], 2.0, codes[own], codes[others], mismatch)
    assert_allclose(sampler.radius_[1], radius, rtol=1e-10)
    numbers = X_new[["a", "b"]].to_numpy()
    assert_allclose(numbers[: len(X)][others], moved, rtol=1e-10, atol=1e-12)
    # Moved rows keep their categories, new rows have those of their bases.
    assert_array_equal(X_new["level"], level[np.r_[: len(X), sampler.plan_.base]])


def test_no_row_is_left_in_a_single_sphere():
    X, y = problem(n_rare=1)
    sampler = CCR(energy=50.0, scale=None, grid="off", random_state=0)
    X_new, y_new = sampler.fit_resample(X, y)
    far = np.linalg.norm(X_new - X[y == 1], axis=1)
    radius = sampler.radius_[1][0]
    assert sampler.moved_.sum() > 20
    assert (far[y_new == 0] >= radius * (1 - 1e-12)).all()
    assert (far[y_new == 1] <= radius * (1 + 1e-12)).all()


def test_a_row_on_a_centre_is_moved_onto_the_sphere():
    X = np.array([[1.0, 7.0], [1.0, 7.0], [5.0, 7.0], [6.0, 7.0], [9.0, 7.0]])
    sampler = CCR(energy=2.0, scale=None, random_state=0)
    X_new, _ = sampler.fit_resample(X, [1, 0, 0, 0, 0])
    # The radius is 2 / 2; the second column, which is constant, is no direction.
    assert abs(X_new[1, 0] - 1.0) == 1.0
    assert (X_new[:, 1] == 7.0).all()


# -- without cleaning --------------------------------------------------------------------------


@each
def test_without_cleaning_only_rows_are_added(sampler):
    X, y = problem()
    cleaned = sampler(energy=5.0, random_state=0)
    plain = sampler(energy=5.0, random_state=0, clean=False)
    X_cleaned, X_plain = cleaned.fit_resample(X, y)[0], plain.fit_resample(X, y)[0]
    # Other implementations return these, and call them cleaned.
    assert_array_equal(X_plain[: len(X)], X)
    assert not np.array_equal(X_cleaned[: len(X)], X)
    assert_array_equal(X_cleaned[len(X) :], X_plain[len(X) :])
    assert not plain.moved_.any()
    assert plain.mean_displacement_ == {0: 0.0, 1: 0.0}
    assert not plain.displacement_.any()


def test_a_plan_says_that_rows_are_moved():
    X, y = problem()
    assert CCR(random_state=0).plan(X, y).remark == "CCR then moves rows of other classes away."
    assert not CCR(clean=False, random_state=0).plan(X, y).remark


def test_the_input_is_not_changed():
    X, y = problem()
    before = X.copy()
    CCR(energy=5.0, random_state=0).fit_resample(X, y)
    assert_array_equal(X, before)


# -- new rows ----------------------------------------------------------------------------------


def test_rows_are_shared_out_by_largest_remainder():
    rng = make_streams(0).start()
    assert share_out(7, np.array([4.0, 2.0, 1.0]), rng).tolist() == [4, 2, 1]
    # 10 * (3, 2, 1) / 6 = 5.0, 3.33, 1.67.
    assert share_out(10, np.array([3.0, 2.0, 1.0]), rng).tolist() == [5, 3, 2]
    # Ties are drawn, so that the order of rows means nothing.
    drawn = [
        tuple(share_out(1, np.ones(3), make_streams(seed).start()).tolist()) for seed in range(40)
    ]
    assert set(drawn) == {(1, 0, 0), (0, 1, 0), (0, 0, 1)}


def test_most_rows_are_made_where_others_are_near():
    X, y = problem()
    sampler = CCR(energy=2.0, random_state=0)
    sampler.fit_resample(X, y)
    made = np.bincount(sampler.plan_.base, minlength=len(X))[y == 1]
    exact = 28 / sampler.radius_[1] / (1 / sampler.radius_[1]).sum()
    assert made.sum() == 28
    assert (abs(made - exact) < 1).all()


@pytest.mark.parametrize(("fill", "expected"), [("ball", 3 / 5), ("radius", 1 / 3)])
def test_spheres_are_filled_by_the_law(fill, expected):
    rng = np.random.default_rng(0)
    X = np.vstack([np.zeros((1, 3)), 50 + rng.normal(size=(4001, 3))])
    y = np.r_[1, np.zeros(4001, int)]
    sampler = CCR(energy=2.0, fill=fill, scale=None, grid="off", random_state=0)
    new = sampler.fit_resample(X, y)[0][len(X) :] / 2.0
    squared = (new**2).sum(axis=1)
    # E|z|^2 is d / (d + 2) in a ball and E U^2 = 1 / 3 otherwise; no direction is preferred.
    assert squared.mean() == pytest.approx(expected, abs=0.02)
    assert_allclose(np.cov(new.T), expected / 3 * np.eye(3), atol=0.02)
    assert squared.max() <= 1


def test_spheres_are_round_in_units_of_the_scale():
    X, y = problem(n_rare=4, n_usual=2000)
    X[:, 1] *= 1000
    sampler = CCR(energy=0.5, random_state=0, grid="off")
    sampler.fit_resample(X, y)
    noise = sampler.plan_.noise / X.std(axis=0)
    assert noise[:, 0].std() == pytest.approx(noise[:, 1].std(), rel=0.1)


# -- RB-CCR ------------------------------------------------------------------------------------


@pytest.mark.parametrize("regions", ["L", "E", "H", "LH"])
def test_new_rows_are_in_the_regions(regions, monkeypatch):
    X, y = problem()
    own = X[y == 1]
    sampler = RBCCR(
        energy=3.0, gamma=0.8, regions=regions, n_candidates=30, scale=None, random_state=0
    )
    made = []

    def noting(*args):
        made.append(Candidates(*args))
        return made[-1]

    monkeypatch.setattr("oversample.combine.rbccr.Candidates", noting)
    sampler.fit_resample(X, y)
    plan, n_checked = sampler.plan_, 0
    for sphere, base in enumerate(np.unique(plan.base)):
        i = np.searchsorted(np.flatnonzero(y == 1), base)
        points = own[i] + made[0].points(sphere, np.arange(1, 31))
        scores = [reference.potential(point, own, 0.8) for point in points]
        centre = reference.potential(own[i], own, 0.8)
        letters = [reference.region(score, scores, centre, 0.33) for score in scores]
        for noise in plan.noise[plan.base == base]:
            if noise.any():
                nearest = np.linalg.norm(points - own[i] - noise, axis=1).argmin()
                assert_allclose(points[nearest] - own[i], noise, atol=1e-12)
                assert letters[nearest] in regions
                n_checked += 1
    assert n_checked > 15


def test_rows_beyond_the_reach_of_gamma_add_nothing(monkeypatch):
    X, y = problem(n_rare=30, n_usual=60)
    X[y == 1] *= 4
    sampler = RBCCR(energy=1.0, gamma=0.1, regions="EH", random_state=0)
    expected = sampler.fit_resample(X, y)[0]
    monkeypatch.setattr("oversample.combine._potential._REACH", 1e9)
    assert_array_equal(sampler.fit_resample(X, y)[0], expected)


@pytest.mark.parametrize("gamma", [1e-4, 0.2, 1.0, 8.0])
@pytest.mark.parametrize("offset", [0.0, 1e6])
@pytest.mark.parametrize("is_compiled", [False, True])
def test_rough_potentials_are_as_near_to_the_exact_ones_as_they_say(gamma, offset, is_compiled):
    rng = np.random.default_rng(0)
    X, codes = rng.normal(size=(200, 4)) + offset, rng.integers(2, size=(200, 1))
    potentials = Potentials(X, codes, 0.7, gamma)
    centres, radius = np.arange(0, 200, 20), rng.uniform(0.1, 1.5, size=200)
    candidates = Candidates(make_streams(0).start(), radius[centres], 9, 4, 0.25)
    n_known, n_left_out = 0, 0
    for around in potentials.surroundings(centres, radius, 4):
        spheres = np.searchsorted(centres, around.centre)
        rough, error = potentials.roughly(candidates, spheres, around, is_compiled)
        for line, i in enumerate(around.centre):
            points = candidates.points(int(spheres[line]), np.arange(10))
            exact = potentials.exactly(points, i, radius[i])
            # Categories are one more dimension of the naive rule.
            own = np.c_[X, 0.7 * codes]
            asked = np.c_[X[i] + points, np.full(10, own[i, -1])]
            naive_potential = [reference.potential(point, own, gamma) for point in asked]
            assert_allclose(exact, naive_potential, rtol=1e-6, atol=1e-13)
            assert np.isnan(error[line]) or (np.abs(rough[line] - exact) <= error[line]).all()
            n_known += error[line] < 0.05 * max(1, exact.max())
        n_left_out += 200 * len(around.centre) - len(around.near)
    assert n_known == (0 if gamma == 1e-4 else 10)
    assert (n_left_out == 0) == (gamma == 8.0)


@pytest.mark.parametrize("gamma", [0.2, 1.0])
def test_what_is_left_out_of_rough_potentials_is_bounded(gamma):
    X = np.random.default_rng(0).normal(size=(300, 2)) * 2
    potentials = Potentials(X, np.empty((300, 0), int), 1.0, gamma)
    radius = np.full(300, 0.3)
    (around,) = potentials.surroundings(np.arange(300), radius, 300)
    # Of rows with gaps between them in memory, the kernel would be compiled once more.
    assert around.near.flags.c_contiguous
    n_left_out = 0
    for i in range(300):
        near = around.near[around.start[i] : around.start[i + 1]]
        away = np.linalg.norm(np.delete(X, near, axis=0) - X[i], axis=1) - radius[i]
        most = np.exp(-((away / gamma) ** 2)).sum()
        assert most <= around.left_out[i] <= 0.51
        n_left_out += len(away)
    assert n_left_out > 300


@pytest.mark.parametrize("gamma", [0.05, 0.2, 1.0])
@pytest.mark.parametrize("offset", [0.0, 1e6])
def test_potentials_are_within_their_bounds(gamma, offset):
    rng = np.random.default_rng(0)
    X, codes = rng.normal(size=(80, 4)) + offset, rng.integers(2, size=(80, 1))
    potentials = Potentials(X, codes, 0.7, gamma)
    centres, radius = np.arange(0, 80, 4), rng.uniform(0.02, 0.15, size=80)
    candidates = Candidates(make_streams(0).start(), radius[centres], 9, 4, 0.25)
    least, most = potentials.bounds(centres, radius, candidates.length)
    for sphere, centre in enumerate(centres):
        points = candidates.points(sphere, np.arange(10))
        exact = potentials.exactly(points, centre, radius[centre])
        assert (least[sphere] <= exact).all()
        assert (exact <= most[sphere]).all()
    # Tight where rows are several gamma apart, of no use where all are near.
    assert ((most - least).max() < 0.2) == (gamma < 1)


def test_where_numbers_are_too_large_for_single_precision_nothing_is_bounded():
    potentials = Potentials(np.array([[0.0], [1e9]]), np.empty((2, 0), int), 1.0, 1.0)
    _, most = potentials.bounds(np.array([0]), np.ones(2), np.array([[0.0, 0.5]]))
    assert np.isinf(most).all()


@pytest.mark.parametrize(("gamma", "like"), [(1e-310, 1e-12), (1e-160, 1e-12), (1e300, 1e12)])
def test_a_gamma_whose_square_is_no_float_is_like_any_other_of_its_kind(gamma, like):
    X, y = problem(n_rare=12, n_usual=48)
    frame = pd.DataFrame({"a": X[:, 0], "b": X[:, 1], "c": pd.Categorical(X[:, 0] > 1)})
    for table in (X, frame):
        made = [
            RBCCR(gamma=g, regions="EH", categorical_features="auto", random_state=0)
            .fit(table, y)
            .plan(table, y)
            for g in (gamma, like)
        ]
        assert_array_equal(made[0].noise, made[1].noise)


def know_nothing(potentials, candidates, spheres, around, is_compiled):
    return np.zeros(candidates.length[spheres].shape), np.full(len(spheres), np.nan)


@pytest.mark.parametrize("regions", ["L", "E", "H", "LE", "LH", "EH"])
@pytest.mark.parametrize("threshold", [0.0, 0.33, 1.0])
@pytest.mark.parametrize("fill", ["ball", "radius"])
def test_regions_are_those_of_exact_potentials(regions, threshold, fill, monkeypatch):
    X, y = problem(n_rare=60, n_usual=200, width=3)
    sampler = RBCCR(
        energy=0.5, gamma=0.2, regions=regions, threshold=threshold, fill=fill, random_state=0
    )
    known, judge = [], RBCCR._known

    def noting(self, least, most):
        known.append(judge(self, least, most))
        return known[-1]

    monkeypatch.setattr(RBCCR, "_known", noting)
    fast = sampler.fit_resample(X, y)[0]
    n_known = known[0][1].sum()
    assert n_known > 0 or threshold == 1.0
    assert n_known < 60
    nothing = (np.zeros((60, 101), bool), np.zeros(60, bool))
    monkeypatch.setattr(RBCCR, "_known", lambda *args: nothing)
    monkeypatch.setattr(Potentials, "roughly", know_nothing)
    assert_array_equal(sampler.fit_resample(X, y)[0], fast)


def test_directions_of_candidates_are_normal_numbers_of_their_place():
    normal = normal_at(np.uint64(2**63 + 5), np.arange(2000, dtype=np.uint64), 8)
    assert_array_equal(normal[7:9], normal_at(np.uint64(2**63 + 5), np.uint64([7, 8]), 8))
    assert_allclose(normal.mean(axis=0), 0, atol=0.1)
    assert_allclose(np.cov(normal.T), np.eye(8), atol=0.12)
    assert stats.kstest(normal.ravel(), "norm").pvalue > 1e-3
    # From line to line and from key to key nothing is alike.
    assert abs(np.corrcoef(normal[:-1].ravel(), normal[1:].ravel())[0, 1]) < 0.03
    other = normal_at(np.uint64(2**63 + 6), np.arange(2000, dtype=np.uint64), 8)
    assert abs(np.corrcoef(normal.ravel(), other.ravel())[0, 1]) < 0.03


def test_normal_numbers_are_made_of_those_of_split_mix():
    # The first three numbers of SplitMix64 from the seed 1234567.
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    normal = normal_at(np.uint64(1234567), np.zeros(1, dtype=np.uint64), 3)[0]
    assert_allclose(stats.norm.cdf(normal), np.array(published) / 2.0**64, rtol=1e-12)


def test_the_largest_number_of_split_mix_is_a_finite_normal_one():
    normal = normal_at(np.uint64(3558559446808474027), np.zeros(1, dtype=np.uint64), 1)
    assert_allclose(normal, stats.norm.isf(2.0**-53), rtol=1e-12)


def test_what_is_wanted_is_chosen_evenly_and_once_where_that_is_enough():
    wanted = np.tile([False, True, True, True], (3000, 1))
    wanted[2000:, 2:] = False
    counts = np.repeat([2, 5, 3], 1000)
    sphere, number = choose(make_streams(0).start(), wanted, counts)
    assert_array_equal(sphere, np.repeat(np.arange(3000), counts))
    pairs = number[:2000].reshape(-1, 2)
    assert (pairs[:, 0] != pairs[:, 1]).all()
    for drawn in (number[:2000], number[2000:7000]):
        assert_allclose(np.bincount(drawn, minlength=4)[1:] / len(drawn), 1 / 3, atol=0.03)
    assert len(set(map(tuple, number[2000:7000].reshape(-1, 5)))) > 200
    assert (number[7000:] == 1).all()


def test_all_regions_are_ccr():
    X, y = problem()
    expected = CCR(energy=3.0, random_state=0).fit_resample(X, y)[0]
    sampler = RBCCR(energy=3.0, regions="LEH", random_state=0)
    assert_array_equal(sampler.fit_resample(X, y)[0], expected)


def test_too_few_candidates_are_taken_again():
    X, y = problem(n_rare=2, n_usual=40)
    sampler = RBCCR(n_candidates=1, random_state=0)
    _, y_new = sampler.fit_resample(X, y)
    assert np.bincount(y_new).tolist() == [40, 40]
    assert len(np.unique(sampler.plan_.noise, axis=0)) <= 4


# -- tables, classes, companions ---------------------------------------------------------------


def test_moved_rows_keep_dtypes_ranges_and_grids():
    X, y = problem(n_usual=60)
    frame = pd.DataFrame(
        {
            "whole": pd.array((10 * X[:, 0]).round(), dtype="Int32"),
            "narrow": X[:, 1].astype(np.float32).round(1),
            "level": pd.Categorical(np.where(X[:, 0] > 0, "u", "v")),
            "zoned": pd.date_range("2024", periods=len(X), freq="h", tz="Europe/Madrid"),
        }
    )
    frame.attrs["unit"] = "m"
    sampler = CCR(energy=6.0, categorical_features="auto", random_state=0)
    X_new, y_new = sampler.fit_resample(frame, pd.Series(y, name="class"))
    assert (X_new.dtypes == frame.dtypes).all()
    assert X_new.attrs == frame.attrs
    old = X_new[: len(X)]
    assert_frame_equal(
        old[~sampler.moved_[: len(X)]], frame[~sampler.moved_[: len(X)]], check_exact=True
    )
    changed = (old != frame).any(axis=1).to_numpy()
    assert_array_equal(sampler.moved_[: len(X)], changed)
    assert changed.sum() > 20
    assert_array_equal(old["level"], frame["level"])
    assert old["whole"].between(frame["whole"].min(), frame["whole"].max()).all()
    assert_array_equal(X_new["narrow"], X_new["narrow"].round(1))
    assert_array_equal(y_new[: len(X)], y)


def test_classes_are_cleaned_against_all_others_on_the_input():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 2)), np.repeat([0, 1, 2], [30, 20, 10])
    sampler = CCR(energy=2.0, scale=None, grid="off", random_state=0)
    X_new, _ = sampler.fit_resample(X, y)
    expected = X.copy()
    for label in (1, 2):
        radius, moved = reference.ccr(X[y == label], X[y != label], 2.0)
        assert_allclose(sampler.radius_[label], radius)
        expected[y != label] += np.array(moved) - X[y != label]
    assert_allclose(X_new[:60], expected, rtol=1e-10, atol=1e-12)


@each
def test_the_order_of_rows_means_nothing(sampler):
    X, y = problem()
    order = np.random.default_rng(3).permutation(len(X))
    one, other = sampler(energy=3.0, grid="off", random_state=0), sampler(energy=3.0, grid="off")
    X_one, X_other = one.fit_resample(X, y)[0], other.fit_resample(X[order], y[order])[0]
    assert_allclose(X_one[: len(X)][order], X_other[: len(X)], atol=1e-9)


def test_nothing_to_fill_moves_nothing():
    X, y = np.random.default_rng(0).normal(size=(20, 2)), np.arange(20) % 2
    sampler = CCR(energy=100.0)
    X_new, _ = sampler.fit_resample(X, y)
    assert_array_equal(X_new, X)
    assert not sampler.moved_.any()


def test_very_large_numbers():
    X, y = problem()
    plain = CCR(energy=3.0, random_state=0, grid="off").fit_resample(X, y)[0]
    large = CCR(energy=3.0, random_state=0, grid="off").fit_resample(X * 2.0**600, y)[0]
    assert_allclose(large / 2.0**600, plain, rtol=1e-9)
    own = CCR(energy=3.0 * 2.0**600, scale=None, random_state=0, grid="off")
    same = CCR(energy=3.0, scale=None, random_state=0, grid="off")
    assert_allclose(
        own.fit_resample(X * 2.0**600, y)[0] / 2.0**600, same.fit_resample(X, y)[0], rtol=1e-9
    )


def test_tables_without_numbers_are_copied_and_it_says_so():
    X = np.array([["u"], ["v"], ["v"], ["w"]], dtype=object)
    sampler = CCR(categorical_features="auto", random_state=0)
    with pytest.warns(FallbackWarning, match="CCR: no column of numbers.*2 new rows of class 1"):
        X_new, _ = sampler.fit_resample(X, [1, 0, 0, 0])
    assert X_new.ravel().tolist() == ["u", "v", "v", "w", "u", "u"]
    assert not sampler.moved_.any()


def test_pickles_hold_nothing_of_rows():
    X, y = problem()
    sampler = CCR(energy=3.0, random_state=0)
    sampler.fit_resample(X, y)
    restored = pickle.loads(pickle.dumps(sampler))
    assert restored.mean_displacement_ == sampler.mean_displacement_
    for name in ("moved_", "displacement_", "radius_", "plan_", "kept_indices_"):
        with pytest.raises(AttributeError, match="call fit_resample first"):
            getattr(restored, name)


def test_a_report_tells_how_far_rows_were_moved():
    X, y = problem()
    report = oversample.report(CCR(energy=3.0, random_state=0), X, y)
    sampler = report.sampler
    assert report.classes["moved"].tolist() == [sampler.moved_.sum(), 0]
    assert report.classes["displacement"].tolist() == list(sampler.mean_displacement_.values())
    assert report.classes["removed"].tolist() == [0, 0]
    assert "mean displacement" in str(report)
    plain = oversample.report(CCR(clean=False, random_state=0), X, y)
    assert "displacement" not in str(plain)


# -- what is refused ---------------------------------------------------------------------------


def test_wrappers_refuse_what_moves_the_rows_that_they_keep():
    X, y = problem()
    with pytest.raises(InvalidParameterError, match="leaves the rows of its input as they are"):
        SelectiveOverSampler(CCR()).fit(X, y)
    with pytest.raises(ValueError, match=r"leave these as they are.* Set clean=False of it\."):
        SMOTEENN(smote=CCR()).fit(X, y)
    _, y_new = SelectiveOverSampler(CCR(clean=False, random_state=0)).fit_resample(X, y)
    assert np.bincount(y_new).tolist() == [40, 40]
    SMOTEENN(smote=CCR(clean=False, random_state=0)).fit_resample(X, y)


@pytest.mark.parametrize(
    ("parameter", "wrong"),
    [("energy", 0), ("energy", np.inf), ("clean", "no"), ("fill", "cube"), ("scale", "unit")],
)
@each
def test_wrong_parameters(sampler, parameter, wrong):
    with pytest.raises(
        InvalidParameterError, match=f"{parameter!r} parameter of {sampler.__name__}"
    ):
        sampler(**{parameter: wrong}).fit(*problem())


@pytest.mark.parametrize(
    ("parameter", "wrong"),
    [("gamma", 0), ("regions", "X"), ("regions", "EL"), ("threshold", 1.5), ("n_candidates", 0)],
)
def test_wrong_parameters_of_regions(parameter, wrong):
    with pytest.raises(InvalidParameterError, match=f"{parameter!r} parameter of RBCCR"):
        RBCCR(**{parameter: wrong}).fit(*problem())
