"""What is compared: estimators, and what is done to their training rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from sklearn.base import is_classifier
from sklearn.pipeline import Pipeline

from oversample._by_name import make_sampler
from oversample._params import missing_call, shown
from oversample._soft_labels import check_hard_labels

NONE, WEIGHTED = "none", "class-weight"


class Arm(NamedTuple):
    """What is done to training rows.

    Attributes
    ----------
    name : str
        Its name.
    sampler : sampler or None
        What resamples, if anything.
    weights : {"", "balanced"}
        Whether all classes are made equally heavy.
    """

    name: str
    sampler: Any = None
    weights: Literal["", "balanced"] = ""


def make_arms(samplers: Any) -> list[Arm]:
    """Return the classifier alone, the weighted one, and the samplers.

    Parameters
    ----------
    samplers : str, sampler, iterable or mapping of these
        What a user has given.

    Raises
    ------
    TypeError, ValueError
        If one is no sampler, no name of one, has soft labels, or two have one name.
    """
    arms = [Arm(NONE), Arm(WEIGHTED, weights="balanced")]
    for name, given in _named(samplers, "samplers"):
        sampler = make_sampler(given, {})
        check_hard_labels(sampler, "compare", "one label of each row to a classifier")
        arms.append(Arm(name, sampler))
    _check_distinct([arm.name for arm in arms], "samplers")
    return arms


def make_estimators(estimators: Any) -> dict[str, Any]:
    """Return estimators by their names.

    Parameters
    ----------
    estimators : classifier, iterable or mapping of these
        What a user has given.

    Raises
    ------
    TypeError
        If one is no classifier, has no probabilities, or resamples by itself.
    ValueError
        If two have one name, or there is none.
    """
    named = list(_named(estimators, "estimators"))
    for name, estimator in named:
        _check_estimator(name, estimator)
    _check_distinct([name for name, _ in named], "estimators")
    return dict(named)


def _named(given: Any, what: str) -> Iterable[tuple[str, Any]]:
    """Yield names and objects: those of a mapping, or the classes of objects."""
    if isinstance(given, Mapping):
        items = [(str(name), value) for name, value in given.items()]
    elif isinstance(given, str) or hasattr(given, "get_params") or not isinstance(given, Iterable):
        # Pipelines and ensembles can be iterated over, too.
        items = [(_name_of(given), given)]
    else:
        items = [(_name_of(value), value) for value in given]
    if not items:
        raise ValueError(f"There are no {what}. Give at least one.")
    return items


def _name_of(given: Any) -> str:
    if isinstance(given, str):
        return given
    return type(given.steps[-1][1] if isinstance(given, Pipeline) else given).__name__


def _check_distinct(names: list[str], what: str) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(
            f"Several {what} are called {', '.join(map(repr, repeated))}. Give a dict of names "
            f"({NONE!r} and {WEIGHTED!r} are those of the classifier alone)."
        )


def _check_estimator(name: str, estimator: Any) -> None:
    # scikit-learn refuses to say it of what is no estimator at all.
    is_estimator = hasattr(estimator, "fit") and not isinstance(estimator, type)
    if not is_estimator or not is_classifier(estimator):
        raise TypeError(
            f"estimators must be classifiers of scikit-learn's kind. Got {shown(estimator)}."
            f"{missing_call(estimator)}"
        )
    steps = [step for _, step in estimator.steps] if isinstance(estimator, Pipeline) else []
    if any(hasattr(step, "fit_resample") for step in steps):
        raise TypeError(
            f"The estimator {name!r} has a sampler among its steps. Leave it out of there: "
            "samplers are given by themselves, and stand before the last step."
        )
    if not hasattr(estimator, "predict_proba"):
        raise TypeError(
            f"The estimator {name!r} has no predict_proba, which thresholds and rankings need. "
            "Wrap it: sklearn.calibration.CalibratedClassifierCV(...)."
        )
