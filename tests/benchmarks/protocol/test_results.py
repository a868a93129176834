"""The table of results has the columns that its schema names."""

import numpy as np

from benchmarks.protocol.results import COUNTS, MEASURES, MULTICLASS, SCHEMA, blank, tidy
from oversample.evaluation.metrics import minority_measures, multiclass_measures
from tests.benchmarks import tiny


def test_every_measure_is_in_the_schema():
    rng = np.random.default_rng(0)
    y, probabilities = rng.integers(0, 3, 120), rng.dirichlet([1, 1, 1], 120)
    predicted = probabilities.argmax(axis=1)
    row = minority_measures(y == 2, predicted == 2, probabilities[:, 2])
    assert set(row) == {column.name for column in (*MEASURES, *COUNTS)}
    row = multiclass_measures(y, predicted, probabilities, ("a", "b", "c"))
    assert set(row) == {column.name for column in MULTICLASS}


def test_tidy_has_the_columns_and_dtypes_of_the_schema():
    frame = tidy([blank() | {"recall": None, "version_numpy": "2.0"}, blank()])
    kinds = {"text": "str", "integer": "int64", "number": "float64"}
    for column in SCHEMA:
        assert str(frame[column.name].dtype) == kinds.get(column.kind, "object")
    assert frame["version_numpy"].tolist() == ["2.0", ""]


def test_rows_carry_versions_and_machine():
    row = tiny.cell().row()
    assert row["version_imbalanced-learn"][0].isdigit()
    assert row["machine"] != ""
