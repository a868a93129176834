"""The lists of samplers agree: public names, instance table, documentation."""

import inspect
import re
from pathlib import Path

import numpy as np
import pytest

import oversample
from tests.instances import INSTANCES, QUICK_INSTANCES, checked_samplers

API = Path(__file__).parents[2] / "docs" / "api.md"
SAMPLERS = [
    name
    for name in oversample.__all__
    if inspect.isclass(getattr(oversample, name))
    and issubclass(getattr(oversample, name), oversample.BaseOverSampler)
    and not inspect.isabstract(getattr(oversample, name))
]


def test_there_are_samplers():
    assert {"SMOTE", "RandomOverSampler"} <= set(SAMPLERS)


def test_the_instance_table_holds_exactly_the_public_samplers():
    made = {type(instance.make()).__name__ for instance in INSTANCES.values()}
    assert made == set(SAMPLERS)
    assert {type(sampler).__name__ for sampler in checked_samplers().values()} == set(SAMPLERS)


def test_each_sampler_is_checked_with_its_defaults():
    changed = {"random_state"}
    for name in SAMPLERS:
        parameters = inspect.signature(getattr(oversample, name)).parameters.values()
        kept = {
            parameter.name: parameter.default
            for parameter in parameters
            if parameter.name not in changed and parameter.default is not parameter.empty
        }
        assert any(
            type(sampler).__name__ == name and kept.items() <= sampler.get_params().items()
            for sampler in checked_samplers().values()
        )


def test_an_instance_is_made_anew_every_time():
    for instance in [*INSTANCES.values(), *QUICK_INSTANCES.values()]:
        assert instance.make() is not instance.make()


def test_an_instance_says_whether_noise_is_added_and_whether_rows_have_parents():
    X, y = np.random.default_rng(0).normal(size=(30, 2)), np.arange(30) % 3 == 0
    for name, instance in QUICK_INSTANCES.items():
        sampler, *_ = instance.resample(X, y)
        assert (getattr(sampler.plan_, "noise", None) is not None) == instance.noise, name
        assert bool((sampler.plan_.base >= 0).all()) == instance.parents, name


def test_a_quick_instance_is_another_configuration_of_the_class():
    for name, instance in INSTANCES.items():
        quick = QUICK_INSTANCES[name].make()
        assert type(quick) is type(instance.make())
        assert (repr(quick) == repr(instance.make())) == (instance.quick is None)


@pytest.mark.parametrize("name", oversample.__all__)
def test_every_public_name_is_documented(name):
    assert f"oversample.{name}`" in API.read_text()


@pytest.mark.parametrize("name", SAMPLERS)
def test_every_parameter_is_documented_and_constrained(name):
    sampler = getattr(oversample, name)
    parameters = set(inspect.signature(sampler).parameters)
    assert parameters <= set(sampler._parameter_constraints)
    # Python 3.13 takes the indentation from docstrings; earlier ones leave it to this.
    documented = inspect.cleandoc(sampler.__doc__)
    for parameter in parameters:
        # Parameters of one kind may share a line: "out, in : int".
        assert re.search(rf"\n(\w+, )*{parameter}(, \w+)* : ", documented)
