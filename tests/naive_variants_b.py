"""Rules of variants of SMOTE, slowly and obviously: plain Python loops, one number at a time."""

from statistics import median

from tests.naive import k_nearest, squared_distance


def mean_of(rows):
    """The mean of some rows, column by column."""
    return [sum(float(cell) for cell in column) / len(column) for column in zip(*rows, strict=True)]


def random_smote(x, y1, y2, u, v):
    """Random-SMOTE: a point between two neighbours, then one between that and the row."""
    between = [float(a) + u * (float(b) - float(a)) for a, b in zip(y1, y2, strict=True)]
    return [float(a) + v * (t - float(a)) for a, t in zip(x, between, strict=True)]


def distance_smote(x, neighbors, u):
    """Distance-SMOTE: a point between a row and the mean of its neighbours."""
    return [float(a) + u * (m - float(a)) for a, m in zip(x, mean_of(neighbors), strict=True)]


def deviations(rows):
    """The standard deviation of each column, with the number of rows as divisor."""
    means = mean_of(rows)
    columns = zip(*rows, strict=True)
    return [
        (sum((float(cell) - mean) ** 2 for cell in column) / len(column)) ** 0.5
        for column, mean in zip(columns, means, strict=True)
    ]


def random_walk(x, rows, z):
    """RWO: a step of a standard error of the mean in every column."""
    spreads = deviations(rows)
    return [
        float(cell) + spread / len(rows) ** 0.5 * step
        for cell, spread, step in zip(x, spreads, z, strict=True)
    ]


def density_factors(X, k, eta, t, radius=None):
    """SMOBD: the weight of each row as a base."""
    n = len(X)
    distance = [[squared_distance(X[i], X[j]) ** 0.5 for j in range(n)] for i in range(n)]
    nearest = k_nearest(X, k)
    core = [distance[i][nearest[i][-1]] for i in range(n)]
    reach = [sum(max(core[j], distance[i][j]) for j in nearest[i]) / k for i in range(n)]
    if radius is None:
        radius = median(core)
    crowd = [sum(distance[i][j] <= radius for j in range(n) if j != i) for i in range(n)]
    factors = []
    for i in range(n):
        is_noise = core[i] > t * sum(core) / n and reach[i] > t * sum(reach) / n
        share = eta * core[i] / max(core) + (1 - eta) * crowd[i] / max(crowd)
        factors.append(0.0 if is_noise else share)
    return factors


def neighborhoods(X, k):
    """MGS: the mean and the covariance of each row and its k nearest."""
    found = []
    for i, nearest in enumerate(k_nearest(X, k)):
        members = [X[i], *(X[j] for j in nearest)]
        mean = mean_of(members)
        width = len(mean)
        covariance = [
            [
                sum((row[a] - mean[a]) * (row[b] - mean[b]) for row in members) / len(members)
                for b in range(width)
            ]
            for a in range(width)
        ]
        found.append((mean, covariance))
    return found


def forest_weights(leaves_of_point, leaves_of_rows):
    """MGS-GRF: the probability of each row to be the donor, from the leaves of every tree."""
    n_trees = len(leaves_of_point)
    weights = [0.0] * len(leaves_of_rows)
    for tree in range(n_trees):
        alike = [
            row
            for row, leaves in enumerate(leaves_of_rows)
            if leaves[tree] == leaves_of_point[tree]
        ]
        for row in alike:
            weights[row] += 1 / len(alike) / n_trees
    return weights


def most_alike(centres, a, b):
    """LVQ-SMOTE: the pairs of other centres whose difference is most like that of two."""
    others = [i for i in range(len(centres)) if i not in (a, b)]
    found = {}
    for i in others:
        for j in others:
            if i != j:
                way = [float(p) - float(q) for p, q in zip(centres[i], centres[j], strict=True)]
                wanted = [float(p) - float(q) for p, q in zip(centres[a], centres[b], strict=True)]
                found[i, j] = squared_distance(way, wanted)
    return min(found, key=found.get)


def boosting_noise(X, is_own, n_iterations, make_tree):
    """SMOTE-WB: which rows are noise, by the weights of boosted trees."""
    n, n_own = len(X), sum(is_own)
    weight = [1 / n] * n
    for number in range(n_iterations):
        predicted = make_tree().fit(X, is_own, sample_weight=weight).predict(X)
        wrong = [i for i in range(n) if predicted[i] != is_own[i]]
        error = sum(weight[i] for i in wrong)
        if not wrong and number == 0:
            return [False] * n
        if not 0 < error < 1:
            break
        for i in wrong:
            weight[i] *= ((1 - error) / error) ** 0.5
        total = sum(weight)
        weight = [share / total for share in weight]
    limits = [2 * ((n - n_own) if own else n_own) / n**2 for own in is_own]
    return [share > limit for share, limit in zip(weight, limits, strict=True)]


def trusted_neighbors(X, is_own, is_noise):
    """SMOTE-WB: of each row of the class, the neighbours before the first other; None of a bad."""
    n, n_own = len(X), sum(is_own)
    most = max(1, (n - n_own) // n_own)
    found = {}
    for i in range(n):
        if not is_own[i]:
            continue
        others = [j for j in range(n) if j != i and not is_noise[j]]
        others.sort(key=lambda j, i=i: (squared_distance(X[i], X[j]), j))
        near = []
        for j in others[:most]:
            if not is_own[j]:
                break
            near.append(j)
        found[i] = None if is_noise[i] and not near else near
    return found


def without_propensity(X, is_own, propensity, k, threshold):
    """NRAS: rows of the class with too few of it among their neighbours, propensity and all."""
    wider = [[*row, p] for row, p in zip(X, propensity, strict=True)]
    nearest = k_nearest(wider, k)
    return [
        i for i in range(len(X)) if is_own[i] and sum(is_own[j] for j in nearest[i]) < threshold * k
    ]
