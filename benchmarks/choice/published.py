"""The two tables that are committed, and the parts of two pages that are made from them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.choice.accept import FIRST
from benchmarks.choice.targets import Target, cells, over_sets, targets
from benchmarks.protocol.provenance import machine, versions
from benchmarks.report.markdown import markdown_table
from benchmarks.report.wording import decimals, interval, signed
from oversample.classifiers.choice.rule import N_SCREENED, REQUIRED
from oversample.evaluation.statistics.uncertainty import LEVEL

TABLE = "docs/results/choice.csv"
RULES = "docs/results/choice_rules.csv"
GUARDS = "docs/results/choice_guards.csv"
GUIDE, RECORD = "docs/guide/which.md", "docs/design/0012-automatic-choice.md"
COMMAND = "python -m benchmarks.choice publish"

LABELS = {
    "ap_over_smote": "average precision over SMOTE",
    "ap_over_nothing": "average precision",
    "auc_over_nothing": "AUC",
    "f1_over_nothing": "F1",
    "loss_over_nothing": "log-loss",
}
"""The differences that the guide shows; without another word, over the classifier alone."""


def published(rows: pd.DataFrame, command: str) -> pd.DataFrame:
    """Return the table that is committed: a row for each data set and learner.

    Parameters
    ----------
    rows : DataFrame
        What ``accept`` stores, a row for each outer fold.
    command : str
        The command that made it.
    """
    made_with = ", ".join(f"{name} {version}" for name, version in versions().items())
    table = cells(rows).round(6)
    return table.assign(command=command, machine=machine(), versions=made_with)


def guide_part(table: pd.DataFrame) -> str:
    """Return the part of the guide that is made from the committed table."""
    is_first = table["dataset"].isin(FIRST)
    fresh, before = table[~is_first], table[is_first]
    first, n_outer = table.iloc[0], int(table["n_outer"].iloc[0])
    found = targets(fresh)
    promises = pd.DataFrame(
        {
            "promised": [target.promise for target in found],
            "found": [_figure(target) for target in found],
            "interval": [interval(target.low, target.high) for target in found],
            "": [_is_met(target) for target in found],
            "on sets seen before": [
                f"{_figure(target)} {interval(target.low, target.high)} {_is_met(target)}"
                for target in targets(before)
            ],
        }
    )
    n_met = sum(target.is_met for target in found)
    cost = table["n_fits"].sum() / table["most_fits"].sum()
    lines = [
        f"`{first['command']}`: {fresh['dataset'].nunique()} data sets of as many families, "
        f"{n_outer} outer test folds each (3 x {n_outer // 3}), the choice made without them; "
        f"learners with default settings, boosting with 40 rounds ({first['machine']}; "
        f"{first['versions']}). Intervals are {LEVEL:.0%} bootstrap intervals over families. "
        f"Beside it the {before['dataset'].nunique()} sets of an earlier acceptance, after which "
        "the rule was made stricter: they cannot judge it.",
        "",
        *markdown_table(promises),
        "",
        f"So {n_met} of {len(promises)} promises were met. {_worst(fresh, 'Of these sets')}, "
        f"{_worst(before, 'of those seen before')}.",
        "",
        f"By learner, over the same learner alone, its threshold tuned for F1 too, on all of these "
        f"data sets. Screening left {cost:.0%} of all inner fits:",
        "",
        *markdown_table(by_learner(table)),
    ]
    return "\n".join(lines)


def _figure(target: Target) -> str:
    # Four digits: means this near to nothing are met or missed by their sign.
    return signed(target.figure, 4) if target.figure < 0.5 else decimals(target.figure, 2)


def _is_met(target: Target) -> str:
    return "met" if target.is_met else "missed"


def _worst(table: pd.DataFrame, where: str) -> str:
    """Return which data set lost most average precision, and with which learner."""
    worst = table.loc[table["ap_over_nothing"].idxmin()]
    if worst["ap_over_nothing"] >= 0:
        return f"{where} none lost average precision"
    return f"{where} {worst['dataset']} with {worst['learner']} lost most"


def by_learner(table: pd.DataFrame) -> pd.DataFrame:
    """Return the differences of each learner with their intervals, as text."""
    rows = []
    for learner, part in table.groupby("learner", sort=False):
        row = {"learner": learner, "something taken": f"{part['took'].mean():.0%}"}
        for name, label in LABELS.items():
            found = over_sets(part, name)
            row[label] = f"{signed(found.mean)} {interval(found.low, found.high)}"
        rows.append(row)
    return pd.DataFrame(rows)


def record_part(rules: pd.DataFrame) -> str:
    """Return the part of the design record that is made from the committed table of rules."""
    lines = [f"{rules['n_runs'].iloc[0]} simulated runs, of candidates and of placebos each:", ""]
    everything = rules[np.isneginf(rules["screen"])]
    lines += markdown_table(_shown(everything, ["scoring", "rule"]).drop(columns="share of fits"))
    screened = rules[(rules["scoring"] == "auto") & (rules["rule"].astype(str) == f"{REQUIRED}")]
    lines += [
        "",
        f"Screens after the first {N_SCREENED} scores, for {REQUIRED:g} standard errors:",
        "",
    ]
    return "\n".join([*lines, *markdown_table(_shown(screened, ["screen"]))])


def guards_part(guards: pd.DataFrame) -> str:
    """Return the part of the design record that is made from the committed table of guards."""
    texts = {
        "guard": guards["guard"].astype(str).replace("-inf", "none"),
        "gain": guards["gain"].map(lambda value: signed(value, 4)),
        "gain of AUC": guards["gain_of_auc"].map(lambda value: signed(value, 4)),
        "worst": guards["worst"].map(signed),
        "taken": guards["taken"].map("{:.1%}".format),
    }
    lines = [f"{guards['n_runs'].iloc[0]} simulated runs of nearest neighbours and trees:", ""]
    return "\n".join([*lines, *markdown_table(pd.DataFrame(texts))])


def _shown(rules: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    texts = {name: rules[name].astype(str).replace("-inf", "none") for name in names}
    texts |= {
        "gain": rules["gain"].map(lambda value: signed(value, 4)),
        "gain of AUC": rules["gain_of_auc"].map(lambda value: signed(value, 4)),
        "worst": rules["worst"].map(signed),
    }
    shares = {"taken": "taken", "placebos": "placebos taken", "exchangeable": "exchangeable taken"}
    texts |= {
        label: rules[name].map("{:.1%}".format)
        for name, label in (shares | {"cost": "share of fits"}).items()
    }
    return pd.DataFrame(texts)
