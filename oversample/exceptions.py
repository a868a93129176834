"""Errors and warnings of the package's own."""

import contextlib
import sys
import warnings
from pathlib import Path


class InvalidParameterError(ValueError, TypeError):
    """A constructor parameter has a value of the wrong type or out of its range.

    Like scikit-learn's error of the same name, it is both a ``ValueError`` and a ``TypeError``.
    """


class FallbackWarning(UserWarning):
    """A method's own rule found too little to work on, and something else was done in its place.

    The message names the sampler, the class, what was not found and what was done.
    """


class SoftLabelsWarning(UserWarning):
    """A sampler returned rows whose true labels ``y`` does not hold.

    With ``labels="soft"`` or ``"split"`` they are in ``soft_labels_`` or ``sample_weight_``, which
    a Pipeline does not pass on; :class:`oversample.SoftLabelClassifier` does. It comes once in a
    process.
    """


# Files of this package, and of the "with" statements that enter it.
_INSIDE = (str(Path(__file__).parent), contextlib.__file__)


def warn(message: str, category: type[Warning]) -> None:
    """Warn in the name of the first line outside of this package that led here.

    A filter by module, and a reader of the message, thus meet the user's own line, however many
    samplers stand around the one that warns.

    Parameters
    ----------
    message : str
        The text.
    category : type
        The kind of warning.
    """
    level, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_INSIDE):
        level, frame = level + 1, frame.f_back
    warnings.warn(message, category, stacklevel=level)
