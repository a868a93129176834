"""The one table of public names, and the modules that they are imported from on first use."""

from collections.abc import Mapping
from types import MappingProxyType

HOME: Mapping[str, str] = MappingProxyType(
    {
        "ADASYN": "oversample.smote.adasyn",
        "AdaptiveImageOverSampler": "oversample.image.sampling.adaptive",
        "BalancedBatches": "oversample.training.balanced_batches",
        "BalancedMixup": "oversample.mixing.balanced_mixup",
        "BaseOverSampler": "oversample.base",
        "BorderlineSMOTE": "oversample.smote.borderline",
        "CCR": "oversample.combine.ccr",
        "CombinationPlan": "oversample.plan.combination",
        "CutMix": "oversample.mixing.cutmix",
        "GeometricSMOTE": "oversample.smote.geometric",
        "IPF": "oversample.combine.ipf",
        "ImageOverSampler": "oversample.image.sampling.sampler",
        "KMeansSMOTE": "oversample.smote.kmeans",
        "Mixup": "oversample.mixing.mixup",
        "MoEx": "oversample.mixing.moex",
        "PairingSchedule": "oversample.training.schedule",
        "Plan": "oversample.plan.segments",
        "PriorCorrectedClassifier": "oversample.classifiers.prior_correction",
        "RBCCR": "oversample.combine.rbccr",
        "RandomOverSampler": "oversample.random_over_sampler",
        "Remix": "oversample.mixing.remix",
        "Report": "oversample.inspection.report",
        "RowsPlan": "oversample.plan.rows",
        "SMOTE": "oversample.smote.smote",
        "SMOTEENN": "oversample.combine.smote_enn",
        "SMOTEN": "oversample.smote.smoten",
        "SMOTENC": "oversample.smote.smotenc",
        "SMOTETomek": "oversample.combine.smote_tomek",
        "SVMSMOTE": "oversample.smote.svm",
        "SafeLevelSMOTE": "oversample.smote.safe_level",
        "SamplePairing": "oversample.mixing.sample_pairing",
        "SelectiveOverSampler": "oversample.combine.selective",
        "SoftLabelClassifier": "oversample.classifiers.soft_labels",
        "correct_priors": "oversample.classifiers.priors",
        "progress": "oversample._progress",
        "report": "oversample.inspection.report",
        "resample": "oversample._resample",
    }
)
