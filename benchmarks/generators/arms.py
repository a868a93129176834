"""What is compared with real rows, on which data sets."""

from __future__ import annotations

REAL, REFERENCE = "real rows", "oversample-smote"
SETS = ("yeast4", "abalone9-18", "vehicle0", "page-blocks0", "digits-8")
ARMS = (
    REFERENCE,
    "oversample-copula",
    "oversample-cart",
    "oversample-arf",
    "oversample-vae",
    "oversample-tabular-gan",
    "oversample-deepsmote",
    "oversample-neural",
)
"""SMOTE, and samplers whose rows come from a model."""

IMAGE_SETS = ("digits-8",)
MIXED, CORRECTED = "oversample-mixup-same", "oversample-neural-image"
IMAGE_ARMS = (
    REFERENCE,
    MIXED,
    "oversample-images",
    "oversample-vae-image",
    "oversample-dcgan",
    "oversample-images-style",
    CORRECTED,
    "oversample-images-adversarial",
    "oversample-images-m2m",
)
"""SMOTE, mixed and transformed images, and samplers of images that train a network."""
