"""How right the predicted probabilities are."""

from __future__ import annotations

import pandas as pd

from benchmarks.report.tables.field import Field, HtmlTable
from benchmarks.report.wording import decimals, signed
from benchmarks.statistics.families import mean_over_families, on_common_cells


def calibration_table(rows: pd.DataFrame, packages: pd.Series) -> HtmlTable | None:
    """Return how right the probabilities of one classifier's arms are.

    Intercept and slope are medians over the families: a single fold that is separated perfectly
    has no finite slope. On the cells that all arms with most of them did.

    Returns
    -------
    HtmlTable or None
        None when no arm predicted probabilities.
    """
    ok = on_common_cells(rows)
    names = ["calibration_intercept", "calibration_slope"]
    if ok[names].isna().all(axis=None):
        return None
    by_family = ok.groupby(["method", "family"], sort=False)[names].median()
    medians = by_family.groupby("method", sort=False).median()
    means = mean_over_families(ok, ["brier_score", "log_loss"]).droplevel("classifier")
    table = means.join(medians)
    headings = ["method", "Brier", "log-loss", "intercept (0 is right)", "slope (1 is right)"]
    headings.append("cells")
    n_cells = ok["method"].value_counts()
    found = []
    for method, values in table.iterrows():
        row = [Field(str(method), packages[method])]
        row += [Field(decimals(values["brier_score"])), Field(decimals(values["log_loss"]))]
        row += [Field(signed(values[names[0]], 2)), Field(decimals(values[names[1]], 2))]
        found.append([*row, Field(str(n_cells[method]))])
    return HtmlTable(headings, found)
