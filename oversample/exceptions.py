"""Errors and warnings of the package's own."""


class InvalidParameterError(ValueError, TypeError):
    """A constructor parameter has a value of the wrong type or out of its range.

    Like scikit-learn's error of the same name, it is both a ``ValueError`` and a ``TypeError``.
    """


class FallbackWarning(UserWarning):
    """A method's own rule found too little to work on, and something else was done in its place.

    The message names the sampler, the class, what was not found and what was done.
    """
