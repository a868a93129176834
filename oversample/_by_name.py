"""Samplers by their public names, and messages about names that do not exist."""

from __future__ import annotations

import inspect
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from sklearn.base import clone

from oversample._public import ELSEWHERE, HOME
from oversample._sampler import check_sampler

# Where samplers are that train networks, and have no name here.
_DEEP = "oversample.deep"

# Names that an error message lists; more would hide its first words.
_MOST_LISTED = 25


def make_sampler(method: str | Any, parameters: dict[str, Any]) -> Any:
    """Return a sampler by its name, or a clone of one, with parameters.

    Parameters
    ----------
    method : str or sampler
        The name of a public sampler, in which case, hyphens and underscores do not matter, or a
        sampler, which is cloned.
    parameters : dict
        Parameters by their names. If a sampler given by name has ``categorical_features``, its
        default here is ``"auto"``.

    Returns
    -------
    sampler
        A new one, not fitted.

    Raises
    ------
    TypeError
        If ``method`` is neither a name nor a sampler, or there is no parameter of a name, or one
        without a default is not given.
    ValueError
        If there is no sampler of that name.
    """
    if isinstance(method, str):
        kind = sampler_named(method)
        known = list(inspect.signature(kind).parameters)
        _check_known(parameters, known, kind.__name__)
        if "categorical_features" in known:
            parameters = {"categorical_features": "auto", **parameters}
        _check_complete(parameters, kind)
        return kind(**parameters)
    check_sampler(method, "method", "the name of a sampler, such as 'smote', or ")
    _check_known(parameters, list(method.get_params()), type(method).__name__)
    return clone(method).set_params(**parameters)


def _check_complete(parameters: dict[str, Any], kind: type) -> None:
    """Raise where a sampler has parameters without a default that are not given."""
    needed = [
        name
        for name, parameter in inspect.signature(kind).parameters.items()
        if parameter.default is parameter.empty and name not in parameters
    ]
    if needed:
        given = ", ".join(f"{name}=..." for name in needed)
        raise TypeError(
            f"{kind.__name__} has no default for {', '.join(map(repr, needed))}. Give {given}, or "
            f"the sampler itself: {kind.__name__}({given})."
        )


def _check_known(parameters: dict[str, Any], known: list[str], owner: str) -> None:
    for name in parameters:
        if name not in known:
            raise TypeError(unknown_name(f"parameter of {owner}", name, known))


def sampler_named(method: str) -> Any:
    """Return the public sampler of a name; case, hyphens and underscores do not matter."""
    by_letters = {_letters(name): name for name in HOME}
    name = by_letters.get(_letters(method))
    if name is not None and _is_sampler(_imported(name)):
        return _imported(name)
    others = {_letters(name): name for name in ELSEWHERE}
    other = others.get(_letters(method))
    if other is not None:
        raise ValueError(
            f"{method!r} is no method of oversample: {other} is imbalanced-learn's. In Python, "
            f"give an object of it: from {ELSEWHERE[other]} import {other}"
        )
    deep = {_letters(name): name for name in import_module(_DEEP).__all__}
    other = deep.get(_letters(method))
    if other is not None:
        raise ValueError(
            f"{method!r} is no method that is made by its name. In Python, give an object of it: "
            f"from {_DEEP} import {other}"
        )
    raise ValueError(
        unknown_name("method", method, [n for n in sorted(HOME) if _is_sampler(_imported(n))])
    )


def _imported(name: str) -> Any:
    """Return the object of a public name, imported from its module."""
    return getattr(import_module(HOME[name]), name)


def _is_sampler(value: object) -> bool:
    is_concrete = isinstance(value, type) and not inspect.isabstract(value)
    return is_concrete and hasattr(value, "fit_resample")


def _letters(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "").replace(" ", "")


def unknown_name(what: str, name: Any, known: list[Any]) -> str:
    """Return the message for an unknown name: the known ones, the most similar first."""
    by_letters = {_letters(str(item)): item for item in known}
    letters = _letters(str(name))
    near = get_close_matches(letters, by_letters, n=3)
    near += [word for word in by_letters if letters and letters in word and word not in near]
    suggestion = " or ".join(repr(by_letters[word]) for word in near[:3])
    question = f" Did you mean {suggestion}?" if near else ""
    if not known:
        return f"There is no {what} {name!r}, and no other."
    listed = ", ".join(map(repr, known[:_MOST_LISTED]))
    more = f" and {len(known) - _MOST_LISTED} more" if len(known) > _MOST_LISTED else ""
    return f"There is no {what} {name!r}.{question} There are: {listed}{more}."
