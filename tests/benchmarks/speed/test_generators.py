"""The seconds of samplers that fit a model: cases, one measurement, the table, what is left out."""

import pandas as pd
import pytest

import oversample
import oversample.deep
from benchmarks.speed import cli, generators
from benchmarks.speed.cases import of_table
from benchmarks.speed.generators import CASES, Bounded, generator_steps, generator_table


def test_cases_are_of_public_samplers_and_the_quick_ones_need_no_torch():
    for bounded in CASES["full"]:
        home = oversample.deep if bounded.is_deep else oversample
        assert bounded.case.sampler in home.__all__
    assert set(CASES["quick"]) < set(CASES["full"])
    assert not any(bounded.is_deep for bounded in CASES["quick"])


def test_a_case_is_timed_and_held_against_its_bound():
    bounded = Bounded(of_table("GaussianCopulaOverSampler", 50, 200, 3), 20.0)
    rows = generators.time_generator(bounded, "gaussian", 0)
    (line,) = generator_table(cli.with_provenance(rows, "gaussian", 0)).to_dict("records")
    assert line["case"] == "GaussianCopulaOverSampler 50 x 3 of 200"
    assert float(line["CPU s"]) >= 0
    assert line["bound"] == "<= 20 s: met"
    others = pd.DataFrame({"part": ["time"], "case": "", "value": 0.0, "target": 1.0})
    assert generator_table(others).empty


@pytest.mark.parametrize(("is_there", "n_steps"), [(True, 14), (False, 3)])
def test_networks_are_left_out_by_name_without_torch(monkeypatch, is_there, n_steps):
    monkeypatch.setattr(generators, "find_spec", lambda name: object() if is_there else None)
    assert len(generator_steps("full", ["time"], "gaussian", 0)) == n_steps
    names = ["VAEOverSampler", "DeepSMOTE", "NeuralAugmentation", "TabularGANOverSampler"]
    of_images = ["ImageAdversarialOverSampler", "M2m", "NeuralAugmentation", "VAEOverSampler"]
    slow = ["VAEOverSampler", "DCGANOverSampler", "StyleTransferOverSampler"]
    assert generators.left_out("full") == ([] if is_there else [*names, *of_images, *slow])
    assert generator_steps("full", ["memory"], "gaussian", 0) == []
