"""The rules of some variants of SMOTE, slowly and obviously."""

from collections import Counter
from itertools import combinations
from math import ceil, comb, exp, sqrt

from tests.naive import k_nearest, squared_distance


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


def joined(points, k):
    """The pairs of points of which one is among the k nearest of the other."""
    near = k_nearest(points, k)
    return {frozenset((i, j)) for i in range(len(points)) for j in near[i]}


def maximal_cliques(n, edges):
    """All sets of vertices of which all are joined, and that no other vertex is joined to."""
    cliques = []
    for number in range(1, 2**n):
        chosen = [i for i in range(n) if number >> i & 1]
        if all(frozenset(pair) in edges for pair in combinations(chosen, 2)) and not any(
            all(frozenset((i, j)) in edges for j in chosen) for i in range(n) if i not in chosen
        ):
            cliques.append(chosen)
    return sorted(cliques)


def simplices(cliques, p):
    """The sets of vertices that new rows are made of, and the probability of each."""
    weights = [max(1, comb(len(clique), p)) for clique in cliques]
    law = Counter()
    for clique, weight in zip(cliques, weights, strict=True):
        subsets = list(combinations(clique, min(p, len(clique))))
        for subset in subsets:
            law[subset] += weight / sum(weights) / len(subsets)
    return law


def grown(n, edges, p):
    """The cliques that grow from an edge, and the probability of each."""
    law = Counter()
    paths = [(tuple(edge), 1 / len(edges)) for edge in edges]
    while paths:
        clique, chance = paths.pop()
        common = [
            i
            for i in range(n)
            if i not in clique and all(frozenset((i, j)) in edges for j in clique)
        ]
        if len(clique) == p or not common:
            law[tuple(sorted(clique))] += chance
        else:
            paths += [((*clique, i), chance / len(common)) for i in common]
    return law


def assembled(points, axis_of, min_members, min_cosine):
    """Merge the nearest clusters, but for those that are large and cross each other.

    Of equal distances, points that are alone come first, and go to the first of the nearest points;
    then clusters that are not to be merged, and then those that were begun first.
    """
    clusters = {f"point {i}": [i] for i in range(len(points))}
    begun = [*clusters]
    away = {
        frozenset([f"point {i}", f"point {j}"]): distance(points[i], points[j])
        for j in range(len(points))
        for i in range(j)
    }

    def may_merge(a, b):
        if min(len(clusters[a]), len(clusters[b])) < min_members:
            return True
        axes = [axis_of([points[i] for i in clusters[cluster]]) for cluster in (a, b)]
        return abs(sum(x * y for x, y in zip(*axes, strict=True))) > min_cosine

    def merge(name, *parts):
        merged = [point for part in parts for point in clusters.pop(part)]
        for other in [*clusters]:
            pairs = [frozenset([part, other]) for part in parts]
            between = [away.pop(pair) for pair in pairs if pair in away]
            if between:
                away[frozenset([name, other])] = min(between)
        away.pop(frozenset(parts), None)
        clusters[name] = merged
        begun.append(name)

    while away:
        least = min(away.values())
        nearest = [pair for pair in away if away[pair] == least]
        alone = sorted(clusters[name][0] for pair in nearest for name in pair if "p" in name)
        if alone:
            i = alone[0]
            others = (j for j in range(len(points)) if j != i)
            j = next(j for j in others if distance(points[i], points[j]) == least)
            home = next(name for name in clusters if j in clusters[name])
            name = f"cluster {len(begun)}" if "p" in home else home
            merge(name, home, f"point {i}")
            continue
        crossing = [pair for pair in nearest if not may_merge(*pair)]
        for pair in crossing:
            del away[pair]
        if not crossing:
            pairs = [sorted(pair, key=begun.index) for pair in nearest]
            first, second = min(pairs, key=lambda pair: [begun.index(name) for name in pair])
            merge(first, first, second)
    return sorted(sorted(cluster) for cluster in clusters.values())
