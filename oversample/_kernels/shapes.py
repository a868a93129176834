"""First principal axes of clusters: from the points of small ones, from the moments of large ones.

They take the cube of the number of columns, in plain loops: these are for a few dozen of them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._kernels import jit_in_place

ENOUGH = 0.1
"""The share of all other axes together from which on vectors tell the first sooner than squares."""

N_PRODUCTS = 15
"""Products of vector and matrix after that: each leaves at most a ninth of all other axes."""

MOST_SQUARES = 60
"""Axes that are not told apart by so many squares differ by no more than rounding errors."""


class Shapes(NamedTuple):
    """Moments of clusters of more points than there are columns, d of them, and room to work in."""

    place: NDArray[np.intp]
    """Where the moments of each cluster are; negative where it has none."""

    count: NDArray[np.intp]
    """The points that are in moments; 0 in free places."""

    mean: NDArray[np.float64]
    """Means, of shape (n_places, d)."""

    scatter: NDArray[np.float64]
    """Sums of outer products of deviations from the mean, of shape (n_places, d, d)."""

    matrix: NDArray[np.float64]
    """Room for a matrix, of shape (d, d)."""

    square: NDArray[np.float64]
    """Room for its square."""

    points: NDArray[np.float64]
    """Room for d points."""

    vector: NDArray[np.float64]
    """Room for an eigenvector."""


@jit_in_place
def add_to_shape(shapes, place, point):
    """Add a point to moments."""
    mean, scatter = shapes.mean[place], shapes.scatter[place]
    n = shapes.count[place]
    shapes.count[place] = n + 1
    for p in range(point.size):
        gap = n / (n + 1) * (point[p] - mean[p])
        for q in range(point.size):
            scatter[p, q] += gap * (point[q] - mean[q])
    for p in range(point.size):
        mean[p] += (point[p] - mean[p]) / (n + 1)


@jit_in_place
def join_shapes(shapes, points, chain, last, first, second):
    """Make the moments of the second cluster part of those of the first, if any of them has some.

    Points are in chains, from the last on.
    """
    place, other = shapes.place[first], shapes.place[second]
    if place >= 0 and other >= 0:
        _join_moments(shapes, place, other)
        shapes.count[other] = 0
    elif place >= 0:
        _add_chain(shapes, place, points, chain, last[second])
    elif other >= 0:
        _add_chain(shapes, other, points, chain, last[first])
        shapes.place[first] = other
    shapes.place[second] = -1


@jit_in_place
def _join_moments(shapes, place, other):
    """Make moments part of others."""
    mean, scatter = shapes.mean[place], shapes.scatter[place]
    n, m = shapes.count[place], shapes.count[other]
    gaps, more = shapes.vector, shapes.scatter[other]
    for p in range(mean.size):
        gaps[p] = shapes.mean[other, p] - mean[p]
    for p in range(mean.size):
        share = n * m / (n + m) * gaps[p]
        for q in range(mean.size):
            scatter[p, q] += more[p, q] + share * gaps[q]
        mean[p] += m / (n + m) * gaps[p]
    shapes.count[place] = n + m


@jit_in_place
def _add_chain(shapes, place, points, chain, point):
    """Add the points of a chain to moments."""
    while point >= 0:
        add_to_shape(shapes, place, points[point])
        point = chain[point]


@jit_in_place
def find_axis(shapes, points, chain, last, size, piece, axis):
    """Write the first principal axis of a cluster, of length 1; zeros if all points are the same.

    The points are in a chain from the last on.
    """
    if size <= axis.size:
        n = 0
        while last >= 0:
            for p in range(axis.size):
                shapes.points[n, p] = points[last, p]
            n, last = n + 1, chain[last]
        _axis_of_points(shapes, n, axis)
        return
    place = shapes.place[piece]
    if place < 0:
        place = 0
        while shapes.count[place] > 0:
            place += 1
        shapes.place[piece] = place
        for p in range(axis.size):
            shapes.mean[place, p] = points[last, p]
            for q in range(axis.size):
                shapes.scatter[place, p, q] = 0.0
        _add_chain(shapes, place, points, chain, last)
    for p in range(axis.size):
        for q in range(axis.size):
            shapes.matrix[p, q] = shapes.scatter[place, p, q]
    _find_first(shapes, axis.size, axis)


@jit_in_place
def _axis_of_points(shapes, n, axis):
    """Write the first principal axis of the first points in the room for these."""
    points, matrix = shapes.points, shapes.matrix
    _centre(points, n)
    for i in range(n):
        for j in range(i + 1):
            product = 0.0
            for p in range(axis.size):
                product += points[i, p] * points[j, p]
            matrix[i, j] = matrix[j, i] = product
    _find_first(shapes, n, shapes.vector)
    for p in range(axis.size):
        axis[p] = 0.0
    for i in range(n):
        for p in range(axis.size):
            axis[p] += shapes.vector[i] * points[i, p]
    _normalize(axis, axis.size)


@jit_in_place
def _centre(points, n):
    """Subtract the mean of the first n points, and divide them by what is the largest then."""
    largest = 0.0
    for p in range(points.shape[1]):
        # From a point, so that equal ones are exactly zero.
        origin, total = points[0, p], 0.0
        for i in range(n):
            points[i, p] -= origin
            total += points[i, p]
        for i in range(n):
            points[i, p] -= total / n
            largest = max(largest, abs(points[i, p]))
    if largest > 0.0:
        for i in range(n):
            for p in range(points.shape[1]):
                points[i, p] /= largest


@jit_in_place
def _find_first(shapes, n, vector):
    """Write the first eigenvector of a matrix, which is overwritten; zeros if it is zero.

    It is squared over and over: the share of the first axis grows, until there is hardly another.
    """
    matrix = shapes.matrix
    trace = 0.0
    for i in range(n):
        vector[i] = 0.0
        trace += matrix[i, i]
    if trace <= 0.0:
        return
    for _ in range(MOST_SQUARES):
        trace = _square(matrix, shapes.square, n, 1.0 / trace)
        if trace >= 1.0 - ENOUGH:
            break
    best = 0
    for i in range(n):
        if matrix[i, i] > matrix[best, best]:
            best = i
    for i in range(n):
        vector[i] = matrix[best, i]
    product = shapes.square[0]
    for _ in range(N_PRODUCTS):
        _multiply(vector, matrix, 1.0, n, product)
        for i in range(n):
            vector[i] = product[i]
    _normalize(vector, n)


@jit_in_place
def _square(matrix, square, n, factor):
    """Square a symmetric matrix times a factor, and return the trace of what it is then."""
    trace = 0.0
    for i in range(n):
        _multiply(matrix[i], matrix, factor, n, square[i])
        trace += square[i, i] * factor
    for i in range(n):
        for j in range(n):
            matrix[i, j] = square[i, j] * factor
    return trace


@jit_in_place
def _multiply(vector, matrix, factor, n, product):
    """Write the product of a vector, times a factor, and a matrix: four rows of it at once."""
    for j in range(n):
        product[j] = 0.0
    in_fours = n - n % 4
    for i in range(0, in_fours, 4):
        a, b = vector[i] * factor, vector[i + 1] * factor
        c, d = vector[i + 2] * factor, vector[i + 3] * factor
        of_a, of_b, of_c, of_d = matrix[i], matrix[i + 1], matrix[i + 2], matrix[i + 3]
        for j in range(n):
            product[j] = product[j] + a * of_a[j] + b * of_b[j] + c * of_c[j] + d * of_d[j]
    for i in range(in_fours, n):
        share, row = vector[i] * factor, matrix[i]
        for j in range(n):
            product[j] += share * row[j]


@jit_in_place
def _normalize(vector, n):
    """Divide a vector by its length, if it has one."""
    length = 0.0
    for i in range(n):
        length += vector[i] * vector[i]
    length = np.sqrt(length)
    if length > 0.0:
        for i in range(n):
            vector[i] /= length
