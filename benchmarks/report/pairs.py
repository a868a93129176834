"""What the published run says of the partners that Mixup takes: a sentence of a page."""

from __future__ import annotations

import pandas as pd

from benchmarks.report.findings import compared_resamplers
from benchmarks.report.wording import interval, signed
from oversample.evaluation.statistics.uncertainty import Verdict

PAGE = "docs/guide/mixing.md"

ANY, SAME = "oversample-mixup", "oversample-mixup-same"
GAIN, LOW, HIGH = (f"average_precision_{column}" for column in ("gain", "low", "high"))


def page_part(table: pd.DataFrame) -> str:
    """Return what partners of any and of the same class do for each classifier.

    Parameters
    ----------
    table : pandas.DataFrame
        The committed table of the published run.
    """
    arms = table[compared_resamplers(table) & (table["package"] == "ours")]
    gains = arms.pivot(index="method", columns="classifier", values=GAIN)
    gains = gains[arms["classifier"].unique()]
    told = [
        f"{classifier} {_text(own, ANY)} / {_text(own, SAME)}"
        for classifier, own in arms.set_index("method").groupby("classifier", sort=False)
    ]
    shown = arms.loc[arms["method"].isin([ANY, SAME]), "average_precision_verdict"]
    n_shown = int((shown != Verdict.NOT_SHOWN.value).sum())
    n_better = int((gains.loc[SAME] > gains.loc[ANY]).sum())
    means = gains.mean(axis=1)
    return (
        f"`{table['command'].iloc[0]}`: average precision less that of the classifier alone, with "
        'partners of any class (`pairs="any"`, the default) / of the same class (`pairs="same"`): '
        f"{'; '.join(told)}. {n_shown} of these {len(shown)} differences are shown to be better or "
        f"worse. Partners of the same class have the larger mean with {n_better} of {len(told)} "
        f"classifiers. Of {len(means)} over-samplers of this package in the run, partners of any "
        f"class come last with {int((gains.idxmin() == ANY).sum())} of the classifiers, and by the "
        f"mean over classifiers their place from above is {int((means > means[ANY]).sum()) + 1} "
        f"({signed(means[ANY])}, of the same class {signed(means[SAME])}, the last "
        f"{signed(means.min())} of {means.idxmin()})."
    )


def _text(own: pd.DataFrame, method: str) -> str:
    return f"{signed(own.at[method, GAIN])} {interval(own.at[method, LOW], own.at[method, HIGH])}"
