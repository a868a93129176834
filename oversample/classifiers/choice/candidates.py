"""What is compared with nothing, and the model that each candidate trains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn import get_config
from sklearn.pipeline import Pipeline

from oversample._params import has_methods
from oversample._random import clone_with_seed
from oversample._strategy import label_names
from oversample.classifiers.prior_correction import PriorCorrectedClassifier
from oversample.classifiers.soft_labels import SoftLabelClassifier, weight_parameter
from oversample.exceptions import InvalidParameterError
from oversample.mixing.mixup import Mixup
from oversample.smote.geometric import GeometricSMOTE
from oversample.smote.smote import SMOTE
from oversample.variants.prowsyn import ProWSyn

NOTHING = "nothing"
"""The name of the classifier alone, unless an entry of ``candidates`` that is None has another."""

CLASS_WEIGHT = "class_weight"

_Sampler = has_methods("fit_resample", "get_params")


@dataclass(frozen=True)
class UpTo:
    """A ``sampling_strategy``: each class up to some ratio to the most frequent one.

    Classes that have as many rows already are left alone, so that it holds for any number of
    classes and in every fold.

    Parameters
    ----------
    ratio : float
        The ratio, in (0, 1].
    """

    ratio: float

    def __call__(self, labels: NDArray[Any]) -> dict[Any, int]:
        """Return the number of rows that each class is to have.

        Parameters
        ----------
        labels : ndarray of shape (n_rows,)
            The labels.

        Returns
        -------
        dict
            A number for each class that is below the ratio.
        """
        classes, counts = np.unique(labels, return_counts=True)
        wanted = int(self.ratio * counts.max())
        pairs = zip(label_names(classes), counts.tolist(), strict=True)
        return {label: wanted for label, n in pairs if n < wanted}


class Model(NamedTuple):
    """A model that is not fitted yet, and the parameter by which its fit takes weights."""

    classifier: Any
    weights: str
    is_weighted: bool = False
    """Whether it has class weights in place of a sampler."""


@dataclass(frozen=True)
class Candidate:
    """A way to train the classifier.

    Parameters
    ----------
    name : str
        Its name.
    sampler : sampler or None
        What resamples training rows; None for nothing and for class weights.
    is_weighted : bool
        Whether the classifier gets ``class_weight="balanced"``.
    """

    name: str
    sampler: Any = None
    is_weighted: bool = False

    def model(
        self, estimator: Any, *, has_weights: bool, corrected: bool, seeds: tuple[int, int]
    ) -> Model:
        """Return the model that this candidate trains.

        Parameters
        ----------
        estimator : classifier
            The user's classifier.
        has_weights : bool
            Whether rows have weights.
        corrected : bool
            Whether probabilities are corrected to the real share of each class.
        seeds : tuple of int
            That of the classifier and of the sampler, where they have none of their own.

        Returns
        -------
        Model
            That of clones.

        Raises
        ------
        InvalidParameterError
            If rows have weights, which the classifier does not take.
        """
        estimator = clone_with_seed(estimator, seeds[0])
        weights = _weight_parameter(estimator) if has_weights else ""
        if self.is_weighted:
            estimator.set_params(**{class_weight_parameter(estimator): "balanced"})
        if self.sampler is not None:
            if has_weights or _has_soft_labels(self.sampler):
                weights = "sample_weight"
            estimator = _behind(estimator, clone_with_seed(self.sampler, seeds[1]), weights)
        if corrected and (self.is_weighted or self.sampler is not None):
            trained: Literal["balanced", "auto"] = "balanced" if self.is_weighted else "auto"
            estimator = PriorCorrectedClassifier(estimator, trained_priors=trained)
        return Model(estimator, weights, self.is_weighted)


def class_weight_parameter(estimator: Any) -> str:
    """Return the parameter by which a classifier takes class weights; "" if it takes none.

    Parameters
    ----------
    estimator : classifier
        The classifier, or a pipeline that ends with one.

    Returns
    -------
    str
        The name for ``set_params``. Weights that are set already are the user's own, and count as
        not taken.
    """
    if isinstance(estimator, Pipeline):
        name, last = estimator.steps[-1]
        inner = class_weight_parameter(last)
        return inner and f"{name}__{inner}"
    parameters = estimator.get_params(deep=False) if hasattr(estimator, "get_params") else {}
    is_free = "class_weight" in parameters and parameters["class_weight"] is None
    return "class_weight" if is_free else ""


def read_candidates(given: Any, estimator: Any, counts: NDArray[np.intp]) -> list[Candidate]:
    """Return the candidates that a parameter names, the classifier alone first.

    Parameters
    ----------
    given : "default", dict or list
        The parameter ``candidates``.
    estimator : classifier
        The user's classifier.
    counts : ndarray of shape (n_classes,)
        The number of rows of each class.

    Returns
    -------
    list of Candidate
        With names of their own.

    Raises
    ------
    InvalidParameterError
        If an entry is neither a sampler nor None nor ``"class_weight"``, if there are two entries
        that are None, or if the classifier takes no class weights.
    """
    if isinstance(given, str):
        return [Candidate(NOTHING), *_defaults(estimator, counts)]
    entries = dict(given) if isinstance(given, Mapping) else _named(given)
    alone = [name for name, entry in entries.items() if entry is None]
    if len(alone) > 1:
        raise InvalidParameterError(
            f"One candidate at most can be None, the classifier alone. Got {alone}."
        )
    name_alone = alone[0] if alone else NOTHING
    if not alone and NOTHING in entries:
        raise InvalidParameterError(
            f"The candidate {NOTHING!r} is the classifier alone, which always takes part: give it "
            "None, or another name."
        )
    candidates = [Candidate(name_alone)]
    for name, entry in entries.items():
        if entry is not None:
            candidates.append(_read(name, entry, estimator))
    return candidates


def _defaults(estimator: Any, counts: NDArray[np.intp]) -> list[Candidate]:
    """Return the default candidates that change anything, the cheapest in rows first."""
    least = counts.min() / counts.max()
    candidates = []
    if class_weight_parameter(estimator):
        candidates.append((1.0, Candidate("class weight", is_weighted=True)))
    # Units of columns do not matter for neighbours, and tables of all kinds are taken.
    space: dict[str, Any] = {
        "scale": "std",
        "categorical_features": "auto",
        "small_class": "reduce_k",
    }
    mixed: dict[str, Any] = {"categorical_features": "auto", "missing_values": "present"}
    for ratio in (0.25, 0.5):
        smote = SMOTE(sampling_strategy=UpTo(ratio), missing_values="present", **space)
        candidates.append((ratio, Candidate(f"SMOTE {ratio:g}", smote)))
    candidates += [
        (1.0, Candidate("GeometricSMOTE", GeometricSMOTE(**space))),
        (1.0, Candidate("ProWSyn", ProWSyn(missing_values="present", **space))),
        (1.0, Candidate("Mixup", Mixup(pairs="same", **mixed))),
    ]
    return [candidate for ratio, candidate in candidates if least < ratio]


def _named(samplers: Any) -> dict[str, Any]:
    """Name the entries of a list by their classes, with numbers where one occurs twice."""
    kinds = [entry if isinstance(entry, str) else type(entry).__name__ for entry in samplers]
    named: dict[str, Any] = {}
    for place, (kind, entry) in enumerate(zip(kinds, samplers, strict=True)):
        kind = NOTHING if entry is None else kind
        number = kinds[: place + 1].count(kind)
        named[f"{kind} {number}" if number > 1 else kind] = entry
    return named


def _read(name: Any, entry: Any, estimator: Any) -> Candidate:
    if isinstance(entry, str) and entry == CLASS_WEIGHT:
        if not class_weight_parameter(estimator):
            raise InvalidParameterError(
                f"The candidate {name!r} is {CLASS_WEIGHT!r}, but {type(estimator).__name__} has "
                "no parameter class_weight, or it is set already."
            )
        return Candidate(str(name), is_weighted=True)
    if not isinstance(entry, _Sampler):
        raise InvalidParameterError(
            f"The candidate {name!r} must be a sampler, None or {CLASS_WEIGHT!r}. Got {entry!r} "
            "instead."
        )
    return Candidate(str(name), entry)


def _weight_parameter(estimator: Any) -> str:
    try:
        return weight_parameter(estimator)
    except InvalidParameterError:
        raise InvalidParameterError(
            "AutoOversampler.fit was given sample_weight, but the fit of "
            f"{type(estimator).__name__} takes none."
        ) from None


def _behind(estimator: Any, sampler: Any, weights: str) -> Any:
    """Return a classifier that is trained on what a sampler returns."""
    if not weights:
        from imblearn.pipeline import Pipeline as ResamplingPipeline

        return ResamplingPipeline([("sampler", sampler), ("classifier", estimator)])
    classifier = SoftLabelClassifier(estimator, sampler)
    if get_config()["enable_metadata_routing"]:
        classifier.set_fit_request(sample_weight=True)
    return classifier


def _has_soft_labels(sampler: Any) -> bool:
    """Return whether a sampler tells the labels of its rows by weights."""
    return sampler.get_params(deep=False).get("labels") in ("soft", "split")


def rows_made(classifier: Any) -> int:
    """Return how many rows the sampler in a fitted model was to make; 0 without one.

    Parameters
    ----------
    classifier : classifier
        The fitted model of a candidate.

    Returns
    -------
    int
        The sum of the sampler's ``sampling_strategy_``.
    """
    inner = getattr(classifier, "estimator_", classifier)
    sampler = getattr(classifier, "sampler_", getattr(inner, "sampler_", None))
    if sampler is None and isinstance(inner, Pipeline):
        sampler = inner.steps[0][1]
    numbers = getattr(sampler, "sampling_strategy_", None)
    return sum(numbers.values()) if isinstance(numbers, Mapping) else 0
