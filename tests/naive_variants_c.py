"""The rules of cleaning variants, slowly and obviously: one row at a time."""

from math import exp, sqrt

from tests import naive


def distance(a, b, differing=0, mismatch=0.0):
    """Euclidean distance; each category that differs counts as a column of its own."""
    return sqrt(naive.squared_distance(a, b) + differing * mismatch**2)


def sphere(distances, energy):
    """The radius that an energy pays for, and how many rows are inside: step by step."""
    distances = sorted(distances)
    radius, n_inside = 0.0, 0
    while True:
        if n_inside == len(distances):
            return radius + energy / max(n_inside, 1), n_inside
        step = energy / (n_inside + 1)
        if distances[n_inside] >= radius + step:
            return radius + step, n_inside
        step = distances[n_inside] - (distances[n_inside - 1] if n_inside else 0.0)
        radius += step
        energy -= step * (n_inside + 1)
        n_inside += 1


def ccr(own, others, energy, codes=None, other_codes=None, mismatch=0.0):
    """The radius of each sphere, and where the other rows are moved to."""
    codes = [()] * len(own) if codes is None else codes
    other_codes = [()] * len(others) if other_codes is None else other_codes
    radii, moved = [], [list(map(float, y)) for y in others]
    for x, code in zip(own, codes, strict=True):
        differing = [sum(a != b for a, b in zip(code, c, strict=True)) for c in other_codes]
        far = [distance(x, y, n, mismatch) for y, n in zip(others, differing, strict=True)]
        radius, n_inside = sphere(far, energy)
        radii.append(radius)
        for j in sorted(range(len(others)), key=lambda j: far[j])[:n_inside]:
            numbers = distance(x, others[j])
            # The distance is the radius afterwards, of which categories have their part.
            target = sqrt(radius**2 - differing[j] * mismatch**2)
            for column, (a, b) in enumerate(zip(x, others[j], strict=True)):
                moved[j][column] += (target - numbers) / numbers * (float(b) - float(a))
    return radii, moved


def potential(point, own, gamma):
    """How near a point is to the rows of a class."""
    return sum(exp(-((distance(point, x) / gamma) ** 2)) for x in own)


def region(score, scores, centre, threshold):
    """The letter of the region of a candidate, given the scores of all of them."""
    low = centre - threshold * (centre - min([*scores, centre]))
    high = centre + threshold * (max([*scores, centre]) - centre)
    return "L" if score <= low else "H" if score >= high else "E"


def filter_rounds(X, y, vote, fit_on, patience, enough, drawn):
    """The rows that the filter keeps, and how many each round removes; 3 nearest rows vote.

    ``drawn`` has the number of folds of each round, and the stream that folds are drawn from.
    """
    classes = sorted(set(y))
    kept, n_removed, n_quiet = list(range(len(X))), [], 0
    for n_folds, rng in drawn:
        order = rng.permutation(len(kept)).tolist()
        dealt = [p for label in classes for p in order if y[kept[p]] == label]
        fold = {kept[p]: turn % n_folds for turn, p in enumerate(dealt)}
        goes = []
        for i in kept:
            n_wrong = 0
            for number in range(n_folds):
                train = [j for j in kept if (fold[j] == number) == (fit_on == "fold")]
                nearest = sorted(train, key=lambda j: naive.squared_distance(X[i], X[j]))[:3]
                ballots = [y[j] for j in nearest]
                n_wrong += max(classes, key=ballots.count) != y[i]
            if n_wrong == n_folds or (vote == "majority" and n_wrong > n_folds / 2):
                goes.append(i)
        kept = [i for i in kept if i not in goes]
        n_removed.append(len(goes))
        n_quiet = n_quiet + 1 if not goes or len(goes) < enough else 0
        if n_quiet == patience:
            break
    return kept, n_removed
