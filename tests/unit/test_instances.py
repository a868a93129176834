"""The lists of samplers agree: public names, instance table, documentation."""

import inspect
import re
from pathlib import Path

import pytest

import oversample
from tests.instances import INSTANCES, all_samplers

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
    assert {type(sampler).__name__ for sampler in all_samplers()} == set(SAMPLERS)


def test_each_sampler_stands_in_the_table_with_its_defaults():
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
            for sampler in all_samplers()
        )


def test_an_instance_is_made_anew_every_time():
    for instance in INSTANCES.values():
        assert instance.make() is not instance.make()


@pytest.mark.parametrize("name", oversample.__all__)
def test_every_public_name_is_documented(name):
    assert f"oversample.{name}`" in API.read_text()


@pytest.mark.parametrize("name", SAMPLERS)
def test_every_parameter_is_documented_and_constrained(name):
    sampler = getattr(oversample, name)
    parameters = set(inspect.signature(sampler).parameters)
    assert parameters <= set(sampler._parameter_constraints)
    for parameter in parameters:
        # Parameters of one kind may share a line: "out, in : int".
        assert re.search(rf"\n    (\w+, )*{parameter}(, \w+)* : ", sampler.__doc__)
