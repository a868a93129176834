"""The rule of the automatic choice, slowly and obviously: plain Python loops."""

from math import sqrt


def statistic(candidate, alone, n_test, n_train):
    """Mean paired difference over its standard error, after Nadeau and Bengio."""
    differences = [c - a for c, a in zip(candidate, alone, strict=True)]
    n = len(differences)
    mean = sum(differences) / n
    variance = sum((d - mean) ** 2 for d in differences) / (n - 1)
    return mean / sqrt((1 / n + n_test / n_train) * variance)


def choose(scores, alone, sizes, n_test, n_train, required):
    """Name of the candidate that is taken, None for the classifier alone."""
    best, best_mean, best_error = None, None, None
    for name, values in scores.items():
        mean = sum(values) / len(values) - sum(alone) / len(alone)
        t = statistic(values, alone, n_test, n_train)
        if t > required and (best is None or mean > best_mean):
            best, best_mean, best_error = name, mean, mean / t
    if best is None:
        return None
    taken = best
    for name, values in scores.items():
        mean = sum(values) / len(values) - sum(alone) / len(alone)
        if statistic(values, alone, n_test, n_train) <= required:
            continue
        if mean < best_mean - best_error:
            continue
        if sizes[name] < sizes[taken]:
            taken = name
    return taken


def share_of_ties(is_rare, scores):
    """Share of pairs of a rare and another row with equal scores."""
    tied = total = 0
    for rare, score in zip(is_rare, scores, strict=True):
        for other, other_score in zip(is_rare, scores, strict=True):
            if rare and not other:
                total += 1
                tied += score == other_score
    return tied / total
