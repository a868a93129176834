"""CutMix: columns of tables, boxes of images."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse, stats

from oversample import CutMix
from oversample._image_shape import ImageShape
from oversample.mixing import _patches
from tests import naive_mixing
from tests.unit.mixing.problems import blobs, fitted


class Scripted:
    """A stream of which the draws are known."""

    def __init__(self, *draws):
        self.draws = list(draws)

    def integers(self, high, size):
        drawn = np.asarray(self.draws.pop(0))
        assert len(drawn) == size
        assert drawn.max() < high
        return drawn


@pytest.mark.parametrize("shape", [(5, 8, 1), (8, 5, 3), (1, 6, 2), (4, 4, 1)])
def test_boxes_are_those_of_the_plain_rule(shape):
    height, width, channels = shape
    cells = [(i, j) for i in range(height) for j in range(width)]
    for share in (0.0, 0.1, 0.3, 0.5, 0.77, 1.0):
        rows, columns = np.array(cells).T
        boxes = _patches.draw_boxes(
            Scripted(rows, columns), np.full(len(cells), share), ImageShape(*shape)
        )
        for box, (row, column) in zip(boxes, cells, strict=True):
            expected = naive_mixing.box(height, width, share, row, column)
            image = box.reshape(shape)
            for i, j in cells:
                assert image[i, j].tolist() == [(i, j) in expected] * channels


def test_boxes_in_the_middle_have_the_share_of_the_area():
    shape = ImageShape(100, 60, 1)
    for share in (0.04, 0.25, 0.49):
        box = _patches.draw_boxes(Scripted([50], [30]), np.array([share]), shape)
        assert box.mean() == pytest.approx(share, abs=0.02)


@pytest.mark.parametrize("labels", ["hard", "soft"])
@pytest.mark.parametrize("shape", [(6, 9), (6, 9, 3), (3, 2, 2)])
def test_images_are_put_together_of_two(shape, labels):
    rng = np.random.default_rng(0)
    n_cells = int(np.prod(shape))
    # No number comes twice, so that it is known where each cell comes from.
    X, y = rng.permutation(60 * n_cells).reshape(60, -1), np.arange(60) % 6 == 0
    sampler, X_new, _ = fitted(
        CutMix(image_shape=shape, labels=labels, random_state=0),
        X,
        y,
        sampling_strategy={True: 700},
    )
    plan = sampler.plan_
    from_partner = X_new == X[plan.partner]
    assert_array_equal(X_new, np.where(from_partner, X[plan.partner], X[plan.base]))
    # The plan says what share of the cells that is, and labels follow it.
    assert_allclose(plan.step, from_partner.mean(axis=1), rtol=1e-12)
    assert_allclose(plan.label_weight, 1 - from_partner.mean(axis=1), rtol=1e-12)
    pictures = from_partner.reshape(len(X_new), shape[0], shape[1], -1)
    assert (pictures == pictures[..., :1]).all()
    for picture in pictures[..., 0]:
        rows, columns = picture.any(axis=1), picture.any(axis=0)
        assert_array_equal(picture, np.outer(rows, columns))
        for side in (rows, columns):
            assert np.abs(np.diff(np.r_[0, side, 0].astype(int))).sum() in (0, 2)
    if labels == "hard":
        assert plan.step.max() <= 0.5
    else:
        assert plan.step.max() > 0.3


def test_centres_are_uniform():
    X, y = np.zeros((40, 35)), np.arange(40) % 4 == 0
    sampler, *_ = fitted(
        CutMix(1e6, image_shape=(5, 7), random_state=0), X, y, sampling_strategy={True: 20_010}
    )
    # With sides of half the image every centre has a box of its own.
    boxes = Counter(box.tobytes() for box in sampler.plan_.exchanged)
    sizes = np.array(list(boxes.values()))
    assert len(sizes) <= 35
    assert stats.chisquare(_by_centre(boxes)).pvalue > 1e-4


def _by_centre(boxes):
    expected = Counter()
    for row in range(5):
        for column in range(7):
            picture = np.zeros((5, 7), dtype=bool)
            for i, j in naive_mixing.box(5, 7, 0.5, row, column):
                picture[i, j] = True
            expected[picture.tobytes()] += 1
    assert set(boxes) == set(expected)
    # Boxes cut to the same pixels are counted together.
    return [boxes[key] / n for key, n in expected.items() if n == 1] + [
        boxes[key] / n for key, n in expected.items() if n > 1
    ]


@pytest.mark.parametrize("labels", ["hard", "split", "soft"])
@pytest.mark.parametrize("width", [1, 2, 5, 8])
def test_rows_are_put_together_of_two(width, labels):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, width)), np.arange(60) % 6 == 0
    sampler, X_new, _ = fitted(CutMix(labels=labels, random_state=0), X, y)
    plan = sampler.plan_
    from_partner = X_new == X[plan.partner]
    assert_array_equal(from_partner, plan.exchanged)
    assert_array_equal(X_new, np.where(from_partner, X[plan.partner], X[plan.base]))
    assert_allclose(plan.step, from_partner.mean(axis=1), rtol=1e-12)
    if labels == "hard":
        assert (from_partner.sum(axis=1) <= width // 2).all()


def test_numbers_of_columns_are_rounded_shares_and_sets_are_equally_likely():
    X, y = blobs((60, 20), width=5)
    sampler, *_ = fitted(CutMix(labels="soft", random_state=0), X, y, sampling_strategy={1: 30_020})
    n_exchanged = sampler.plan_.exchanged.sum(axis=1)
    # Beta(1, 1) is uniform: half a column at either end.
    chances = np.array([0.1, 0.2, 0.2, 0.2, 0.2, 0.1])
    assert stats.chisquare(np.bincount(n_exchanged), 30_000 * chances).pvalue > 1e-4
    pairs = sampler.plan_.exchanged[n_exchanged == 2]
    sets = Counter(map(bytes, pairs))
    assert len(sets) == 10
    assert stats.chisquare(list(sets.values())).pvalue > 1e-4


def test_categories_are_exchanged_like_numbers():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({f"n{j}": rng.permutation(np.arange(90.0)) for j in range(3)})
    for j in range(3):
        frame.insert(2 * j, f"c{j}", [f"{j} {i}" for i in rng.permutation(90)])
    y = np.arange(90) % 5 == 0
    sampler = CutMix(categorical_features="auto", labels="soft", random_state=0)
    X_new, _ = sampler.fit_resample(frame, y)
    plan, new = sampler.plan_, X_new[90:].to_numpy()
    own, other = frame.to_numpy()[plan.base], frame.to_numpy()[plan.partner]
    from_partner = new == other
    assert_array_equal(new, np.where(from_partner, other, own))
    assert_allclose(plan.step, from_partner.mean(axis=1), rtol=1e-12)
    # Every column comes from the partner half of the time.
    assert (np.abs(from_partner.mean(axis=0) - 0.5) < 0.2).all()


def test_categories_beside_an_image_stay():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(60, 12)).round(2)).add_prefix("pixel ")
    frame["town"] = [f"town {i}" for i in range(60)]
    y = np.arange(60) % 6 == 0
    sampler = CutMix(image_shape=(3, 4), categorical_features="auto", random_state=0)
    X_new, _ = sampler.fit_resample(frame, y)
    assert_array_equal(X_new["town"][60:], frame["town"].iloc[sampler.plan_.base])


def test_cells_of_every_dtype_are_copies():
    rng = np.random.default_rng(0)
    instants = pd.to_datetime("2024-02-29") + pd.to_timedelta(rng.integers(10**9, size=60), "s")
    frame = pd.DataFrame(
        {
            "wide": rng.integers(2**62, size=60),
            "byte": rng.integers(255, size=60).astype(np.uint8),
            "flag": rng.integers(2, size=60).astype(bool),
            "when": instants,
            "Int16": pd.array(rng.integers(99, size=60), dtype="Int16"),
            "half": rng.normal(size=60).astype(np.float16),
        }
    )
    y = np.arange(60) % 6 == 0
    sampler = CutMix(random_state=0, labels="soft")
    X_new, _ = sampler.fit_resample(frame, y)
    pd.testing.assert_series_equal(X_new.dtypes, frame.dtypes)
    plan = sampler.plan_
    for j, name in enumerate(frame):
        rows = np.where(plan.exchanged[:, j], plan.partner, plan.base)
        expected = frame[name].iloc[rows].reset_index(drop=True)
        new = X_new[name][60:].reset_index(drop=True)
        if name == "wide":
            assert (np.abs(new - expected) <= 2**10).all()  # float64 resolves no more of 2**62
        else:
            pd.testing.assert_series_equal(new, expected)


@pytest.mark.parametrize("container", [sparse.csr_array, sparse.csc_matrix])
@pytest.mark.parametrize("image_shape", [None, (3, 4)])
def test_sparse_tables_stay_sparse(container, image_shape):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 12)) * (rng.random((60, 12)) < 0.2)
    y = np.arange(60) % 6 == 0
    parameters = {"image_shape": image_shape, "random_state": 0, "labels": "soft"}
    _, expected, _ = fitted(CutMix(**parameters), X, y)
    X_new, _ = CutMix(**parameters).fit_resample(container(X), y)
    assert type(X_new) is container
    assert_array_equal(X_new.toarray()[60:], expected)
    assert X_new.nnz == np.count_nonzero(X_new.toarray())


@pytest.mark.parametrize("rule", ["propagate", "present"])
def test_missing_cells(rule):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 6)), np.arange(60) % 6 == 0
    X[rng.random(X.shape) < 0.3] = np.nan
    sampler, X_new, _ = fitted(CutMix(missing_values=rule, labels="soft", random_state=0), X, y)
    plan = sampler.plan_
    chosen = np.where(plan.exchanged, X[plan.partner], X[plan.base])
    if rule == "present":
        other = np.where(plan.exchanged, X[plan.base], X[plan.partner])
        chosen = np.where(np.isnan(chosen), other, chosen)
    assert_array_equal(X_new, chosen)
    assert np.isnan(X_new).any()


def test_blocks_do_not_matter(monkeypatch):
    X, y = blobs((60, 20), width=8)
    _, expected, _ = fitted(CutMix(random_state=0), X, y)
    monkeypatch.setattr("oversample._blocks.CELLS", 20)
    _, X_new, _ = fitted(CutMix(random_state=0), X, y)
    assert_array_equal(X_new, expected)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_many_rows_are_those_of_few(dtype, monkeypatch):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 5)).astype(dtype), np.arange(60) < 15
    few, _ = CutMix(random_state=0).fit_resample(X, y)
    monkeypatch.setattr("oversample._kernel_files._MIN_LOADED_CELLS", 0)
    monkeypatch.setattr("oversample._kernel_files._MIN_COMPILED_CELLS", 0)
    many, _ = CutMix(random_state=0).fit_resample(X, y)
    assert_array_equal(many, few)


@pytest.mark.parametrize("width", [1, 30, 255, 256])
def test_shares_are_means_of_flags(width):
    exchanged = np.random.default_rng(0).random((50, width)) < 0.7
    exchanged[0] = True
    assert_array_equal(_patches.shares_of(exchanged), exchanged.mean(axis=1), strict=True)
