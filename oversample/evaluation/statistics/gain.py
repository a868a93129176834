"""Whether a gain of recall is more than a moved threshold."""

from __future__ import annotations

from enum import Enum

from oversample.evaluation.statistics.pairs import ROPE


class Gain(Enum):
    """What became of recall, and why."""

    NONE = "no gain"
    THRESHOLD = "threshold"
    RANKING = "ranking"


def kind_of_gain(recall: float, average_precision: float, rope: float = ROPE) -> Gain:
    """Return whether a gain of recall could be had by moving the threshold.

    Recall depends on the decision threshold: lowering it finds more of the rare class and takes
    more of the others with them. Average precision does not: it changes only when the rare class is
    ranked higher above the others. Hence a method that raises recall but not average precision has
    done no more than a lower threshold does.

    Parameters
    ----------
    recall, average_precision : float
        Mean differences to the same classifier without the method, on the same cells.
    rope : float, default=0.01
        A difference counts where it is above.

    Returns
    -------
    Gain
        ``NONE`` when recall does not rise, ``THRESHOLD`` when it rises and average precision does
        not, ``RANKING`` when both rise.
    """
    if not recall > rope:
        return Gain.NONE
    return Gain.RANKING if average_precision > rope else Gain.THRESHOLD
