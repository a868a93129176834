"""Frames of polars keep the contract, and give the rows of the same frame of pandas."""

import numpy as np
import pandas as pd
import polars as pl
from hypothesis import assume
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.property.test_contract import frames_for, given, one_of_each_class, resampled

# What polars has no dtype for, or converts to another one.
NOT_IN_POLARS = {
    "several types",
    "sparse float",
    "sparse int",
    "second",
    "category of numbers",
}


@one_of_each_class
@given(data=st.data())
def test_polars_frames_come_back_as_they_were_with_the_rows_of_pandas(instance, data):
    X, y = data.draw(frames_for(instance))
    names = [name for name in X if name not in NOT_IN_POLARS]
    assume(names)
    X = X[names].reset_index(drop=True)
    X.attrs.clear()
    frame = pl.from_pandas(X)
    before = frame.clone()
    _, X_new, y_new = resampled(instance, frame, pl.Series(y))
    assert X_new.schema == frame.schema
    if instance.keeps_rows:
        assert_frame_equal(X_new.head(len(y)), before, check_exact=True)
    assert_frame_equal(frame, before, check_exact=True)
    _, expected, expected_y = resampled(instance, X, pd.Series(y))
    assert_frame_equal(X_new, pl.from_pandas(expected), check_exact=True)
    assert np.array_equal(y_new.to_numpy(), expected_y.to_numpy())
