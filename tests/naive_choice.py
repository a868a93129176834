"""The rule of the automatic choice, slowly and obviously: plain Python loops."""

from itertools import pairwise
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


def recall_at(rate, is_rare, scores):
    """Recall where a share of other rows is found too, on the line between two thresholds."""
    points = [(0.0, 0.0)]
    for threshold in sorted(set(scores), reverse=True):
        found = [score >= threshold for score in scores]
        hits = sum(f and r for f, r in zip(found, is_rare, strict=True)) / sum(is_rare)
        alarms = sum(f and not r for f, r in zip(found, is_rare, strict=True))
        points.append((alarms / (len(is_rare) - sum(is_rare)), hits))
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= rate < x1:
            return y0 + (y1 - y0) * (rate - x0) / (x1 - x0)
    raise AssertionError("a rate below 1 lies between two points")
