"""Over-sampling for rare classes: scikit-learn compatible, type-safe and fast.

Public names are resolved on first use (PEP 562), so that ``import oversample`` does no work and
loads neither numba nor pandas nor scikit-learn.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from oversample._public import ELSEWHERE, HOME, ROOMS

if TYPE_CHECKING:
    from oversample._progress import progress as progress
    from oversample._resample import resample as resample
    from oversample.base import BaseOverSampler as BaseOverSampler
    from oversample.classifiers.auto import AutoOversampler as AutoOversampler
    from oversample.classifiers.prior_correction import (
        PriorCorrectedClassifier as PriorCorrectedClassifier,
    )
    from oversample.classifiers.priors import correct_priors as correct_priors
    from oversample.classifiers.soft_labels import SoftLabelClassifier as SoftLabelClassifier
    from oversample.combine.ccr import CCR as CCR
    from oversample.combine.ipf import IPF as IPF
    from oversample.combine.rbccr import RBCCR as RBCCR
    from oversample.combine.selective import SelectiveOverSampler as SelectiveOverSampler
    from oversample.combine.smote_enn import SMOTEENN as SMOTEENN
    from oversample.combine.smote_tomek import SMOTETomek as SMOTETomek
    from oversample.comparison.compare import Comparison as Comparison
    from oversample.comparison.compare import compare as compare
    from oversample.distributed.csv import resample_csv as resample_csv
    from oversample.distributed.dask_driver import resample_dask as resample_dask
    from oversample.distributed.parquet import resample_parquet as resample_parquet
    from oversample.generative.adapter import GeneratorOverSampler as GeneratorOverSampler
    from oversample.generative.adversarial import (
        AdversarialOverSampler as AdversarialOverSampler,
    )
    from oversample.generative.arf import ARFOverSampler as ARFOverSampler
    from oversample.generative.cart import CARTOverSampler as CARTOverSampler
    from oversample.generative.copula import (
        GaussianCopulaOverSampler as GaussianCopulaOverSampler,
    )
    from oversample.image.sampling.adaptive import (
        AdaptiveImageOverSampler as AdaptiveImageOverSampler,
    )
    from oversample.image.sampling.sampler import ImageOverSampler as ImageOverSampler
    from oversample.inspection.report import Report as Report
    from oversample.inspection.report import report as report
    from oversample.mixing.balanced_mixup import BalancedMixup as BalancedMixup
    from oversample.mixing.cutmix import CutMix as CutMix
    from oversample.mixing.mixup import Mixup as Mixup
    from oversample.mixing.moex import MoEx as MoEx
    from oversample.mixing.remix import Remix as Remix
    from oversample.mixing.sample_pairing import SamplePairing as SamplePairing
    from oversample.plan.cells import CellsPlan as CellsPlan
    from oversample.plan.combination import CombinationPlan as CombinationPlan
    from oversample.plan.rows import RowsPlan as RowsPlan
    from oversample.plan.segments import Plan as Plan
    from oversample.random_over_sampler import RandomOverSampler as RandomOverSampler
    from oversample.smote.adasyn import ADASYN as ADASYN
    from oversample.smote.borderline import BorderlineSMOTE as BorderlineSMOTE
    from oversample.smote.geometric import GeometricSMOTE as GeometricSMOTE
    from oversample.smote.kmeans import KMeansSMOTE as KMeansSMOTE
    from oversample.smote.safe_level import SafeLevelSMOTE as SafeLevelSMOTE
    from oversample.smote.smote import SMOTE as SMOTE
    from oversample.smote.smoten import SMOTEN as SMOTEN
    from oversample.smote.smotenc import SMOTENC as SMOTENC
    from oversample.smote.svm import SVMSMOTE as SVMSMOTE
    from oversample.training.balanced_batches import BalancedBatches as BalancedBatches
    from oversample.training.schedule import PairingSchedule as PairingSchedule
    from oversample.variants.assembled import AssembledSMOTE as AssembledSMOTE
    from oversample.variants.distance_smote import DistanceSMOTE as DistanceSMOTE
    from oversample.variants.loras import LoRAS as LoRAS
    from oversample.variants.lvq_smote import LVQSMOTE as LVQSMOTE
    from oversample.variants.mgs import MGS as MGS
    from oversample.variants.mgs_grf import MGSGRF as MGSGRF
    from oversample.variants.mwmote import MWMOTE as MWMOTE
    from oversample.variants.nras import NRAS as NRAS
    from oversample.variants.polynomial_fit import PolynomialFit as PolynomialFit
    from oversample.variants.prowras import ProWRAS as ProWRAS
    from oversample.variants.prowsyn import ProWSyn as ProWSyn
    from oversample.variants.random_smote import RandomSMOTE as RandomSMOTE
    from oversample.variants.rwo import RWO as RWO
    from oversample.variants.simplicial import SimplicialSMOTE as SimplicialSMOTE
    from oversample.variants.smobd import SMOBD as SMOBD
    from oversample.variants.smotewb import SMOTEWB as SMOTEWB

__version__ = "0.1.0"


__all__ = sorted(HOME)


def __getattr__(name: str) -> Any:
    """Import a public name from its module, or a module of such, when it is first asked for."""
    if name in ELSEWHERE:
        raise AttributeError(
            f"module 'oversample' has no {name}, which is imbalanced-learn's and works beside it: "
            f"from {ELSEWHERE[name]} import {name}"
        )
    if name in ROOMS:
        return import_module(f"oversample.{name}")
    if name not in HOME:
        raise AttributeError(f"module 'oversample' has no attribute {name!r}")
    value = getattr(import_module(HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return [*__all__, "__version__"]
