"""The register tile, and the plain loops that stand in for it where LLVM refuses its code."""

import os
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from oversample._kernels.neighbors import tiles
from oversample._kernels.neighbors.partition import LEAF
from oversample._kernels.neighbors.structures import Lists, Tile

COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") != "1"

pytestmark = pytest.mark.skipif(not COMPILED, reason="there is nothing to compile")


def refuse(*arguments):
    raise NotImplementedError("no such instruction")


def new_tile(block):
    scores = np.zeros((tiles.ROWS, LEAF), np.float32)
    hits = np.zeros(tiles.ROWS, np.uint64)
    return Tile(np.array([3, 0, 5, 5]), block, scores, scores.view(np.int32), hits)


def everything_scored():
    """Compile one function for each form of the tile anew, and return all that they write."""
    import numba

    rng = np.random.default_rng(0)

    def whole(*shape):
        return rng.integers(-9, 9, shape).astype(np.float32)

    group = new_tile(whole(6, LEAF))
    points, cuts = whole(7, 5), whole(7)
    points[:, 3:] = rng.integers(0, 2, (7, 2))
    group.block[3:5] = rng.integers(0, 2, (2, LEAF))
    blocks, low = whole(3, 4, LEAF), whole(4, 3)
    all_cuts = np.repeat(whole(3), LEAF) - 99
    lists = Lists(
        -100 + whole(3 * LEAF),
        all_cuts,
        all_cuts.view(np.int32),
        whole(3),
        np.zeros((3 * LEAF, 5), np.int64),
        np.int32(0),
    )
    pair = new_tile(whole(LEAF, 4))

    def score(points, cuts, group, blocks, lists, pair, low, high):
        tiles.score_tile(points, 3, np.float32(0.5), cuts, group)
        tiles.score_both(blocks, 0, 2, lists, pair)
        near = tiles.near_lanes(blocks, 1, low, high, 2, lists.cuts, np.float32(-60))
        return near, tiles.trailing_zeros(near)

    found = numba.njit(_nrt=False)(score)(  # noqa: TID251, it must not come from a cache
        points, cuts, group, blocks, lists, pair, low, low + 3
    )
    return [np.array(found, np.uint64), *group[2:], *pair[2:]]


def test_plain_loops_give_what_the_tile_does(monkeypatch, caplog):
    expected = everything_scored()
    assert 0 < np.unpackbits(expected[0][:1].view(np.uint8)).sum() < LEAF
    assert expected[3].any(), "no point exceeds a cut"
    assert expected[6].any(), "no pair exceeds a cut"
    assert not caplog.records
    for part in ("_spread", "_vector_at"):
        monkeypatch.setattr(tiles, part, refuse)
    plain = everything_scored()
    assert "LLVM refuses the code of score_tile" in caplog.text
    for name in ("score_both", "near_lanes"):
        assert name in caplog.text
    for a, b in zip(plain, expected, strict=True):
        assert_array_equal(a, b)


def test_searches_are_the_same_where_llvm_refuses_the_tile(tmp_path):
    program = (
        "import numpy as np\n"
        "from oversample import neighbors\n"
        "X = np.random.default_rng(0).standard_normal((1200, 3))\n"
        "expected = neighbors.kneighbors(X, 5)\n"
        "from oversample._kernels.neighbors import tiles\n"
        "def refuse(*arguments): raise NotImplementedError('no such instruction')\n"
        "tiles._spread = refuse\n"
        "neighbors._choice.use_from_now_on()\n"
        "found = neighbors.kneighbors(X, 5)\n"
        "assert np.array_equal(found.indices, expected.indices)\n"
        "assert np.array_equal(found.distances, expected.distances)\n"
    )
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True
    )
    assert "LLVM refuses the code of score_both" in run.stderr
