"""The rows of classes from frames of pandas, part by part, without any engine."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal

from oversample import SMOTE
from oversample.distributed.counts import Counts
from oversample.distributed.frames import (
    FilledFrame,
    check_label_dtype,
    collect,
    count_labels,
)

SAMPLER = SMOTE(random_state=0, categorical_features="auto", k_neighbors=3)


def make_table(n_rows=120):
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "x": rng.normal(size=n_rows),
            "n": rng.integers(0, 50, n_rows),
            "word": pd.Categorical(rng.choice(["red", "green", "blue"], n_rows)),
            "label": np.where(np.arange(n_rows) % 6 == 0, "rare", "usual"),
        },
        index=np.arange(n_rows)[::-1],
    )


def fill(parts, dtypes=None):
    counts = Counts.of(count_labels(part["label"]) for part in parts)
    found = {
        i: collect(part.drop(columns="label"), part["label"], ["rare"])["rare"]
        for i, part in enumerate(parts)
    }
    return FilledFrame.prepare(found, SAMPLER, counts, "rare", 80, 30, dtypes)


def test_parts_do_not_matter():
    table = make_table()
    whole = fill([table])
    for sizes in ([7, 50, 0, 63], [40] * 3):
        stops = np.cumsum(sizes)
        parts = [table[stop - n : stop] for stop, n in zip(stops, sizes, strict=True)]
        filled = fill(parts)
        assert filled.filling.n_blocks == 3
        for block in range(3):
            X, labels = filled.make(block)
            assert_frame_equal(X, whole.make(block)[0])
            assert_series_equal(labels, whole.make(block)[1])
            assert (labels == "rare").all()
            assert len(X) == (30, 30, 20)[block]
            origins, in_whole = filled.origins(block), whole.origins(block)
            for parent in ("base", "partner"):
                number = origins[f"{parent}_partition"].map(dict(enumerate(stops - sizes)))
                row = number + origins[f"{parent}_row"]
                assert (row == in_whole[f"{parent}_row"]).all()
            assert (X.index == table.index[in_whole["base_row"]]).all()


def test_categories_of_parts_are_joined():
    table = make_table()
    whole = fill([table])
    parts = [table[i : i + 20].astype({"word": str}) for i in range(0, 120, 20)]
    filled = fill([part.astype({"word": "category"}) for part in parts])
    for block in range(3):
        X = filled.make(block)[0]
        assert_frame_equal(X.astype({"word": table["word"].dtype}), whole.make(block)[0])


def test_parts_that_cannot_be_joined_are_named():
    table = make_table()
    parts = [table[:60], table[60:].astype({"n": float})]
    with pytest.raises(ValueError, match="'n' has several dtypes in partitions: float64, int"):
        fill(parts)
    dtypes = table.drop(columns="label").dtypes.to_dict()
    assert_frame_equal(fill(parts, dtypes).make(0)[0], fill([table]).make(0)[0])
    with pytest.raises(ValueError, match=r"'n' of partition 1 is float64, .* are no int"):
        fill([table[:60], table[60:].assign(n=0.5)], dtypes)
    with pytest.raises(ValueError, match=r"Partition 1 has other columns .* in another order"):
        fill([table[:60], table[60:][["n", "x", "word", "label"]]], dtypes)
    ordered = table["word"].cat.as_ordered()
    other = ordered.cat.set_categories(["red", "green", "blue"])
    with pytest.raises(ValueError, match="Categories of column 'word' cannot be joined"):
        fill([table[:60].assign(word=ordered[:60]), table[60:].assign(word=other[60:])])
    with pytest.raises(ValueError, match="has 9 rows, and 8 labels"):
        collect(table[:9], table["label"][:8], ["rare"])


def test_labels_are_counted_as_python_has_them():
    assert count_labels(pd.Series([1, 1, 0], dtype="Int8")) == {1: 2, 0: 1}
    assert count_labels(pd.Series(["a", None, "a"])) == {"a": 2, None: 1}
    assert count_labels(pd.Series(["a"], dtype=pd.CategoricalDtype(["a", "b"]))) == {"a": 1}
    assert {type(label) for label in count_labels(pd.Series([1, 0]))} == {int}
    with pytest.raises(ValueError, match="'y' is of dtype float64, but labels are"):
        check_label_dtype("y", np.dtype(float))
