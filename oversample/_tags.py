"""Estimator tags of a sampler, readable by scikit-learn's and imbalanced-learn's checks alike."""

from __future__ import annotations

from dataclasses import dataclass, field

from sklearn.utils import InputTags, Tags, TargetTags


@dataclass(slots=True)
class SamplerInputTags(InputTags):
    """scikit-learn's input tags, and whether DataFrames are understood."""

    dataframe: bool = True


@dataclass(slots=True)
class SamplerTags:
    """What a sampler reports of its result."""

    sample_indices: bool = False


@dataclass(slots=True)
class OverSamplerTags(Tags):
    """scikit-learn's tags, and those of samplers."""

    sampler_tags: SamplerTags = field(default_factory=SamplerTags)


def sampler_tags() -> OverSamplerTags:
    """Return the tags of an over-sampler of dense and sparse numeric tables and DataFrames."""
    return OverSamplerTags(
        estimator_type="sampler",
        target_tags=TargetTags(required=True),
        input_tags=SamplerInputTags(sparse=True),
    )
