import numpy as np
import pandas as pd

from benchmarks.protocol.encoding import MOST_CATEGORIES, Encoding


def frame(numbers, words, more=()):
    X = pd.DataFrame({"word": pd.Categorical(words), "number": numbers})
    return X.assign(more=more) if len(more) else X


def test_numbers_are_imputed_by_the_median_and_scaled():
    X = frame([1.0, np.nan, 3.0, 8.0], list("abab"))
    matrix = Encoding(X).to_matrix(Encoding(X).clean(X))
    expected = np.array([1.0, 3.0, 3.0, 8.0])
    np.testing.assert_allclose(matrix[:, 0], (expected - expected.mean()) / expected.std())
    np.testing.assert_array_equal(matrix[:, 1:], [[1, 0], [0, 1], [1, 0], [0, 1]])


def test_categories_are_imputed_by_the_most_frequent_one_and_stay_categories():
    X = frame([1.0, 2.0, 3.0, 4.0], ["b", None, "b", "a"])
    cleaned = Encoding(X).clean(X)
    assert cleaned["word"].tolist() == ["b", "b", "b", "a"]
    assert isinstance(cleaned["word"].dtype, pd.CategoricalDtype)
    assert list(cleaned) == ["word", "number"]
    assert X["word"].isna().sum() == 1


def test_rows_that_were_not_fitted_change_nothing():
    train = frame([1.0, 2.0, 3.0], list("aab"))
    test = frame([1e9, np.nan], ["c", "a"])
    encoding = Encoding(train)
    matrix = encoding.to_matrix(encoding.clean(test))
    np.testing.assert_allclose(matrix[1], [0, 1, 0])  # the median is the mean of the training rows
    np.testing.assert_array_equal(matrix[0, 1:], [0, 0])  # an unseen category


def test_constant_and_empty_columns():
    X = frame([2.0, 2.0], list("ab"), more=[np.nan, np.nan])
    encoding = Encoding(X)
    np.testing.assert_array_equal(encoding.to_matrix(encoding.clean(X))[:, :2], np.zeros((2, 2)))


def test_a_category_that_is_always_missing_is_a_column_of_its_own():
    X = pd.DataFrame({"word": pd.Categorical([None, None], categories=["a"]), "number": [1.0, 2.0]})
    encoding = Encoding(X)
    assert encoding.to_matrix(encoding.clean(X)).shape == (2, 2)


def test_rare_categories_of_a_wide_column_share_one_column():
    words = [f"w{i}" for i in range(300)]
    X = frame(np.arange(300.0), words)
    encoding = Encoding(X)
    assert encoding.to_matrix(encoding.clean(X)).shape == (300, 1 + MOST_CATEGORIES)


def test_only_numbers_or_only_categories():
    numbers = pd.DataFrame({"a": [1.0, 2.0], "b": [3, 5]})
    assert Encoding(numbers).to_matrix(Encoding(numbers).clean(numbers)).shape == (2, 2)
    words = pd.DataFrame({"a": pd.Categorical(["x", "y"])})
    assert Encoding(words).to_matrix(Encoding(words).clean(words)).shape == (2, 2)
