"""The ends of dtypes, to which computed values are cut before they are pixels."""

import numpy as np
import pytest

from oversample.image.rounding import limits_of, working_dtype


@pytest.mark.parametrize("pixels", ["int8", "int16", "int32", "int64"])
@pytest.mark.parametrize("sign", ["", "u"])
def test_limits_are_the_ends_of_the_dtype_or_the_last_floats_in_it(sign, pixels):
    pixels = np.dtype(sign + pixels)
    values, ends = working_dtype(pixels), np.iinfo(pixels)
    low, high = limits_of(pixels, values)
    assert low.dtype == values
    assert int(low) == ends.min
    # Floats and integers of Python are compared as they are, without rounding.
    assert high.item() <= ends.max < np.nextafter(high, values.type(np.inf)).item()


def test_floats_are_not_cut():
    assert limits_of(np.dtype("float64"), np.dtype("float64")).size == 0
