"""The rules of the mixing family, slowly and obviously."""

from math import floor, sqrt

import numpy as np


def partners_allowed(rule, y, row):
    """The rows that may be mixed with a row."""
    others = [j for j in range(len(y)) if j != row]
    if rule == "any":
        return others
    if rule == "same":
        return [j for j in others if y[j] == y[row]]
    if rule == "other":
        return [j for j in others if y[j] != y[row]]
    # "balanced": a class that has only this row can give no other.
    alone = sum(label == y[row] for label in y) == 1
    return [row, *others] if alone else others


def partner_probability(rule, y, row, partner):
    """How likely a row gets a partner."""
    allowed = partners_allowed(rule, y, row)
    if partner not in allowed:
        return 0.0
    if rule != "balanced":
        return 1 / len(allowed)
    of_class = [j for j in allowed if y[j] == y[partner]]
    return 1 / len(set(y)) / len(of_class)


def remix_label_weight(share, n_base, n_partner, kappa, tau):
    """The weight of the base's label: the truth table of the paper."""
    if n_base / n_partner >= kappa and share < tau:
        return 0.0
    if n_base / n_partner <= 1 / kappa and 1 - share < tau:
        return 1.0
    return share


def soft_label(base_label, partner_label, weight, classes):
    """The weight of every class."""
    shares = dict.fromkeys(classes, 0.0)
    shares[base_label] += weight
    shares[partner_label] += 1 - weight
    return [shares[label] for label in classes]


def box(height, width, share, row, column):
    """The pixels of a box of a share of the image around a pixel, cut at the edges."""
    tall, wide = floor(height * sqrt(share)), floor(width * sqrt(share))
    top, left = row - tall // 2, column - wide // 2
    return {
        (i, j)
        for i in range(height)
        for j in range(width)
        if top <= i < top + tall and left <= j < left + wide
    }


def exchange_moments(own, other, eps):
    """Return a few numbers the mean and the spread of others, one number at a time."""
    own, other = [float(x) for x in own], [float(x) for x in other]
    if all(x == own[0] for x in own):
        return own
    m = len(own)
    own_mean, other_mean = sum(own) / m, sum(other) / m
    own_spread = sqrt(sum((x - own_mean) ** 2 for x in own) / (m - 1) + eps)
    other_spread = sqrt(sum((x - other_mean) ** 2 for x in other) / (m - 1) + eps)
    return [other_spread * (x - own_mean) / own_spread + other_mean for x in own]


def exchange_in_groups(own, other, groups, eps):
    """Exchange the moments of rows, group of positions by group; other positions stay."""
    new = [float(x) for x in own]
    for group in groups:
        changed = exchange_moments([own[j] for j in group], [other[j] for j in group], eps)
        for j, value in zip(group, changed, strict=True):
            new[j] = value
    return new


def exchange_maps(own, other, norm, eps, groups=None):
    """Moment exchange of maps (batch, channels, height, width), as written for a network.

    Moments are taken over the axes that a norm is named after, kept as axes of length one.
    """
    if norm == "group":
        out = own.astype(float).copy()
        for channels in groups:
            mixed = exchange_maps(own[:, channels], other[:, channels], "ln", eps)
            out[:, channels] = mixed
        return out
    axes = {"pono": (1,), "in": (2, 3), "ln": (1, 2, 3)}[norm]
    own, other = own.astype(float), other.astype(float)
    size = np.prod([own.shape[axis] for axis in axes])

    def moments(x):
        mean = x.sum(axis=axes, keepdims=True) / size
        variance = ((x - mean) ** 2).sum(axis=axes, keepdims=True) / (size - 1)
        return mean, (variance + eps) ** 0.5

    own_mean, own_std = moments(own)
    other_mean, other_std = moments(other)
    scale = other_std / own_std
    return own * scale + (other_mean - own_mean * scale)
