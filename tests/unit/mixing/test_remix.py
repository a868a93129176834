"""Remix: the truth table of its labels."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from oversample import Mixup, Remix
from tests import naive_mixing
from tests.unit.mixing.problems import blobs, fitted

SETTINGS = [(3.0, 0.5), (1.0, 0.5), (1.5, 0.2), (1.5, 0.8), (1.0, 0.7), (100.0, 0.9), (2.0, 1.0)]


@pytest.mark.parametrize("labels", ["hard", "soft"])
@pytest.mark.parametrize(("kappa", "tau"), SETTINGS)
def test_label_weights_are_those_of_the_table(kappa, tau, labels):
    X, y = blobs((60, 20, 15, 5))
    counts = np.bincount(y)
    strategy = {label: int(n) + 400 for label, n in enumerate(counts)}
    remix = Remix(kappa=kappa, tau=tau, labels=labels, random_state=0)
    sampler, *_ = fitted(remix, X, y, sampling_strategy=strategy)
    plan = sampler.plan_
    for base, partner, step, weight in zip(
        plan.base, plan.partner, plan.step, plan.label_weight, strict=True
    ):
        n_base, n_partner = counts[y[base]], counts[y[partner]]
        table = naive_mixing.remix_label_weight(1 - step, n_base, n_partner, kappa, tau)
        assert weight == table


@pytest.mark.parametrize(
    ("share", "n_base", "n_partner", "expected"),
    [
        (0.4, 300, 100, 0.0),  # three times as many, less than half: given up
        (0.5, 300, 100, 0.5),
        (0.4, 299, 100, 0.4),
        (0.6, 100, 300, 1.0),  # a third, and the other less than half: all
        (0.5, 100, 300, 0.5),
        (0.6, 101, 300, 0.6),
        (0.4, 100, 300, 0.4),
        (0.6, 300, 100, 0.6),
    ],
)
def test_the_table_itself(share, n_base, n_partner, expected):
    assert naive_mixing.remix_label_weight(share, n_base, n_partner, 3.0, 0.5) == expected
    got = Remix()._label_weights(np.array([share]), np.array([n_base / n_partner]))
    assert_array_equal(got, [expected])


def test_rows_are_those_of_mixup():
    X, y = blobs((60, 15))
    _, expected, _ = fitted(Mixup(0.7, labels="soft", random_state=1), X, y)
    _, X_new, _ = fitted(Remix(0.7, labels="soft", random_state=1), X, y)
    assert_array_equal(X_new, expected)


def test_the_rarer_class_gets_five_eighths_of_a_pair():
    X, y = blobs((900, 100))
    remix = Remix(pairs="other", labels="soft", random_state=0, sampling_strategy={1: 50_100})
    sampler, *_ = fitted(remix, X, y)
    assert abs(sampler.plan_.label_weight.mean() - 0.625) < 0.005


def test_with_tau_above_one_half_a_rare_label_needs_less_than_half_the_row():
    X, y = blobs((900, 100))
    remix = Remix(tau=0.8, pairs="other", random_state=0, sampling_strategy={1: 10_100})
    sampler, *_ = fitted(remix, X, y)
    share = 1 - sampler.plan_.step
    assert share.min() >= 0.2
    assert share.min() < 0.21
    frequent = Remix(tau=0.8, pairs="other", random_state=0, sampling_strategy={0: 10_900})
    sampler, *_ = fitted(frequent, X, y)
    assert (1 - sampler.plan_.step).min() == 0.8
