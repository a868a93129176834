import pytest

from benchmarks.protocol.method import Method
from benchmarks.protocol.specification import load


def test_a_parameter_of_an_arm_wins_over_what_is_offered():
    method = Method("m", "oversample:SMOTE", {"n_jobs": 2, "k_neighbors": 3})
    sampler = method.build_sampler(0, k_neighbors=4)
    assert (sampler.n_jobs, sampler.k_neighbors, sampler.random_state) == (2, 4, 0)


def test_loading_an_unknown_name():
    with pytest.raises(AttributeError):
        load("oversample:NoSuchSampler")
