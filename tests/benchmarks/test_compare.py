"""A comparison from Python has the numbers of the benchmark's cells."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.pipeline import make_pipeline

import oversample
from benchmarks.catalog.classifiers import CLASSIFIERS
from benchmarks.protocol.bench import Bench
from benchmarks.protocol.encoding import Encoding
from benchmarks.protocol.results import MEASURES
from oversample.evaluation.folds import N_FOLDS
from tests.benchmarks.tiny import TINY, cell, tiny_table


class Encoder(TransformerMixin, BaseEstimator):
    """The benchmark's encoding as a step of a pipeline."""

    def fit(self, X, y=None):
        self.encoding_ = Encoding(X)
        return self

    def transform(self, X):
        return self.encoding_.to_matrix(self.encoding_.clean(X))


ARMS = {
    ("none", "at 0.5"): "none",
    ("none", "tuned threshold"): "none-threshold",
    ("class-weight", "at 0.5"): "class-weight",
    ("smote", "at 0.5"): "oversample-smote",
    ("random", "at 0.5"): "oversample-random",
}


@pytest.mark.parametrize("classifier", ["logistic-regression", "decision-tree"])
def test_the_numbers_are_those_of_the_cells(classifier):
    table = tiny_table()
    model = make_pipeline(Encoder(), CLASSIFIERS[classifier].build(None))
    samplers = {"smote": "smote", "random": "random_over_sampler"}
    found = oversample.compare(table.X, table.y, model, samplers, n_repeats=1, name=TINY.name)
    names = [column.name for column in MEASURES if column.kind == "number"]
    arms = found.folds.groupby(["sampler", "decision"])
    for arm, method in ARMS.items():
        told = arms.get_group(arm)
        cells = [Bench().run(cell(method, classifier, fold=fold)) for fold in range(N_FOLDS)]
        expected = pd.DataFrame(cells)
        assert (expected["status"] == "ok").all()
        np.testing.assert_array_equal(told[names], expected[names].astype(float))
