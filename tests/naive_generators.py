"""Generators, slowly and obviously: plain Python loops, one number at a time."""

from math import floor, isnan
from statistics import NormalDist

NORMAL = NormalDist()


def normal_scores(column):
    """The normal score of each cell, by its mean rank; None of missing ones."""
    present = [float(cell) for cell in column if not isnan(cell)]
    scores = []
    for cell in column:
        if isnan(cell):
            scores.append(None)
            continue
        below = sum(other < cell for other in present)
        equal = sum(other == cell for other in present)
        rank = below + (equal + 1) / 2
        scores.append(NORMAL.inv_cdf((rank - 0.5) / len(present)))
    return scores


def correlation(first, second):
    """The correlation of two columns of scores over the rows that have both; 0 without spread."""
    mean = [
        sum(x for x in column if x is not None) / sum(x is not None for x in column)
        for column in (first, second)
    ]
    both = [
        (a - mean[0], b - mean[1])
        for a, b in zip(first, second, strict=True)
        if a is not None and b is not None
    ]
    product = sum(a * b for a, b in both)
    squares = sum(a * a for a, _ in both) * sum(b * b for _, b in both)
    return product / squares**0.5 if squares > 1e-20 else 0.0


def quantile(column, share):
    """The quantile of a column, linear between its sorted cells, of which cell i is at i + 1/2."""
    cells = sorted(float(cell) for cell in column if not isnan(cell))
    place = min(max(share * len(cells) - 0.5, 0.0), len(cells) - 1.0)
    low = min(floor(place), max(len(cells) - 2, 0))
    high = min(low + 1, len(cells) - 1)
    return cells[low] + (place - low) * (cells[high] - cells[low])


def copula_row(columns, root, uniform):
    """One row of a copula: dependent normal numbers, and the quantiles at their shares."""
    normal = [NORMAL.inv_cdf(u) for u in uniform]
    dependent = [sum(float(r) * z for r, z in zip(row, normal, strict=True)) for row in root]
    return [quantile(column, NORMAL.cdf(z)) for column, z in zip(columns, dependent, strict=True)]


def level(codes, share):
    """The level of a column of categories at a share, the most frequent first."""
    counts = {code: sum(other == code for other in codes) for code in sorted(set(codes))}
    end = 0.0
    for code in sorted(counts, key=lambda code: -counts[code]):
        end += counts[code] / len(codes)
        if share < end:
            return code
    return code


def places(column):
    """The place of each cell among the values of its column."""
    values = sorted({float(cell) for cell in column})
    return [values.index(float(cell)) for cell in column]


def rows_of_home(tree, rows, i, fewest):
    """The rows below the lowest node above a row that has enough of them."""
    paths = [path(tree, row) for row in rows]
    for node in reversed(paths[i]):
        below = [j for j, other in enumerate(paths) if node in other]
        if len(below) >= fewest:
            return below
    return list(range(len(rows)))


def path(tree, row):
    """The nodes of a fitted tree of scikit-learn that a row goes through, the first one first."""
    nodes = [0]
    while tree.children_left[nodes[-1]] != -1:
        node = nodes[-1]
        goes_left = row[tree.feature[node]] <= tree.threshold[node]
        nodes.append(int(tree.children_left[node] if goes_left else tree.children_right[node]))
    return nodes


def leaf(tree, row):
    """The leaf of a fitted tree of scikit-learn that a row falls into."""
    return path(tree, row)[-1]
