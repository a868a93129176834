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
