"""Rules and their constants, tried on stored simulated runs."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from benchmarks.choice.simulate import FOLDS
from oversample.classifiers.choice import rule as frozen
from oversample.classifiers.choice.comparison import GUARD
from oversample.classifiers.choice.rule import Rule, is_dropped, select

RUN = ["design", "learner", "n_rare", "repeat", "kind"]

RULES: tuple[Rule, ...] = (1.0, 1.25, 1.5, 2.0, 2.5, "max-t")
"""Statistics that are asked for: numbers of standard errors, and the simultaneous one."""

SCREENS = (-np.inf, -1.0, 0.0, 0.5, 1.0)
"""Statistics below which candidates are dropped after the first scores."""

SCORINGS = ("auto", "unguarded", GUARD)
"""Ways to judge; see :func:`try_rule`."""


class Tried(NamedTuple):
    """What a rule did in one run."""

    gain: float
    gain_of_auc: float
    is_nothing: bool
    n_fits: int


GUARDS = (-np.inf, 0.0, 0.5, 1.0, 1.5, 2.0)
"""Statistics of average precision below which candidates are dropped, where scores are tied."""


def try_rule(
    run: pd.DataFrame, rule: Rule, screen: float, scoring: str, guard: float = frozen.GUARDED
) -> Tried:
    """Apply a rule to the stored differences of a run.

    Parameters
    ----------
    run : DataFrame
        The rows of one run and one kind of candidates, of all measures.
    rule : "max-t" or float
        What is asked for.
    screen : float
        The statistic below which candidates are dropped after the first scores.
    scoring : {"auto", "unguarded", "average_precision"}
        The measure that judges: "auto" with and without the guard of average precision, or always
        average precision.
    guard : float
        The statistic of average precision below which "auto" drops candidates.

    Returns
    -------
    Tried
        With the true gains of what was taken, 0 for nothing.
    """
    by_precision = run[run["scoring"] == GUARD]
    judged = by_precision if scoring == GUARD else run[run["is_auto"]]
    share, folds = float(judged["test_share"].iloc[0]), judged[FOLDS].to_numpy()
    first = folds[:, : frozen.N_SCREENED]
    left = np.array([not is_dropped(values, share, screen) for values in first])
    n_fits = (len(left) + 1) * frozen.N_SCREENED
    n_fits += (left.sum() + 1) * (len(FOLDS) - frozen.N_SCREENED) if left.any() else 0
    if scoring == "auto":
        precise = by_precision[FOLDS].to_numpy()
        left &= [not is_dropped(values, share, guard) for values in precise]
    names = judged["candidate"].to_numpy()
    chosen = select(
        dict(zip(names[left], folds[left], strict=True)),
        int((~left).sum()),
        dict(zip(names, judged["n_made"], strict=True)),
        share,
        rule,
    ).name
    if chosen is None:
        return Tried(0.0, 0.0, True, n_fits)
    gains = run[run["candidate"] == chosen].set_index("scoring")["gain"]
    return Tried(gains["average_precision"], gains["roc_auc"], False, n_fits)


def exchangeable(rows: pd.DataFrame) -> pd.DataFrame:
    """Return placebos that are compared with another placebo in place of nothing.

    A bootstrap is a little worse than all rows. Compared with a bootstrap it is exactly as good,
    which is the harder test.
    """
    keys = [*RUN, "scoring"]
    placebos = rows[rows["kind"] == "placebos"]
    is_first = placebos["candidate"] == "placebo 1"
    others, first = placebos[~is_first].set_index(keys), placebos[is_first].set_index(keys)
    columns = [*FOLDS, "gain"]
    others[columns] -= first[columns].reindex(others.index)
    return others.reset_index().assign(kind="exchangeable placebos")


def try_rules(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each rule, screen and way to judge: what is committed.

    Parameters
    ----------
    rows : DataFrame
        What ``simulate`` stores.

    Returns
    -------
    DataFrame
        For real candidates: the mean true ``gain`` of average precision, that of the area under
        the ROC curve, the ``worst`` gain of average precision of a run, how often something was
        ``taken`` and the share of fits, ``cost``; and how often a placebo was.
    """
    runs = list(pd.concat([rows, exchangeable(rows)]).groupby(RUN, sort=False))
    summary = []
    for scoring, rule, screen in product(SCORINGS, RULES, SCREENS):
        tried = pd.DataFrame(
            {"kind": names[-1], "n": run["candidate"].nunique() + 1}
            | try_rule(run, rule, screen, scoring)._asdict()
            for names, run in runs
        )
        real = tried[tried["kind"] == "candidates"]
        taken = 1 - tried.groupby("kind")["is_nothing"].mean()
        summary.append(
            {
                "scoring": scoring,
                "rule": rule,
                "screen": screen,
                "gain": real["gain"].mean(),
                "gain_of_auc": real["gain_of_auc"].mean(),
                "worst": real["gain"].min(),
                "taken": taken["candidates"],
                "cost": (real["n_fits"] / (real["n"] * len(FOLDS))).mean(),
                "placebos": taken["placebos"],
                "exchangeable": taken["exchangeable placebos"],
                "n_runs": len(real),
            }
        )
    return pd.DataFrame(summary)


def try_guards(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each guard, with the frozen rule and screen: what is committed.

    Parameters
    ----------
    rows : DataFrame
        What ``guard`` stores: runs of learners whose scores are tied.

    Returns
    -------
    DataFrame
        The mean true ``gain`` of average precision, that of the area under the ROC curve, the
        ``worst`` gain of average precision of a run, and how often something was ``taken``.
    """
    runs = [run for _, run in rows.groupby(RUN, sort=False)]
    summary = []
    for guard in GUARDS:
        tried = pd.DataFrame(
            try_rule(run, frozen.REQUIRED, frozen.SCREEN, "auto", guard)._asdict() for run in runs
        )
        summary.append(
            {
                "guard": guard,
                "gain": tried["gain"].mean(),
                "gain_of_auc": tried["gain_of_auc"].mean(),
                "worst": tried["gain"].min(),
                "taken": 1 - tried["is_nothing"].mean(),
                "n_runs": len(tried),
            }
        )
    return pd.DataFrame(summary)
