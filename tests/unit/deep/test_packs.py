"""Packs of rows of one class: against plain loops, and as many of each class as are asked for."""

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from oversample._random import make_streams
from oversample.deep._packs import Packs, draw_distinct


def rng():
    return make_streams(0).start()


def distinct_slowly(uniform, size):
    """The i-th of the places that are left, one after the other."""
    left = list(range(size))
    return [left.pop(int(chance * len(left))) for chance in uniform]


def test_distinct_places_are_those_of_plain_loops():
    sizes = np.array([4, 9, 5, 4] * 10)
    drawn = draw_distinct(sizes, 4, rng())
    uniform = rng().uniform(160).reshape(40, 4)
    expected = [distinct_slowly(row, size) for row, size in zip(uniform, sizes, strict=True)]
    assert_array_equal(drawn, expected)


def test_distinct_places_are_all_alike():
    drawn = draw_distinct(np.full(30000, 5), 3, rng())
    for column in drawn.T:
        assert_allclose(np.bincount(column) / 30000, 0.2, atol=0.01)
    assert (np.diff(np.sort(drawn, axis=1), axis=1) > 0).all()


def test_half_of_the_packs_are_of_classes_to_be_filled_all_alike():
    filled, rest = [np.arange(40), np.arange(40, 140)], [np.arange(140, 240), np.arange(240, 540)]
    packs = Packs.of(filled, rest, 8, 256)
    rows = packs.draw(20000, rng())
    assert rows.shape == (20000, 8)
    label = np.searchsorted([40, 140, 240], rows, side="right")
    assert (label == label[:, :1]).all()
    shares = np.bincount(label[:, 0]) / 20000
    assert_allclose(shares, [0.25, 0.25, 0.125, 0.375], atol=0.01)
    assert (np.diff(np.sort(rows, axis=1), axis=1) > 0).all()
    alone = Packs.of(filled, [], 8, 256).draw(7, rng())
    assert (alone.shape, alone.max() < 140) == ((7, 8), True)


def test_packs_are_no_larger_than_a_quarter_of_a_class_and_a_batch():
    rest = [np.arange(100, 103), np.arange(103, 203)]
    small = Packs.of([np.arange(20), np.arange(20, 100)], rest, 8, 256)
    assert (small.pac, [len(rows) for rows in small.others]) == (5, [100])
    assert Packs.of([np.arange(100)], [], 8, 3).pac == 3
    assert Packs.of([np.arange(3)], [], 8, 256).pac == 1
