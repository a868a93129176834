"""Which samplers read the rows of one class only, and which say that they do not."""

import numpy as np
import pytest
from numpy.random import SeedSequence
from sklearn.decomposition import PCA

import oversample
from oversample import (
    ADASYN,
    SMOTE,
    SMOTEENN,
    SVMSMOTE,
    ImageOverSampler,
    Mixup,
    RandomOverSampler,
    SMOTETomek,
)
from oversample.distributed.sampler import check_reads_one_class, reads_one_class
from tests.instances import INSTANCES

NARROW = {"scale": None, "encoder": None, "grid": "off", "bases": "random"}
NARROW |= {"pairs": "same", "labels": "hard", "value_range": (-10.0, 10.0)}


def readers():
    """Return the instances of samplers that say they read one class, with what allows it."""
    for name, instance in INSTANCES.items():
        sampler = instance.make()
        if reads_one_class(type(sampler)):
            known = sampler.get_params(deep=False)
            narrow = {k: v for k, v in NARROW.items() if k in known}
            yield name, instance, sampler.set_params(**narrow)


def table():
    rng = np.random.default_rng(0)
    X = np.column_stack([rng.normal(size=(90, 3)), rng.integers(0, 3, 90)])
    return X, np.repeat([0, 1, 2], [50, 25, 15])


@pytest.mark.parametrize(("name", "instance", "sampler"), list(readers()))
def test_a_class_is_filled_from_its_own_rows(name, instance, sampler):
    X, y = table()
    sampler.set_params(random_state=SeedSequence(0), sampling_strategy="auto")
    if "categorical_features" in sampler.get_params():
        sampler.set_params(categorical_features=[3])
    with instance.tolerance():
        whole, y_whole = sampler.fit_resample(X, y)
        for label in (1, 2):
            # All other rows are others, and of another spread.
            changed = np.where((y == label)[:, np.newaxis], X, -7 * X[::-1] - 1)
            alone, y_alone = sampler.fit_resample(changed, y)
            new, same = whole[90:][y_whole[90:] == label], alone[90:][y_alone[90:] == label]
            assert len(new) == 50 - (y == label).sum()
            np.testing.assert_array_equal(new, same)


def test_these_are_they():
    known = [getattr(oversample, name) for name in oversample.__all__]
    assert [k.__name__ for k in known if isinstance(k, type) and reads_one_class(k)] == [
        "DistanceSMOTE",
        "ImageOverSampler",
        "Mixup",
        "RWO",
        "RandomOverSampler",
        "RandomSMOTE",
        "SMOTE",
    ]


@pytest.mark.parametrize("kind", [SVMSMOTE, ADASYN, SMOTEENN, SMOTETomek])
def test_others_are_refused_by_name(kind):
    with pytest.raises(ValueError, match=f"{kind.__name__} cannot work.*RandomOverSampler, "):
        check_reads_one_class(kind(random_state=0))


def test_a_changed_rule_has_to_say_it_again():
    class Changed(SMOTE):
        pass

    with pytest.raises(ValueError, match="Changed cannot work"):
        check_reads_one_class(Changed(random_state=0))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"scale": "std"}, r"SMOTE\(scale='std'\) takes its units from the whole table"),
        ({"grid": "auto"}, "looks at all cells"),
        ({"encoder": PCA(2)}, "is fitted to the whole table"),
        ({"bases": "even"}, "deals bases over all new rows"),
        ({"sampling_strategy": lambda y: {1: 9}}, "callable sampling_strategy"),
        ({"random_state": None}, "random_state must be an int or a SeedSequence"),
        ({"k_neighbors": 0}, "k_neighbors"),
    ],
)
def test_parameters_that_read_more_are_refused(parameters, message):
    with pytest.raises(ValueError, match=message):
        check_reads_one_class(SMOTE(**{"random_state": 0, **parameters}))


def test_mixing_stays_in_a_class_and_images_name_their_range():
    check_reads_one_class(Mixup(random_state=0, pairs="same"))
    with pytest.raises(ValueError, match=r"Mixup\(pairs='any'\) draws partners from rows of other"):
        check_reads_one_class(Mixup(random_state=0))
    with pytest.raises(ValueError, match="more than the one label"):
        check_reads_one_class(Mixup(random_state=0, pairs="same", labels="soft"))
    with pytest.raises(ValueError, match=r"value_range='auto'\) takes black and white"):
        check_reads_one_class(ImageOverSampler((2, 2), random_state=0))


def test_what_is_no_sampler_is_refused():
    with pytest.raises(TypeError, match="sampler must be a sampler"):
        check_reads_one_class("smote")
    assert check_reads_one_class(RandomOverSampler(random_state=np.int64(3))) is not None
