"""sampling_strategy to numbers of rows."""

from collections import OrderedDict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversample._params import InvalidParameterError
from oversample._strategy import allocate, resolve_strategy
from tests import naive


def resolve(strategy, y):
    classes, counts = np.unique(y, return_counts=True)
    return resolve_strategy(strategy, np.asarray(y), classes, counts)


Y = ["a"] * 10 + ["b"] * 4 + ["c"] * 6


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        ("auto", {"b": 6, "c": 4}),
        ("not majority", {"b": 6, "c": 4}),
        ("not minority", {"a": 0, "c": 4}),
        ("minority", {"b": 6}),
        ("all", {"a": 0, "b": 6, "c": 4}),
        ({"c": 9, "b": 4}, {"b": 0, "c": 3}),
        ({"b": 25}, {"b": 21}),
        ({"b": np.int64(5)}, {"b": 1}),
        ({"b": 0.5, "c": 1.0}, {"b": 1, "c": 4}),
        ({"b": 0.1}, {"b": 0}),
        ({"b": 0.5, "c": 7}, {"b": 1, "c": 1}),
        (lambda y: {"b": len(y)}, {"b": 16}),
        (lambda y: dict.fromkeys(y.tolist(), 1.0), {"a": 0, "b": 6, "c": 4}),
        ({}, {}),
    ],
)
def test_forms(strategy, expected):
    resolved = resolve(strategy, Y)
    assert resolved == OrderedDict(expected)
    assert list(resolved) == sorted(resolved)


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [("auto", {"b": 0, "c": 2}), ("minority", {"c": 2}), ("not minority", {"a": 0, "b": 0})],
)
def test_the_first_of_equal_classes_is_the_majority(strategy, expected):
    assert resolve(strategy, ["a"] * 5 + ["b"] * 5 + ["c"] * 3) == expected


def test_a_ratio_of_two_classes():
    assert resolve(0.5, [0] * 100 + [1] * 10) == {1: 40}
    assert resolve(1, [0] * 100 + [1] * 10) == {1: 90}
    assert resolve(0.55, [0] * 9 + [1] * 2) == {1: 2}


@pytest.mark.parametrize(
    ("strategy", "words"),
    [
        (0.5, ["binary", "3 classes", "dict"]),
        ({"z": 3}, ["'z'", "not present", "'a', 'b', 'c'"]),
        ({"b": -3}, ["negative", "-3", "'b'"]),
        ({"b": 3}, ["'b'", "has 4 rows", "3 are asked", "float"]),
        ({"b": 70.5}, ["'b'", "70.5", "int"]),
        ({"b": 0.0}, ["'b'", "(0, 1]"]),
        ({"b": float("nan")}, ["'b'", "nan"]),
        ({"b": "5"}, ["'b'", "'5'"]),
        ({"b": True}, ["'b'", "True"]),
        (lambda y: 0.5, ["callable", "dict", "0.5"]),
        (lambda y: None, ["callable", "dict", "None"]),
    ],
)
def test_errors_name_class_value_and_remedy(strategy, words):
    with pytest.raises(ValueError, match=r"class|rows|samples") as error:
        resolve(strategy, Y)
    for word in words:
        assert word in str(error.value)


@pytest.mark.parametrize("strategy", [{"b": "5"}, {"b": True}, lambda y: 0.5])
def test_values_of_the_wrong_type_are_parameter_errors(strategy):
    with pytest.raises(InvalidParameterError):
        resolve(strategy, Y)


def test_a_ratio_that_is_reached_already():
    with pytest.raises(ValueError, match=r"no new row of class 1: .* 0\.5 already"):
        resolve(0.5, [0] * 4 + [1] * 2)
    with pytest.raises(ValueError, match="no new row"):
        resolve(1.0, [0] * 4 + [1] * 4)


def test_one_class():
    with pytest.raises(ValueError, match="more than 1 class"):
        resolve("auto", [3, 3, 3])


def test_labels_are_plain_python_objects():
    assert [type(label) for label in resolve("all", np.array([1, 1, 2]))] == [int, int]
    assert [type(n) for n in resolve("all", np.array([1, 1, 2])).values()] == [int, int]


@st.composite
def targets_and_strategies(draw):
    counts = draw(st.lists(st.integers(1, 30), min_size=2, max_size=4))
    y = [label for label, n in enumerate(counts) for _ in range(n)]
    names = ["auto", "minority", "not minority", "not majority", "all"]
    forms = [st.sampled_from(names)]
    if len(counts) == 2:
        forms.append(st.floats(0.01, 1))
    wanted = st.one_of(st.floats(0.01, 1), st.integers(0, 60))
    forms.append(st.dictionaries(st.sampled_from(range(len(counts))), wanted))
    return y, draw(st.one_of(forms))


@given(targets_and_strategies())
def test_agrees_with_the_naive_rule(case):
    y, strategy = case
    expected = naive.resolve(strategy, y)
    if expected is None:
        with pytest.raises(ValueError, match=r"rows|ratio"):
            resolve(strategy, y)
    else:
        assert resolve(strategy, y) == expected


@given(st.integers(0, 200), st.lists(st.integers(0, 50), min_size=1, max_size=6))
def test_allocation_is_the_largest_remainder(total, weights):
    if sum(weights) == 0:
        weights[0] = 1
    assert allocate(total, weights).tolist() == naive.allocate(total, weights)


def test_equal_remainders_go_to_the_lower_index():
    # The quotas are 4/3, 1/3 and 1/3: three equal remainders, which floats do not show as such.
    assert allocate(2, [4, 1, 1]).tolist() == [2, 0, 0]


@given(st.integers(0, 10**6), st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=20))
def test_allocation_of_float_weights_is_exact_and_near_its_quotas(total, weights):
    shares = allocate(total, weights)
    assert shares.sum() == total
    quotas = total * np.array(weights) / np.sum(weights)
    assert (np.abs(shares - quotas) < 1 + 1e-6).all()
