"""Every check of imbalanced-learn for samplers, none left out."""

import pytest
from imblearn.utils import estimator_checks

from tests.instances import checked_samplers, imbalanced_learn_cases

CASES = imbalanced_learn_cases(checked_samplers())


# As in imbalanced-learn's own suite, which ignores every UserWarning here; no other passes.
@pytest.mark.filterwarnings("ignore::oversample.exceptions.FallbackWarning")
@pytest.mark.filterwarnings("ignore:SMOTEN:sklearn.exceptions.DataConversionWarning")
@pytest.mark.parametrize(("sampler", "check"), CASES)
def test_check(sampler, check):
    check(sampler)


def test_every_sampler_check_of_the_module_is_run():
    run = {case.values[1].func.__name__ for case in CASES}
    offered = {
        name
        for name in vars(estimator_checks)
        if name.startswith("check_sampler") or name in ("check_target_type",)
    }
    assert offered <= run
