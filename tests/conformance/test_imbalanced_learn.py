"""Every check of imbalanced-learn for samplers, none left out."""

from functools import partial

import pytest
from imblearn.utils import estimator_checks

from tests.instances import checked_samplers

# Checks that imbalanced-learn's own test suite calls one by one beside its generator.
_MORE = [
    estimator_checks.check_param_validation,
    estimator_checks.check_dataframe_column_names_consistency,
]


def _cases():
    for name, sampler in checked_samplers().items():
        generated = estimator_checks.estimator_checks_generator(sampler)
        # The generator binds the estimator's name; the two others take it as an argument.
        checks = [check for _, check in generated]
        checks += [partial(check, type(sampler).__name__) for check in _MORE]
        for check in checks:
            yield pytest.param(sampler, check, id=f"{name}-{check.func.__name__}")


# As in imbalanced-learn's own suite, which ignores every UserWarning here; no other passes.
@pytest.mark.filterwarnings("ignore::oversample.exceptions.FallbackWarning")
@pytest.mark.filterwarnings("ignore:SMOTEN:sklearn.exceptions.DataConversionWarning")
@pytest.mark.parametrize(("sampler", "check"), list(_cases()))
def test_check(sampler, check):
    check(sampler)


def test_every_sampler_check_of_the_module_is_run():
    run = {case.values[1].func.__name__ for case in _cases()}
    offered = {
        name
        for name in vars(estimator_checks)
        if name.startswith("check_sampler") or name in ("check_target_type",)
    }
    assert offered <= run
