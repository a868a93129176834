"""Pair rules: which rows may be mixed with which, and how often."""

from collections import Counter

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy.stats import chisquare

from oversample import BalancedMixup, CutMix, Mixup, MoEx, Remix, SamplePairing
from tests import naive_mixing
from tests.unit.mixing.problems import blobs, fitted

RULES = ["any", "same", "other", "balanced"]
SEEDS = {"int": lambda: 3, "Generator": lambda: np.random.default_rng(3)}
N_NEW = 30_000


def pairs_of(sampler, y, label, **parameters):
    X = np.random.default_rng(1).normal(size=(len(y), 3))
    wanted = {label: int((y == label).sum()) + N_NEW}
    sampler, *_ = fitted(sampler, X, y, sampling_strategy=wanted, **parameters)
    return Counter(zip(sampler.plan_.base.tolist(), sampler.plan_.partner.tolist(), strict=True))


def expected_pairs(rule, y, label):
    rows = np.flatnonzero(y == label).tolist()
    labels = y.tolist()
    chances = {
        (i, j): naive_mixing.partner_probability(rule, labels, i, j) / len(rows)
        for i in rows
        for j in range(len(y))
    }
    assert sum(chances.values()) == pytest.approx(1)
    return {pair: chance for pair, chance in chances.items() if chance > 0}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("counts", [(12, 5), (9, 4, 2), (8, 1, 3)])
@pytest.mark.parametrize("label", [1, 0])
def test_pairs_are_as_likely_as_the_rule_says(rule, counts, label, seed):
    _, y = blobs(counts)
    if rule == "same" and counts[label] == 1:
        return
    seen = pairs_of(Mixup(pairs=rule), y, label, random_state=SEEDS[seed]())
    chances = expected_pairs(rule, y, label)
    assert set(seen) <= set(chances)
    observed = [seen[pair] for pair in chances]
    assert chisquare(observed, N_NEW * np.array(list(chances.values()))).pvalue > 1e-4


@pytest.mark.parametrize(
    ("sampler", "rule"),
    [
        (Remix(), "any"),
        (Remix(pairs="other"), "other"),
        (CutMix(pairs="same"), "same"),
        (MoEx(pairs="balanced"), "balanced"),
        (BalancedMixup(), "balanced"),
        (SamplePairing(), "any"),
        (SamplePairing("same"), "same"),
    ],
)
def test_every_sampler_has_the_rules(sampler, rule):
    _, y = blobs((9, 4, 2))
    seen = pairs_of(sampler, y, 1, random_state=0)
    chances = expected_pairs(rule, y, 1)
    assert set(seen) == set(chances)
    expected = N_NEW * np.array(list(chances.values()))
    assert chisquare([seen[pair] for pair in chances], expected).pvalue > 1e-4


@pytest.mark.parametrize("rule", RULES)
def test_a_row_is_its_own_partner_only_where_its_class_is_drawn_and_has_no_other(rule):
    _, y = blobs((8, 3, 2), seed=4)
    assert all(i != j for i, j in pairs_of(Mixup(pairs=rule), y, 2, random_state=0))


def test_a_lone_row_gets_partners_elsewhere_and_itself_only_where_its_class_is_drawn():
    y = np.array([0, 0, 0, 1])
    for rule in ("any", "other"):
        assert set(pairs_of(Mixup(pairs=rule), y, 1)) == {(3, 0), (3, 1), (3, 2)}
    assert set(pairs_of(Mixup(pairs="balanced"), y, 1)) == {(3, 0), (3, 1), (3, 2), (3, 3)}


@pytest.mark.parametrize(
    ("sampler", "parameter"), [(Mixup(pairs="same"), "pairs"), (SamplePairing("same"), "partner")]
)
def test_a_lone_row_has_no_partner_of_its_class(sampler, parameter):
    X, y = np.zeros((5, 3)), np.array(["usual"] * 4 + ["rare"])
    with pytest.raises(ValueError, match=f"{parameter}='same'.*class 'rare' has 1.*='any'"):
        sampler.fit_resample(X, y)
    # It is no matter where the class is not filled.
    X_new, _ = sampler.set_params(sampling_strategy={"usual": 9}).fit_resample(X, y)
    assert len(X_new) == 10


def test_a_two_row_class_has_one_partner_each():
    y = np.array([0] * 6 + [1] * 2)
    assert set(pairs_of(Mixup(pairs="same"), y, 1)) == {(6, 7), (7, 6)}


def test_bases_are_of_the_class_in_the_order_of_the_classes():
    X, y = blobs((20, 9, 5))
    sampler, _, labels = fitted(Mixup(random_state=0), X, y)
    assert_array_equal(y[sampler.plan_.base], labels)
    assert_array_equal(labels, [1] * 11 + [2] * 15)
