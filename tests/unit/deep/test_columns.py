"""The encoding of columns, the rows of batches and the laws of codes: what needs no torch."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import ndtr, ndtri

from oversample._random import make_streams
from oversample.deep._batches import Pools
from oversample.deep._columns import Columns, curve_of
from oversample.deep._fitted import draw_levels
from oversample.deep._latent import CodeLaw, gaussian_root


def rng():
    return make_streams(0).start()


def test_cells_without_ties_have_the_normal_scores_of_their_ranks():
    cells = np.array([3.0, 100.0, -2.0, 7.0])
    columns = Columns.of(cells[:, None], np.empty((4, 0), dtype=np.int32))
    scores = columns.encode(cells[:, None], np.empty((4, 0), dtype=np.int32)).numbers[:, 0]
    assert_allclose(ndtr(scores), [0.375, 0.875, 0.125, 0.625], rtol=1e-6)
    assert_allclose(columns.decode_numbers(scores[:, None].astype(float))[:, 0], cells, rtol=1e-6)


def test_equal_cells_have_the_score_of_their_mean_rank():
    cells = np.array([*range(40), 5.0])
    curve = curve_of(*np.unique(cells, return_counts=True))
    assert_allclose(ndtr(curve.scores[5]), 6.0 / 41)
    assert (np.diff(curve.scores) > 0).all()


def test_columns_of_ties_are_standardised():
    cells = np.repeat([0.0, 0.0, 0.0, 8.0], 10)
    columns = Columns.of(cells[:, None], np.empty((40, 0), dtype=np.int32))
    assert columns.curves == (None,)
    assert (columns.centres, columns.scales) == (2.0, cells.std())
    constant = Columns.of(np.full((9, 1), 3.0), np.empty((9, 0), dtype=np.int32))
    assert (constant.centres, constant.scales) == (3.0, 1.0)


def test_curves_have_at_most_a_thousand_points_and_reach_both_ends():
    cells = np.sort(rng().normal((5000,)))
    curve = curve_of(*np.unique(cells, return_counts=True))
    assert len(curve.cells) == 1000
    assert_array_equal(curve.cells[[0, -1]], cells[[0, -1]])
    exact = ndtri((np.arange(5000) + 0.5) / 5000)
    assert np.abs(np.interp(cells, *curve) - exact)[50:-50].max() < 0.02


def test_missing_numbers_are_marked_and_lie_in_the_middle():
    numbers = np.array([[1.0, np.nan], [np.nan, np.nan], [3.0, np.nan]])
    columns = Columns.of(numbers, np.array([[4], [9], [4]]))
    inputs = columns.encode(numbers, np.array([[4], [9], [4]]))
    assert_array_equal(columns.has_gaps, [True, True])
    assert_array_equal(inputs.numbers[[1, 0, 1, 2], [0, 1, 1, 1]], 0.0)
    assert_array_equal(inputs.measured, ~np.isnan(numbers))
    assert_array_equal(inputs.marks, np.isnan(numbers))
    assert_array_equal(inputs.levels[:, 0], [0, 1, 0])
    assert_array_equal(columns.decode_levels(inputs.levels)[:, 0], [4, 9, 4])


def test_atoms_are_marked_and_the_rest_has_scores_of_its_own():
    amounts = np.arange(1, 41) ** 2.0
    numbers = np.concatenate([amounts, np.zeros(40), np.full(20, np.nan)])[:, None]
    codes = np.empty((100, 0), dtype=np.int32)
    columns = Columns.of(numbers, codes)
    assert_array_equal(columns.atoms, [0.0])
    inputs = columns.encode(numbers, codes)
    assert_allclose(ndtr(inputs.numbers[:40, 0]), (np.arange(40) + 0.5) / 40, rtol=1e-5)
    assert_array_equal(inputs.measured[:, 0], [1] * 40 + [0] * 60)
    assert_array_equal(inputs.marks, [[0, 0]] * 40 + [[0, 1]] * 40 + [[1, 0]] * 20)
    few = np.repeat([0.0, 1.0, 2.0], [80, 10, 10])[:, None]
    assert np.isnan(Columns.of(few, codes).atoms).all()


def test_atoms_keep_their_share_whether_or_not_gaps_are_taken():
    numbers = np.concatenate([np.arange(1.0, 41.0), np.zeros(40), np.full(20, np.nan)])[:, None]
    columns = Columns.of(numbers, np.empty((100, 0), dtype=np.int32))
    made, shares = np.ones((40000, 1)), np.tile([0.2, 0.4], (40000, 1))
    gone = columns.draw_marks(shares, rng().uniform(80000).reshape(-1, 2), made)
    is_atom = made[:, 0] == 0
    assert_allclose(gone.mean(), 0.2, atol=0.01)
    assert_allclose([is_atom.mean(), is_atom[~gone[:, 0]].mean()], 0.5, atol=0.01)


def test_half_of_a_batch_is_of_classes_to_be_filled_all_alike():
    filled, rest = [np.arange(5), np.arange(5, 105)], [np.arange(105, 1000)]
    pools = Pools.of(filled, rest, True, rng())
    rows = pools.draw(40000, rng())
    assert pools.held_out == []
    shares = [(rows < 5).mean(), ((rows >= 5) & (rows < 105)).mean(), (rows >= 105).mean()]
    assert_allclose(shares, [0.25, 0.25, 0.5], atol=0.01)
    alone = Pools.of(filled, [], True, rng()).draw(7, rng())
    assert (len(alone), alone.max() < 105) == (7, True)


def test_rows_are_held_out_where_every_class_has_enough():
    filled, rest = [np.arange(200)], [np.arange(200, 20000), np.arange(20000, 20005)]
    pools = Pools.of(filled, rest, True, rng())
    assert [len(rows) for rows in pools.held_out] == [20, 500]
    seen = np.concatenate([*pools.filled, pools.others, *pools.held_out])
    assert_array_equal(np.sort(seen), np.arange(20005))
    assert Pools.of(filled, rest, False, rng()).held_out == []
    assert Pools.of([np.arange(199)], rest, True, rng()).held_out == []


def test_levels_are_drawn_with_their_probabilities():
    logits = np.log(np.tile([0.2, 0.5, 0.3, 0.9, 0.1], (50000, 1)))
    uniform = rng().uniform(100000).reshape(-1, 2)
    places = draw_levels(logits + 7.0, (3, 2), uniform)
    assert_allclose(np.bincount(places[:, 0]) / 50000, [0.2, 0.5, 0.3], atol=0.01)
    assert_allclose(np.bincount(places[:, 1]) / 50000, [0.9, 0.1], atol=0.01)
    assert draw_levels(np.empty((3, 0)), (), np.empty((3, 0))).shape == (3, 0)
    outside = np.array([[-np.inf, 0.0, -np.inf]])
    for chance in (2.0**-54, 0.5, np.nextafter(1.0, 0.0)):
        assert draw_levels(outside, (3,), np.array([[chance]])) == 1


@pytest.fixture(scope="module")
def codes():
    stream = rng()
    mean = stream.normal((30, 2)) @ np.array([[1.0, 0.8], [0.0, 0.4]])
    return mean, 0.1 + stream.uniform(60).reshape(30, 2)


@pytest.fixture(scope="module")
def chance():
    stream = rng()
    return stream.uniform(60000).reshape(-1, 3), stream.normal((20000, 2))


def test_prior_codes_are_normal(codes, chance):
    assert_array_equal(CodeLaw("prior", 0.5, *codes).draw(*chance), 0.5 * chance[1])


def test_posterior_codes_lie_around_rows(codes, chance):
    mean, sd = codes
    assert np.isin(CodeLaw("posterior", 0.0, mean, sd).draw(*chance), mean).all()
    drawn = CodeLaw("posterior", 1.0, mean, sd).draw(*chance)
    row = (chance[0][:, 0] * 30).astype(int)
    assert_allclose(drawn, mean[row] + sd[row] * chance[1])


def test_class_gaussian_codes_have_the_moments_of_the_posterior_ones(codes, chance):
    mean, sd = codes
    drawn = CodeLaw("class_gaussian", 1.0, mean, sd).draw(*chance)
    covariance = np.cov(mean.T, bias=True) + np.diag((sd**2).mean(axis=0))
    root = gaussian_root(mean, sd)
    assert_allclose(root @ root.T, covariance)
    assert_allclose(drawn.mean(axis=0), mean.mean(axis=0), atol=0.03)
    assert_allclose(np.cov(drawn.T), covariance, atol=0.05)


def test_smote_codes_lie_between_a_row_and_one_of_its_five_nearest(codes, chance):
    mean, sd = codes
    drawn = CodeLaw("smote", 1.0, mean, sd).draw(chance[0][:200], chance[1][:200])
    for code, (first, second, step) in zip(drawn, chance[0], strict=False):
        row = int(first * 30)
        nearest = np.argsort(((mean - mean[row]) ** 2).sum(axis=1))[1:6]
        other = nearest[int(second * 5)]
        assert_allclose(code, mean[row] + step * (mean[other] - mean[row]))
