"""The promises of all samplers, by the tests of ``tests/property``."""

import pytest

from oversample.deep import DeepSMOTE, TabularGANOverSampler, VAEOverSampler
from tests.instances import Instance
from tests.property import test_contract

pytest.importorskip("torch")
pytestmark = pytest.mark.deep

PLAIN = Instance(
    lambda: VAEOverSampler(random_state=0, max_steps=2),
    min_rows=5,
    sparse=False,
    segments=False,
    parents=False,
    warns=UserWarning,
)
MIXED = PLAIN._replace(
    make=lambda: VAEOverSampler(
        random_state=0,
        max_steps=2,
        categorical_features="auto",
        missing_values="propagate",
        grid="off",
    ),
    levels=True,
    missing=True,
)
PROMISES = {
    "test_arrays_come_back_with_their_bits": PLAIN,
    "test_counts_are_exact": PLAIN,
    "test_equal_seeds_of_every_kind_give_equal_rows": PLAIN,
    "test_frames_come_back_as_they_were": MIXED,
    "test_frames_hold_numbers_in_range_and_levels_of_the_class": MIXED,
    "test_integers_are_rounded_into_the_range_of_their_class": PLAIN,
    "test_missing_cells_come_back_where_they_are_taken": MIXED,
    "test_nothing_is_carried_along_to_rows_without_parents": PLAIN,
    "test_other_seeds_give_other_rows": PLAIN,
    "test_same_seed_same_rows_in_other_layouts": MIXED,
    "test_weights_are_carried_along_and_do_not_matter": MIXED,
}


GAN = MIXED._replace(
    make=lambda: TabularGANOverSampler(
        random_state=0,
        max_steps=2,
        categorical_features="auto",
        missing_values="propagate",
        grid="off",
    )
)
PROMISES_OF_THE_GAN = (
    "test_counts_are_exact",
    "test_frames_come_back_as_they_were",
    "test_frames_hold_numbers_in_range_and_levels_of_the_class",
    "test_missing_cells_come_back_where_they_are_taken",
    "test_same_seed_same_rows_in_other_layouts",
)


@pytest.mark.parametrize("promise", PROMISES_OF_THE_GAN)
def test_promise_of_the_gan(promise, monkeypatch):
    monkeypatch.setattr(TabularGANOverSampler, "_min_rows", 5)
    with GAN.tolerance():
        getattr(test_contract, promise)(instance=GAN)


PARENTS = Instance(
    lambda: DeepSMOTE(random_state=0, max_steps=2, k_neighbors=4, grid="off"),
    min_rows=5,
    sparse=False,
    segments=False,
    warns=UserWarning,
)
PROMISES_OF_PARENTS = (
    "test_arrays_come_back_with_their_bits",
    "test_counts_are_exact",
    "test_equal_seeds_of_every_kind_give_equal_rows",
    "test_frames_come_back_as_they_were",
    "test_integers_are_rounded_into_the_range_of_their_class",
    "test_other_seeds_give_other_rows",
    "test_replay_carries_anything_along",
    "test_same_seed_same_rows_in_other_layouts",
    "test_weights_are_carried_along_and_do_not_matter",
)


@pytest.mark.parametrize("promise", PROMISES_OF_PARENTS)
def test_promise_of_rows_with_parents(promise, monkeypatch):
    monkeypatch.setattr(DeepSMOTE, "_min_rows", 5)
    with PARENTS.tolerance():
        getattr(test_contract, promise)(instance=PARENTS)


@pytest.mark.parametrize(("promise", "instance"), PROMISES.items(), ids=PROMISES)
def test_promise(promise, instance, monkeypatch):
    # The tables of these tests are too small to learn from.
    monkeypatch.setattr(VAEOverSampler, "_min_rows", 5)
    with instance.tolerance():
        getattr(test_contract, promise)(instance=instance)
