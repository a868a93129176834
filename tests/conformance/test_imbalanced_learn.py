"""Every check of imbalanced-learn for samplers, none left out."""

import pytest
from imblearn.utils import estimator_checks

from tests.checks import check_as_imbalanced_learn_does, imbalanced_learn_checks
from tests.instances import checked_samplers


# As in imbalanced-learn's own suite, which ignores every UserWarning here; no other passes.
@pytest.mark.filterwarnings("ignore::oversample.exceptions.FallbackWarning")
@pytest.mark.filterwarnings("ignore:SMOTEN:sklearn.exceptions.DataConversionWarning")
@pytest.mark.parametrize("sampler", checked_samplers().values(), ids=checked_samplers())
def test_every_check_passes(sampler):
    check_as_imbalanced_learn_does(sampler)


def test_every_sampler_check_of_the_module_is_run():
    run = {
        name for sampler in checked_samplers().values() for name in imbalanced_learn_checks(sampler)
    }
    offered = {
        name
        for name in vars(estimator_checks)
        if name.startswith("check_sampler") or name in ("check_target_type",)
    }
    assert offered <= run
