import numpy as np

from oversample.evaluation.folds import N_FOLDS, fold_seed, inner_folds, split


def test_all_methods_share_splits_that_cover_all_rows():
    y = np.repeat([0, 1], [60, 15])
    for repeat in range(2):
        tests = []
        for fold in range(N_FOLDS):
            train, test = split(y, 3, "tiny", repeat, fold)
            assert not set(train) & set(test)
            assert y[test].sum() == 3
            tests.extend(test)
        assert sorted(tests) == list(range(75))


def test_splits_and_seeds_differ_between_repeats_seeds_and_data_sets():
    y = np.repeat([0, 1], [60, 15])
    places = [(seed, name, repeat) for seed in (0, 1) for name in "ab" for repeat in (0, 1)]
    assert len({tuple(split(y, *place, 0)[1]) for place in places}) == len(places)
    assert len({fold_seed(*place, fold) for place in places for fold in (0, 1)}) == 2 * len(places)


def test_inner_folds_are_as_many_as_the_rarest_class_allows():
    assert len(inner_folds(np.repeat([0, 1], [30, 10]), 0)) == 5
    assert len(inner_folds(np.repeat([0, 1], [30, 3]), 0)) == 3
