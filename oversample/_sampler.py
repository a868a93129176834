"""The base of all samplers: copies, pickles, metadata routing, tags."""

from __future__ import annotations

from abc import ABCMeta
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from difflib import get_close_matches
from typing import Any, ClassVar, Self

from sklearn.base import BaseEstimator, OneToOneFeatureMixin, clone
from sklearn.utils.metadata_routing import UNCHANGED, MetadataRequest, get_routing_for_object

from oversample._params import shown
from oversample._public import HOME
from oversample._tags import OverSamplerTags, sampler_tags


class BaseSampler(OneToOneFeatureMixin, BaseEstimator, metaclass=ABCMeta):
    """Base of all samplers: what copies, pickles, pipelines and checks expect of them.

    A call works on a copy of the sampler and publishes what it found at its end, all at once. One
    object can thus be used from several threads, a failed call leaves nothing of an earlier table,
    and :meth:`BaseOverSampler.plan` leaves no trace.
    """

    _sampling_type = "over-sampling"

    # Fitted attributes with one entry for every row of a result; left out of pickles.
    _row_attributes: ClassVar[tuple[str, ...]] = (
        "groups_",
        "plan_",
        "sample_indices_",
        "sample_weight_",
        "synthetic_mask_",
    )
    # Fitted estimators that hold training rows; they are pickled unfitted.
    _holds_training_data: ClassVar[tuple[str, ...]] = ("encoder_",)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        own = cls.set_fit_resample_request
        super().__init_subclass__(**kwargs)
        # Before 1.7 scikit-learn gives every class a method of its own, which does not know of
        # `get_metadata_routing`, if imbalanced-learn has been imported.
        if cls.set_fit_resample_request is not own:
            cls.set_fit_resample_request = own  # type: ignore[method-assign]

    def _unfitted(self) -> Self:
        """Return a copy with the same parameters, the very same objects, and nothing fitted."""
        other = object.__new__(type(self))
        other.__dict__.update(_without_fitted(self.__dict__))
        return other

    @contextmanager
    def _call(self) -> Iterator[Self]:
        """Provide the copy that one call works on; publish what it has found in the end."""
        call, found = self._unfitted(), {}
        try:
            yield call
            found = {name: value for name, value in call.__dict__.items() if _is_fitted(name)}
        finally:
            # One assignment: another thread sees all attributes of one call, never of two.
            self.__dict__ = _without_fitted(self.__dict__) | found

    def __getattr__(self, name: str) -> Any:
        if name in type(self)._row_attributes:
            raise AttributeError(
                f"This {type(self).__name__} has no {name!r}: call fit_resample first. Pickles "
                "leave behind what has an entry for every row."
            )
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __copy__(self) -> Self:
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        return other

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        other = object.__new__(type(self))
        memo[id(self)] = other
        other.__dict__.update(deepcopy(self.__dict__, memo))
        return other

    def __getstate__(self) -> dict[str, Any]:
        state = {k: v for k, v in super().__getstate__().items() if k not in self._row_attributes}
        for name in self._holds_training_data:
            if name in state:
                state[name] = clone(state[name])
        return state

    def set_fit_resample_request(
        self,
        *,
        sample_weight: bool | str | None = UNCHANGED,
        groups: bool | str | None = UNCHANGED,
    ) -> Self:
        """Set whether a pipeline passes ``sample_weight`` and ``groups`` to ``fit_resample``.

        Only relevant with metadata routing (``sklearn.set_config(enable_metadata_routing=True)``).
        A later step of the pipeline gets the weights as they came in, of which there are too few;
        :class:`oversample.SoftLabelClassifier` hands those of the result to its classifier.

        Parameters
        ----------
        sample_weight, groups : bool, str or None
            ``True``: pass it; ``False``: do not; ``None``: raise if it is given; a string: pass
            the metadata of that name. Until it is set, ``sample_weight`` is ``None``, and
            ``groups`` are ``False``, since mostly they are given for splitting.

        Returns
        -------
        self
            The sampler.
        """
        # Routing to `fit_resample` is imbalanced-learn's extension of scikit-learn: importing it
        # here, where that routing is asked for, is what makes the method known.
        import imblearn.base  # noqa: F401

        request: MetadataRequest = get_routing_for_object(self)
        for name, alias in (("sample_weight", sample_weight), ("groups", groups)):
            if alias is not UNCHANGED:
                request.fit_resample.add_request(param=name, alias=alias)
        self._metadata_request = request
        return self

    def get_metadata_routing(self) -> MetadataRequest:
        """Return which metadata a pipeline passes; see :meth:`set_fit_resample_request`.

        Returns
        -------
        MetadataRequest
            A copy of the requests.
        """
        request: MetadataRequest = super().get_metadata_routing()
        # Before imbalanced-learn is imported, there is no routing to `fit_resample`.
        if not hasattr(self, "_metadata_request") and hasattr(request, "fit_resample"):
            # Groups are given for splitting; a sampler that is not concerned must not stop that.
            request.fit_resample.add_request(param="groups", alias=False)
        return request

    def __sklearn_tags__(self) -> OverSamplerTags:
        return sampler_tags()


class BaseEditingSampler(BaseSampler):
    """Base of samplers whose result leaves out rows of the input, or holds them changed.

    What all over-samplers promise of the first rows of a result does not hold for this kind, which
    tells instead what became of them:

    Attributes
    ----------
    kept_indices_ : ndarray of shape (n_kept,), intp
        The row that each row of the result is, of the input followed by the synthetic rows.
    moved_ : ndarray of shape (n_kept,), bool
        True where it is an original row with other cells than in the input.
    """

    _row_attributes: ClassVar[tuple[str, ...]] = (
        *BaseSampler._row_attributes,
        "kept_indices_",
        "moved_",
    )

    @property
    def _edits(self) -> bool:
        """Whether results leave out or change rows, with these parameters."""
        return True


def check_sampler(sampler: Any, name: str, alternative: str = "") -> None:
    """Raise where what should be a sampler is a class, a name, or no sampler at all."""
    if isinstance(sampler, type) or not hasattr(sampler, "fit_resample"):
        question = ""
        if isinstance(sampler, type) and hasattr(sampler, "fit_resample"):
            question = f" Make one of that class: {sampler.__name__}()."
        elif isinstance(sampler, str):
            letters = {known.lower(): known for known in HOME}
            near = get_close_matches(sampler.lower().replace("_", ""), letters, n=1)
            question = f" Did you mean oversample.{letters[near[0]]}()?" if near else ""
        raise TypeError(
            f"{name} must be {alternative}a sampler, such as oversample.SMOTE(). Got "
            f"{shown(sampler)}.{question}"
        )


def keeps_rows(sampler: Any) -> bool:
    """Return whether the results of a sampler begin with its input, as far as is known."""
    return not (isinstance(sampler, BaseEditingSampler) and sampler._edits)


def _is_fitted(name: str) -> bool:
    """Return whether scikit-learn's convention makes this the name of a fitted attribute."""
    return name.endswith("_") and not name.startswith("_")


def _without_fitted(attributes: dict[str, Any]) -> dict[str, Any]:
    """Return all attributes but the fitted ones."""
    return {name: value for name, value in attributes.items() if not _is_fitted(name)}
