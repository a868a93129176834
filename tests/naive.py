"""Every rule, slowly and obviously: plain Python loops, one number at a time."""

from collections import Counter
from fractions import Fraction
from itertools import pairwise
from math import floor, sqrt


def squared_distance(a, b, codes_a=(), codes_b=(), mismatch=0.0):
    """Sum of squares in the order of the columns, and the mismatch's square a differing code."""
    total = 0.0
    for x, y in zip(a, b, strict=True):
        total += (float(x) - float(y)) ** 2
    differing = sum(x != y for x, y in zip(codes_a, codes_b, strict=True))
    return total + mismatch**2 * differing


def k_nearest(X, k, codes=None, mismatch=0.0):
    """Row numbers of the k nearest other rows of each row, equal distances by row number."""
    codes = [()] * len(X) if codes is None else codes
    neighbors = []
    for i in range(len(X)):
        others = [
            (squared_distance(X[i], X[j], codes[i], codes[j], mismatch), j)
            for j in range(len(X))
            if j != i
        ]
        neighbors.append([j for _, j in sorted(others)[:k]])
    return neighbors


def interpolate(X, base, partner, step):
    """Points on the segments of a plan, in float64."""
    return [
        [float(X[b][j]) + float(s) * (float(X[p][j]) - float(X[b][j])) for j in range(len(X[b]))]
        for b, p, s in zip(base, partner, step, strict=True)
    ]


def median_spread(X):
    """Median over the columns of the standard deviation: what a differing category counts."""
    spreads = []
    for column in zip(*X, strict=True):
        cells = [float(cell) for cell in column]
        mean = sum(cells) / len(cells)
        spreads.append(sqrt(sum((cell - mean) ** 2 for cell in cells) / len(cells)))
    spreads.sort()
    middle = len(spreads) // 2
    return spreads[middle] if len(spreads) % 2 else (spreads[middle - 1] + spreads[middle]) / 2


def winners(ballots):
    """The levels that may win a vote: all that have the most ballots."""
    votes = Counter(ballots)
    return {level for level, n in votes.items() if n == max(votes.values())}


def round_into_range(value, low, high):
    """The nearest integer, of two the even one, inside [low, high]."""
    return min(max(round(value), low), high)


def resolve(strategy, y):
    """New rows of each class that a strategy speaks of; None where there is nothing sensible."""
    y = list(y)
    present = {label: y.count(label) for label in sorted(set(y))}
    most = max(present.values())
    majority = next(label for label, n in present.items() if n == most)
    minority = next(label for label, n in present.items() if n == min(present.values()))
    if callable(strategy):
        strategy = strategy(y)
    if strategy in ("auto", "not majority"):
        return {label: most - n for label, n in present.items() if label != majority}
    if strategy == "not minority":
        return {label: most - n for label, n in present.items() if label != minority}
    if strategy == "minority":
        return {minority: most - present[minority]}
    if strategy == "all":
        return {label: most - n for label, n in present.items()}
    if isinstance(strategy, float):
        (other,) = set(present) - {majority}
        n_new = int(strategy * most - present[other])
        return {other: n_new} if n_new > 0 else None
    n_new = {}
    for label in sorted(strategy):
        wanted = strategy[label]
        if isinstance(wanted, float):
            n_new[label] = max(0, int(wanted * most - present[label]))
        elif wanted < present[label]:
            return None
        else:
            n_new[label] = wanted - present[label]
    return n_new


def allocate(total, weights):
    """Split a total in proportion to integer weights by the largest remainder, in fractions."""
    quotas = [Fraction(total * weight, sum(weights)) for weight in weights]
    shares = [floor(quota) for quota in quotas]
    by_remainder = sorted(range(len(quotas)), key=lambda i: (shares[i] - quotas[i], i))
    for i in by_remainder[: total - sum(shares)]:
        shares[i] += 1
    return shares


def smoothed_bootstrap(X, y, label, base, z, shrinkage):
    """Copies of base rows, moved by the given standard normal noise times the bandwidth."""
    n_rows, width = len(X), len(X[0])
    members = [X[i] for i in range(n_rows) if y[i] == label]
    bandwidth = (4 / ((width + 2) * n_rows)) ** (1 / (width + 4))
    spread = [median_spread([[cell] for cell in column]) for column in zip(*members, strict=True)]
    return [
        [X[b][j] + shrinkage * bandwidth * spread[j] * noise[j] for j in range(width)]
        for b, noise in zip(base, z, strict=True)
    ]


def rose(X, y, label, base, z, h, preserve_variance):
    """Rows moved by normal noise of h standard deviations, and back towards the mean if wanted."""
    members = [row for row, own in zip(X, y, strict=True) if own == label]
    mean = [sum(map(float, column)) / len(members) for column in zip(*members, strict=True)]
    spread = [median_spread([[cell] for cell in column]) for column in zip(*members, strict=True)]
    shrunk = (1 + h**2) ** 0.5 if preserve_variance else 1
    return [
        [m + (X[b][j] - m + h * spread[j] * noise[j]) / shrunk for j, m in enumerate(mean)]
        for b, noise in zip(base, z, strict=True)
    ]


def n_foreign(X, y, m):
    """How many of the m nearest rows of any class of each row are of other classes."""
    return [sum(y[j] != y[i] for j in near) for i, near in enumerate(k_nearest(X, m))]


def in_danger(X, y, label, m):
    """Rows of a class of which at least half of m neighbours, but not all, are foreign."""
    foreign = n_foreign(X, y, m)
    return [i for i in range(len(X)) if y[i] == label and m <= 2 * foreign[i] and foreign[i] < m]


def usable_clusters(cluster_of, y, label, k, threshold):
    """The rows of a class in each cluster that has more than k of them and enough of a share."""
    clusters = []
    for cluster in sorted(set(cluster_of)):
        inside = [i for i in range(len(y)) if cluster_of[i] == cluster]
        members = [i for i in inside if y[i] == label]
        if len(members) > k and len(members) >= threshold * len(inside):
            clusters.append(members)
    return clusters


def sparsity(points, exponent):
    """Mean distance between points to a power, over their number."""
    n = len(points)
    distances = [
        sqrt(squared_distance(points[i], points[j])) for i in range(n) for j in range(n) if i != j
    ]
    return (sum(distances) / len(distances)) ** exponent / n


def value_difference(X, y, a, b):
    """The value difference metric of two rows, from the class shares of their levels."""
    total = 0.0
    for j in range(len(X[0])):
        of_a = [y[i] for i in range(len(X)) if X[i][j] == X[a][j]]
        of_b = [y[i] for i in range(len(X)) if X[i][j] == X[b][j]]
        shares = [of_a.count(c) / len(of_a) - of_b.count(c) / len(of_b) for c in sorted(set(y))]
        total += sum(abs(share) for share in shares) ** 2
    return total


def step_range(base, partner):
    """The steps that Safe-level-SMOTE allows between two safe levels; None: not used."""
    if base == partner == 0:
        return None
    if partner == 0:
        return 0.0, 0.0
    if base >= partner:
        return 0.0, partner / base
    return 1 - base / partner, 1.0


def combine(X, parents, weights, fill_missing=False):
    """Add up the parents of each new row, each times its weight."""
    new = []
    for rows, shares in zip(parents, weights, strict=True):
        row = []
        for column in range(len(X[0])):
            used = [(X[r][column], w) for r, w in zip(rows, shares, strict=True) if w != 0]
            if fill_missing:
                used = [(cell, w) for cell, w in used if cell == cell]
            total = sum(w for _, w in used)
            scale = sum(shares) / total if total else float("nan")
            row.append(sum(cell * w for cell, w in used) * (scale if fill_missing else 1))
        new.append(row)
    return new


def to_grid(cells, new):
    """New cells of a column of floats, each put where the cells of the column lie."""
    cells = [cell for cell in cells if cell == cell]
    values = sorted(set(cells))
    if len(values) == 1:
        return [values[0] if v == v else v for v in new]
    for decimals in range(7):
        unit = 10.0**decimals
        if all(round(value * unit) / unit == value for value in values):
            return [round(v * unit) / unit if v == v else v for v in new]
    placed = []
    for v in new:
        nearest = min(values, key=lambda value: abs(value - v)) if v == v else v
        repeated = [cell for cell in cells if cells.count(cell) > 1]
        if len(values) <= 20 or (len(repeated) > 0.3 * len(cells) and nearest in repeated):
            placed.append(nearest)
        else:
            placed.append(v)
    return placed


def _by_threshold(y, probability):
    """Rare and other rows that each threshold finds, the highest threshold first."""
    for threshold in sorted(set(probability), reverse=True):
        found = [is_rare for is_rare, p in zip(y, probability, strict=True) if p >= threshold]
        rare = sum(1 for is_rare in found if is_rare)
        yield rare, len(found) - rare


def found_at_rate(y, probability, rate):
    """Rare and other rows that the lowest threshold with at most this rate of false ones finds."""
    n_others = sum(1 for is_rare in y if not is_rare)
    kept = [
        (rare, others)
        for rare, others in _by_threshold(y, probability)
        if others <= rate * n_others
    ]
    return kept[-1] if kept else (0, 0)


def found_at_precision(y, probability, precision):
    """Rare and other rows of the threshold that finds most rare rows with at least a precision."""
    kept = [
        (rare, others)
        for rare, others in _by_threshold(y, probability)
        if rare >= precision * (rare + others)
    ]
    return max(kept, key=lambda pair: (pair[0], -pair[1]), default=(0, 0))


def recall_at_rate(y, probability, rate):
    """The best recall of all mixtures of two neighbouring thresholds that have the rate."""
    n_minority = sum(1 for is_rare in y if is_rare)
    n_others = len(y) - n_minority
    points = []
    for threshold in [float("inf"), *sorted(set(probability), reverse=True)]:
        found = [is_rare for is_rare, p in zip(y, probability, strict=True) if p >= threshold]
        rare = sum(1 for is_rare in found if is_rare)
        points.append(((len(found) - rare) / n_others, rare / n_minority))
    best = max(recall for at, recall in [*points, (0, 0)] if at <= rate)
    for (low, recall), (high, recall_then) in pairwise(points):
        if low < rate < high:
            best = max(best, recall + (rate - low) / (high - low) * (recall_then - recall))
    return best
