"""The checks that other packages have for estimators: all those of one estimator in one test."""

from contextlib import suppress
from unittest import SkipTest

import sklearn
from sklearn.utils import get_tags
from sklearn.utils.estimator_checks import estimator_checks_generator

from tests.naming import naming


def check_as_scikit_learn_does(estimator):
    """Run all of scikit-learn's checks, none left out; what fails names its check."""
    for own, check in estimator_checks_generator(estimator):
        if is_broken(check, own):
            continue
        # A check skips itself where it does not apply, as to what is not deterministic.
        with naming(check=check.func.__name__, **check.keywords), suppress(SkipTest):
            check(own)


def is_broken(check, estimator):
    """Return whether a check of scikit-learn fails by itself, before it calls the estimator.

    Until 1.7.1 one of them subtracts a mean, in place, from the whole numbers that it has made for
    estimators of categories.
    """
    release = tuple(int(part) for part in sklearn.__version__.split(".")[:3] if part.isdecimal())
    takes_mean = "check_positive_only_tag_during_fit" in str(check)
    return release < (1, 7, 2) and takes_mean and get_tags(estimator).input_tags.categorical


def check_as_imbalanced_learn_does(sampler):
    """Run all of imbalanced-learn's checks, none left out; what fails names its check."""
    for name, check in imbalanced_learn_checks(sampler).items():
        with naming(check=name):
            check(sampler)


def imbalanced_learn_checks(sampler):
    """Return the checks of imbalanced-learn for a sampler, by their names."""
    from imblearn.utils import estimator_checks

    checks = {
        check.func.__name__: check
        for _, check in estimator_checks.estimator_checks_generator(sampler)
    }
    # Two that imbalanced-learn's own test suite calls beside its generator, which binds the name
    # of the estimator; these take it as an argument.
    for check in (
        estimator_checks.check_param_validation,
        estimator_checks.check_dataframe_column_names_consistency,
    ):
        checks[check.__name__] = lambda of, check=check: check(type(of).__name__, of)
    return checks
