"""Compile kernels before they are needed, so that no first call waits for it."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import numpy as np
from scipy import sparse

DTYPES = ("float32", "float64")
"""The dtypes that tables and images are computed in."""


def compile_neighbors() -> None:
    """Compile every search of neighbours, and whatever else works on rows of tables."""
    from oversample._kernels.assembly import Table, assemble
    from oversample._kernels.closeness import add_shares
    from oversample._kernels.distances import sum_distances
    from oversample._kernels.interpolation import (
        write_combinations,
        write_exchanged_rows,
        write_segment_points,
    )
    from oversample._kernels.linkage import merge_by_chains, write_distances
    from oversample._kernels.pieces import Rule
    from oversample._kernels.places import count_places
    from oversample._kernels.potential import LANES, Draws, Near, Rows, add_potentials
    from oversample.neighbors import _choice, kneighbors
    from oversample.neighbors.within import count_within

    _choice.use_from_now_on()
    rng = np.random.default_rng(0)
    X = rng.normal(size=(1200, 3))
    # Pairs of leaves, groups of queries, and ties that are measured; then sparse rows.
    kneighbors(X, 5)
    kneighbors(np.rint(X), 5, queries=np.arange(200))
    kneighbors(sparse.random_array((300, 5000), density=0.002, format="csr", rng=rng), 5)
    codes = np.empty((len(X), 0), dtype=np.int64)
    count_within(X, 1.0, codes, 1.0, None)
    distance, codes = np.zeros((9, 9)), codes[:9]
    write_distances(X[:9], codes, 0.0, distance)
    add_shares(X[:9].copy(), 1.0, np.zeros(3))
    merge_by_chains(distance, 1.0, np.empty((9, 2), dtype=np.intp))
    table = Table(X[:9], codes, 0.0, (np.arange(9) + 1) % 9, np.arange(9.0))
    assemble(table, np.arange(9), Rule(2, 0.3), np.full(9, -1))
    add_potentials(
        Rows(X[:9], codes, 1.0, 0.0),
        Draws(np.uint64(0), np.array([0]), np.ones((1, 2))),
        Near(np.array([0]), np.array([0, 9]), np.arange(9)),
        np.zeros((1, LANES)),
        np.zeros(1),
    )
    for dtype in DTYPES:
        rows = X.astype(dtype)
        base = np.arange(3)
        bits = rows[:9].view(f"u{rows.itemsize}")
        bits.flags.writeable = False
        count_places(
            bits, 0, np.uint64(57), np.zeros((3, 2), dtype=np.uint64), np.zeros(3, np.intp)
        )
        sum_distances(rows, 0, len(rows))
        write_segment_points(rows, base, base, np.zeros(3), np.empty_like(rows[:3]))
        weight = np.full((3, 1), 1.0)
        total, made = np.empty(rows.shape[1]), np.empty_like(rows[:3])
        write_combinations(rows, base[:, np.newaxis], weight, total, made)
        write_exchanged_rows(rows, base, base, np.ones((3, 3), dtype=bool), np.empty_like(rows[:3]))


def compile_images() -> None:
    """Compile every transform of images that needs no argument: policies are made of these."""
    from oversample import image

    rng = np.random.default_rng(0)
    stack = rng.integers(0, 256, size=(3, 9, 11, 3))
    for dtype in (*DTYPES, "uint8"):
        images = (stack if dtype == "uint8" else stack / 256).astype(dtype)
        for name in image.__all__:
            kind = getattr(image, name)
            if _is_made_without_arguments(kind, image.ImageTransform):
                kind().transform(images, 0, n_jobs=1)


def _is_made_without_arguments(kind: type, base: type) -> bool:
    """Return whether a class is a transform of which every parameter has a default."""
    if not issubclass(kind, base) or inspect.isabstract(kind):
        return False
    parameters = inspect.signature(kind).parameters.values()
    return all(parameter.default is not parameter.empty for parameter in parameters)


PARTS: dict[str, Callable[[], None]] = {"neighbors": compile_neighbors, "images": compile_images}
"""What can be compiled, by name."""
