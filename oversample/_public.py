"""The one table of public names, and the modules that they are imported from on first use.

Beside it, names that are looked for here and are another package's.
"""

from collections.abc import Mapping
from types import MappingProxyType

HOME: Mapping[str, str] = MappingProxyType(
    {
        "ADASYN": "oversample.smote.adasyn",
        "ARFOverSampler": "oversample.generative.arf",
        "AdaptiveImageOverSampler": "oversample.image.sampling.adaptive",
        "AdversarialOverSampler": "oversample.generative.adversarial",
        "AssembledSMOTE": "oversample.variants.assembled",
        "AutoOversampler": "oversample.classifiers.auto",
        "BalancedBatches": "oversample.training.balanced_batches",
        "BalancedMixup": "oversample.mixing.balanced_mixup",
        "BaseOverSampler": "oversample.base",
        "BorderlineSMOTE": "oversample.smote.borderline",
        "CARTOverSampler": "oversample.generative.cart",
        "CellsPlan": "oversample.plan.cells",
        "Comparison": "oversample.comparison.compare",
        "CCR": "oversample.combine.ccr",
        "CombinationPlan": "oversample.plan.combination",
        "CutMix": "oversample.mixing.cutmix",
        "DistanceSMOTE": "oversample.variants.distance_smote",
        "GaussianCopulaOverSampler": "oversample.generative.copula",
        "GeneratorOverSampler": "oversample.generative.adapter",
        "GeometricSMOTE": "oversample.smote.geometric",
        "IPF": "oversample.combine.ipf",
        "ImageOverSampler": "oversample.image.sampling.sampler",
        "KMeansSMOTE": "oversample.smote.kmeans",
        "MWMOTE": "oversample.variants.mwmote",
        "LoRAS": "oversample.variants.loras",
        "LVQSMOTE": "oversample.variants.lvq_smote",
        "MGS": "oversample.variants.mgs",
        "MGSGRF": "oversample.variants.mgs_grf",
        "Mixup": "oversample.mixing.mixup",
        "MoEx": "oversample.mixing.moex",
        "NRAS": "oversample.variants.nras",
        "PairingSchedule": "oversample.training.schedule",
        "Plan": "oversample.plan.segments",
        "PolynomialFit": "oversample.variants.polynomial_fit",
        "PriorCorrectedClassifier": "oversample.classifiers.prior_correction",
        "RBCCR": "oversample.combine.rbccr",
        "ProWRAS": "oversample.variants.prowras",
        "ProWSyn": "oversample.variants.prowsyn",
        "RWO": "oversample.variants.rwo",
        "RandomOverSampler": "oversample.random_over_sampler",
        "RandomSMOTE": "oversample.variants.random_smote",
        "Remix": "oversample.mixing.remix",
        "Report": "oversample.inspection.report",
        "RowsPlan": "oversample.plan.rows",
        "SMOBD": "oversample.variants.smobd",
        "SMOTE": "oversample.smote.smote",
        "SMOTEENN": "oversample.combine.smote_enn",
        "SMOTEN": "oversample.smote.smoten",
        "SMOTENC": "oversample.smote.smotenc",
        "SMOTETomek": "oversample.combine.smote_tomek",
        "SMOTEWB": "oversample.variants.smotewb",
        "SVMSMOTE": "oversample.smote.svm",
        "SafeLevelSMOTE": "oversample.smote.safe_level",
        "SamplePairing": "oversample.mixing.sample_pairing",
        "SelectiveOverSampler": "oversample.combine.selective",
        "SimplicialSMOTE": "oversample.variants.simplicial",
        "SoftLabelClassifier": "oversample.classifiers.soft_labels",
        "compare": "oversample.comparison.compare",
        "correct_priors": "oversample.classifiers.priors",
        "progress": "oversample._progress",
        "report": "oversample.inspection.report",
        "resample": "oversample._resample",
        "resample_dask": "oversample.distributed.dask_driver",
        "resample_csv": "oversample.distributed.csv",
        "resample_parquet": "oversample.distributed.parquet",
    }
)

ROOMS = ("deep", "distributed", "exceptions", "image", "plots", "smote")
"""Modules whose names are public too, imported when they are asked for."""

ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "AllKNN": "imblearn.under_sampling",
        "BalancedBaggingClassifier": "imblearn.ensemble",
        "BalancedRandomForestClassifier": "imblearn.ensemble",
        "ClusterCentroids": "imblearn.under_sampling",
        "CondensedNearestNeighbour": "imblearn.under_sampling",
        "EasyEnsembleClassifier": "imblearn.ensemble",
        "EditedNearestNeighbours": "imblearn.under_sampling",
        "InstanceHardnessThreshold": "imblearn.under_sampling",
        "NearMiss": "imblearn.under_sampling",
        "NeighbourhoodCleaningRule": "imblearn.under_sampling",
        "OneSidedSelection": "imblearn.under_sampling",
        "Pipeline": "imblearn.pipeline",
        "RUSBoostClassifier": "imblearn.ensemble",
        "RandomUnderSampler": "imblearn.under_sampling",
        "RepeatedEditedNearestNeighbours": "imblearn.under_sampling",
        "TomekLinks": "imblearn.under_sampling",
        "make_pipeline": "imblearn.pipeline",
    }
)
