"""Rules of variants of SMOTE, slowly and obviously: plain Python loops, one number at a time."""


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
