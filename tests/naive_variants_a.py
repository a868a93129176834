"""The rules of some variants of SMOTE, slowly and obviously."""

from math import exp

from tests.naive import squared_distance


def nearest_of(X, query, rows, k):
    """The k rows nearest to a row, which is none of them; equal distances by row number."""
    return sorted(rows, key=lambda row: (squared_distance(X[query], X[row]), row))[:k]


def proximity_levels(X, y, label, n_levels, k):
    """The rows of each level of a class, nearest to other classes first; no level is empty."""
    left = [i for i in range(len(y)) if y[i] == label]
    others = [i for i in range(len(y)) if y[i] != label]
    levels = {}
    for number in range(1, n_levels):
        taken = {row for other in others for row in nearest_of(X, other, left, k)}
        levels[number] = sorted(taken)
        left = [row for row in left if row not in taken]
    levels[n_levels] = left
    return {number: rows for number, rows in levels.items() if rows}


def level_shares(levels, theta):
    """The share of each level of more than one row in the new rows."""
    weights = {number: exp(-theta * (number - 1)) for number, rows in levels.items() if rows[1:]}
    return {number: weight / sum(weights.values()) for number, weight in weights.items()}


def lattice(segments, n_new):
    """All points of the lattices on segments, and how many of them are too many."""
    q = 1
    while q * len(segments) < n_new:
        q += 1
    points = [
        [
            [x + j / (q + 1) * (y - x) for x, y in zip(start, end, strict=True)]
            for j in range(1, q + 1)
        ]
        for start, end in segments
    ]
    return points, q * len(segments) - n_new


def star(X):
    """The segments from each row to the mean of all."""
    mean = [sum(column) / len(column) for column in zip(*X, strict=True)]
    return [(row, mean) for row in X]


def mesh(X):
    """The segments between all rows."""
    return [(X[i], X[j]) for j in range(len(X)) for i in range(j)]


def bus(X):
    """The segments from each row to the next."""
    return [(X[i], X[i + 1]) for i in range(len(X) - 1)]
