"""Validation of constructor parameters.

A constraint is a *virtual type*: ``isinstance(value, constraint)`` is whether a value is allowed.
The checks of scikit-learn and imbalanced-learn read types in ``_parameter_constraints``, so these
constraints need no private class of either.

The strings of which a parameter is one stand once, in a ``Literal``: it is the annotation, and
``one_of(*get_args(...))`` the constraint.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from numbers import Integral, Real
from typing import Any, Literal

import numpy as np

from oversample.exceptions import InvalidParameterError

MissingValues = Literal["raise", "present", "propagate"]
"""What a sampler does with missing numbers."""

CategoricalLike = Literal["auto"] | Sequence[Any] | None
"""The columns without arithmetic."""

Scale = Literal["std", "minmax", "robust"]
"""The unit of a column in a search for neighbours."""

Grid = Literal["off", "auto"]
"""Whether new floats lie on the grid of their column."""


class Constraint(type):
    """A virtual type: a predicate decides membership, and the name is a phrase for messages."""

    accepts: Callable[[Any], bool]

    def __new__(mcs, description: str, accepts: Callable[[Any], bool]) -> Constraint:
        """Build a virtual type that is called ``description`` in error messages."""
        return super().__new__(mcs, description, (), {"accepts": staticmethod(accepts)})

    def __init__(cls, description: str, accepts: Callable[[Any], bool]) -> None:
        super().__init__(description, (), {})

    def __instancecheck__(cls, value: object) -> bool:
        return cls.accepts(value)


def is_integer(value: object) -> bool:
    """Return whether a value is an integer of any library; booleans are not."""
    # Python's own first: abstract classes look at most numbers ten times as long.
    return type(value) is int or (
        isinstance(value, Integral) and not isinstance(value, bool | np.bool_)
    )


def is_real(value: object) -> bool:
    """Return whether a value is a real number of any library; booleans are not."""
    return type(value) in (float, int) or (
        isinstance(value, Real) and not isinstance(value, bool | np.bool_)
    )


def integer_from(low: int) -> Constraint:
    """Return the constraint of integers of at least ``low``."""
    return Constraint(f"an int of at least {low}", lambda v: is_integer(v) and v >= low)


def real_within(low: float, high: float, *, open_low: bool = False) -> Constraint:
    """Return the constraint of finite numbers in ``[low, high]``, or in ``(low, high]``."""
    bracket = "(" if open_low else "["
    end = f"{high:g}]" if np.isfinite(high) else "inf)"
    return Constraint(
        f"a number in {bracket}{low:g}, {end}",
        lambda v: (
            is_real(v) and math.isfinite(v) and (low < v if open_low else low <= v) and v <= high
        ),
    )


def one_of(*options: str) -> Constraint:
    """Return the constraint of a few strings."""
    names = ", ".join(repr(option) for option in options)
    return Constraint(f"one of {names}", lambda v: isinstance(v, str) and v in options)


def has_methods(*methods: str) -> Constraint:
    """Return the constraint of objects that have all the named methods."""
    names = " and ".join(f"`{method}`" for method in methods)
    return Constraint(
        f"an object with {names}",
        lambda v: not isinstance(v, type) and all(hasattr(v, m) for m in methods),
    )


Boolean = Constraint("True or False", lambda v: isinstance(v, bool | np.bool_))
Mapping_ = Constraint("a dict", lambda v: isinstance(v, Mapping))
Threads = Constraint("an int other than 0", lambda v: is_integer(v) and v != 0)
Callable_ = Constraint("a callable", lambda v: callable(v) and not isinstance(v, type))
ArrayLike = Constraint(
    "a list of columns",
    lambda v: isinstance(v, list | tuple | range) or hasattr(v, "__array__"),
)
Seed = Constraint(
    "an int in [0, 2**32), a numpy RandomState, Generator or SeedSequence, or None",
    lambda v: (
        (is_integer(v) and 0 <= v < 2**32)
        or isinstance(v, np.random.RandomState | np.random.Generator | np.random.SeedSequence)
        or v is None
    ),
)


def _describe(constraint: type | None) -> str:
    return "None" if constraint is None else constraint.__name__


def _listing(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def validate_parameters(estimator: Any) -> None:
    """Check every constructor parameter against the class's ``_parameter_constraints``.

    Parameters
    ----------
    estimator : BaseEstimator
        Any object with ``get_params`` and a dict ``_parameter_constraints`` of lists of allowed
        (virtual) types and ``None``. Parameters that it does not name, as those of classes of
        other packages, are not checked.

    Raises
    ------
    InvalidParameterError
        If a parameter is of none of its types; the message names the class, the parameter, the
        allowed values and the value.
    """
    owner = type(estimator)
    for name in _parameter_names(owner):  # type: ignore[arg-type]  # classes are hashable
        if name in owner._parameter_constraints:
            value = getattr(estimator, name)
            check_parameter(name, value, owner._parameter_constraints[name], owner.__name__)


@cache
def _parameter_names(owner: type) -> list[str]:
    """Return the names of a constructor's parameters; scikit-learn reads them at every call."""
    return owner._get_param_names()  # type: ignore[attr-defined]


def check_parameter(name: str, value: Any, allowed: Iterable[type | None], owner: str) -> None:
    """Check one parameter against the (virtual) types that are allowed.

    Parameters
    ----------
    name : str
        The parameter.
    value : object
        Its value.
    allowed : iterable of types and None
        The types, of one of which the value must be.
    owner : str
        The class, for the message.

    Raises
    ------
    InvalidParameterError
        If it is of none of them.
    """
    for constraint in allowed:
        if value is None if constraint is None else isinstance(value, constraint):
            return
    raise InvalidParameterError(
        f"The {name!r} parameter of {owner} must be "
        f"{_listing(_describe(c) for c in allowed)}. Got {shown(value)} instead."
        f"{missing_call(value)}"
    )


def missing_call(value: Any) -> str:
    """Return the remedy where an argument, or an entry of it, is a class and not an object of it.

    Parameters
    ----------
    value : object
        The argument.

    Returns
    -------
    str
        A sentence with a space before it; nothing for other values.
    """
    entries = value if isinstance(value, list | tuple) else [value]
    for entry in entries:
        if isinstance(entry, type) and hasattr(entry, "get_params"):
            return f" Make an object of that class: {entry.__name__}()."
    return ""


def shown(value: Any) -> str:
    """Return an argument for a message: arrays and tables, given by mistake, by kind and shape."""
    shape = getattr(value, "shape", None) or ()
    if isinstance(value, type) or not shape:
        return repr(value)
    return f"{type(value).__name__} of shape {tuple(shape)}"
