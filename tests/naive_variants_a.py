"""The rules of some variants of SMOTE, slowly and obviously."""

from math import ceil, exp, sqrt

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


def distance(a, b):
    return sqrt(squared_distance(a, b))


def informative_weights(X, y, label, k1, k2, k3, threshold):
    """The weight of each informative row, but for a common factor; and the border."""
    everyone = range(len(y))
    mine = [i for i in everyone if y[i] == label]
    others = [i for i in everyone if y[i] != label]
    filtered = [
        i
        for i in mine
        if any(y[j] == label for j in nearest_of(X, i, [j for j in everyone if j != i], k1))
    ]
    border = {row for i in filtered for row in nearest_of(X, i, others, k2)}
    k3 = max(1, len(filtered) // 2) if k3 is None else k3
    informative = sorted({row for i in border for row in nearest_of(X, i, mine, k3)})
    weights = dict.fromkeys(informative, 0.0)
    for i in border:
        closeness = {}
        for row in informative:
            away = distance(X[i], X[row]) / len(X[0])
            closeness[row] = min(1 / away, threshold) if away > 0 else threshold
        for row in informative:
            weights[row] += closeness[row] ** 2 / sum(closeness.values())
    return weights, border


def average_linkage(points, limit):
    """Clusters that are merged, the nearest two first, while their mean distance is not above."""
    clusters = [[i] for i in range(len(points))]
    while len(clusters) > 1:
        pairs = [
            (
                sum(distance(points[i], points[j]) for i in clusters[a] for j in clusters[b])
                / (len(clusters[a]) * len(clusters[b])),
                a,
                b,
            )
            for b in range(len(clusters))
            for a in range(b)
        ]
        least, a, b = min(pairs)
        if least > limit:
            break
        clusters[a] += clusters.pop(b)
    return {frozenset(cluster) for cluster in clusters}


def mean_nearest(points):
    """The mean distance of a point to its nearest other."""
    n = len(points)
    return (
        sum(min(distance(points[i], points[j]) for j in range(n) if j != i) for i in range(n)) / n
    )


def noise_of_mean(weights, sigma):
    """The standard deviation of a weighted mean of independent noise."""
    return sqrt(sum((weight * sigma) ** 2 for weight in weights))


def numbers_combined(levels, theta, scheme, width):
    """How many rows each level combines, and whether these are shadows."""
    most = {"H": 2, "L": width}[scheme[0]]
    shares = level_shares(levels, theta)
    combined = {}
    for number, share in shares.items():
        n_rows = ceil(round(most * share / max(shares.values()), 9))
        combined[number] = (max(n_rows, 2), True) if n_rows >= width else (2, False)
    return combined


def neighborhoods(X, rows, size):
    """The neighbourhoods of the rows of a level; the one that all have, where there are few."""
    if len(rows) <= size:
        return [set(rows)]
    return [{row, *nearest_of(X, row, [r for r in rows if r != row], size - 1)} for row in rows]
