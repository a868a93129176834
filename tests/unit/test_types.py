"""What type checkers see of the functions that everybody calls."""

from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

import oversample
from oversample._resample import resample
from oversample._strategy import StrategyLike
from oversample.base import STRATEGY

CHOSEN = [oversample.SMOTE, oversample.SMOTEENN, oversample.SelectiveOverSampler, oversample.Mixup]


@pytest.mark.parametrize("sampler", CHOSEN)
def test_a_result_has_the_types_of_the_input(sampler):
    hints = get_type_hints(sampler.fit_resample)
    assert get_args(hints["return"]) == (hints["X"], hints["y"])
    assert Any not in get_args(hints["return"])


def test_a_resampled_frame_is_of_the_kind_of_the_frame():
    hints = get_type_hints(resample)
    assert hints["return"] is hints["data"] is not Any


def test_strategies_have_the_names_that_are_checked():
    (names,) = (get_args(part) for part in get_args(StrategyLike) if get_origin(part) is Literal)
    assert str not in get_args(StrategyLike)
    told = str(STRATEGY["sampling_strategy"][1])
    for name in names:
        assert repr(name) in told
