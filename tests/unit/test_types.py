"""What type checkers see of the functions that everybody calls."""

import pkgutil
import re
from ast import literal_eval
from importlib import import_module
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np
import pytest

import oversample
from oversample._resample import resample

CHOSEN = [oversample.SMOTE, oversample.SMOTEENN, oversample.SelectiveOverSampler, oversample.Mixup]


@pytest.mark.parametrize("sampler", CHOSEN)
def test_a_result_has_the_types_of_the_input(sampler):
    hints = get_type_hints(sampler.fit_resample)
    assert get_args(hints["return"]) == (hints["X"], hints["y"])
    assert Any not in get_args(hints["return"])


def test_a_resampled_frame_is_of_the_kind_of_the_frame():
    hints = get_type_hints(resample)
    assert hints["return"] is hints["data"] is not Any


def classes_with_parameters():
    """Yield every class of the package whose parameters are checked."""
    modules = [name for _, name, _ in pkgutil.walk_packages(oversample.__path__, "oversample.")]
    for module in (import_module(name) for name in modules if not name.endswith("__main__")):
        own = [c for c in vars(module).values() if isinstance(c, type)]
        own = [c for c in own if c.__module__ == module.__name__]
        yield from (c for c in own if hasattr(c, "_parameter_constraints"))


def strings_of(annotation):
    """Return the strings that an annotation allows; ``str`` stands for all."""
    if get_origin(annotation) is Literal:
        return set(get_args(annotation))
    if get_origin(annotation) in (Union, UnionType):
        return set().union(*map(strings_of, get_args(annotation)))
    return {str} if annotation is str else set()


def options_of(constraint):
    """Return the strings of a constraint, which its name lists; none if it is of another kind."""
    name = getattr(constraint, "__name__", "")
    return set(literal_eval(f"[{name[7:]}]")) if name.startswith("one of ") else set()


def test_parameters_are_annotated_with_the_strings_that_are_checked():
    """So that type checkers and editors know every choice, and no other."""
    n_checked = 0
    for owner in classes_with_parameters():
        for name, annotation in get_type_hints(owner.__init__).items():
            options = set().union(*map(options_of, owner._parameter_constraints.get(name, ())))
            if options and annotation is not Any:
                assert strings_of(annotation) == options, (owner, name)
                n_checked += 1
    assert n_checked > 140


@pytest.mark.parametrize(
    "sampler", [oversample.RandomOverSampler(), oversample.ImageOverSampler((2, 2))], ids=repr
)
def test_a_replay_is_annotated_with_the_rules_that_it_names(sampler):
    X, y = np.random.default_rng(0).random((12, 4)), np.arange(12) < 3
    sampler.fit_resample(X, y)
    rules = get_args(get_type_hints(type(sampler.plan_).replay)["how"])
    with pytest.raises(ValueError, match="how must be") as error:
        sampler.plan_.replay(X, how="other")
    assert set(re.findall(r"'(\w+)'", str(error.value))) - {"other"} == set(rules)
