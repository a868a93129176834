"""Every public sampler, in the configurations that the contract is tested in.

Adding a sampler is one line here; it then inherits every test of ``tests/property`` and of
``tests/conformance``.
"""

import warnings
from collections.abc import Callable
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
from sklearn.exceptions import ConvergenceWarning, DataConversionWarning
from sklearn.neighbors import KernelDensity, KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.tree import DecisionTreeClassifier

from oversample import (
    ADASYN,
    CCR,
    LVQSMOTE,
    MGS,
    MGSGRF,
    MWMOTE,
    NRAS,
    RBCCR,
    RWO,
    SMOBD,
    SMOTE,
    SMOTEN,
    SMOTENC,
    SMOTEWB,
    SVMSMOTE,
    AdaptiveImageOverSampler,
    AdversarialOverSampler,
    ARFOverSampler,
    AssembledSMOTE,
    BalancedMixup,
    BaseOverSampler,
    BorderlineSMOTE,
    CARTOverSampler,
    CutMix,
    DistanceSMOTE,
    GaussianCopulaOverSampler,
    GeneratorOverSampler,
    GeometricSMOTE,
    ImageOverSampler,
    KMeansSMOTE,
    LoRAS,
    Mixup,
    MoEx,
    PolynomialFit,
    ProWRAS,
    ProWSyn,
    RandomOverSampler,
    RandomSMOTE,
    Remix,
    SafeLevelSMOTE,
    SamplePairing,
    SelectiveOverSampler,
    SimplicialSMOTE,
)
from oversample._sampler import keeps_rows
from oversample.exceptions import FallbackWarning
from oversample.image import (
    GaussianNoise,
    HorizontalFlip,
    RandAugment,
    Rotate,
    Sometimes,
    Translate,
)
from oversample.smote import Dirichlet

BELOW_ONE = float(np.nextafter(1.0, 0.0))


def draw_again(rows, n, rng):
    """A generator of a user's own: rows of the class, drawn again."""
    chosen = rng.integers(len(rows), size=n)
    return rows.iloc[chosen] if hasattr(rows, "iloc") else rows[chosen]


class Instance(NamedTuple):
    """A configured sampler, what data it takes, and what its rule promises."""

    make: Callable[[], BaseOverSampler]
    quick: Callable[[], BaseOverSampler] | None = None  # the same rule at less cost, for many fits
    min_rows: int = 1  # the fewest rows of a class that it can fill
    min_columns: int = 1
    levels: bool = False  # takes category, string and object columns
    levels_at: slice = slice(0)  # the columns of an array that it takes as categories
    missing: bool = False  # takes missing cells in columns of numbers
    sparse: bool = True
    votes: bool = False  # chooses categories by vote of the base row's neighbours
    draws_levels: bool = False  # takes categories and truth values of the base or the partner
    pixels: bool = False  # rows are images: no dates, and values go from one column to another
    segments: bool = True  # new numbers lie between the parents of the plan
    noise: bool = False  # and noise is added to them
    parents: bool = True  # new rows come from rows; otherwise from a model
    of_one_class: bool = True  # whole numbers stay in the range of the class being filled
    within_class: bool = True  # partners are of the class of their base
    seeded: bool = True  # another seed gives other rows
    reach: tuple[float, float] = (0.0, BELOW_ONE)  # the least and the greatest step
    warns: type[Warning] | None = None  # what it may warn of on a small random table, only that

    @property
    def in_plan(self):
        """Whether all that it makes of an array's numbers is on the segments of its plan."""
        return self.segments and not self.noise and self.levels_at == slice(0)

    @property
    def keeps_rows(self):
        """Whether results begin with the input: not of the kind that changes or drops rows."""
        return keeps_rows(self.make())

    def resample(self, X, y, **parameters):
        """Run a new sampler, tolerating the one warning that it may give."""
        sampler = self.make().set_params(**parameters)
        with self.tolerance():
            return sampler, *sampler.fit_resample(X, y)

    @contextmanager
    def tolerance(self):
        with warnings.catch_warnings():
            if self.warns is not None:
                warnings.simplefilter("ignore", self.warns)
            yield


INSTANCES = {
    "SMOTE": Instance(lambda: SMOTE(random_state=0), min_rows=6),
    "SMOTE-auto": Instance(
        lambda: SMOTE(random_state=0, categorical_features="auto"),
        min_rows=6,
        levels=True,
        votes=True,
    ),
    # New cells are put where those of their column lie, which no segment needs to cross.
    "SMOTE-grid": Instance(
        lambda: SMOTE(random_state=0, grid="auto", categorical_features="auto"),
        min_rows=6,
        levels=True,
        votes=True,
        sparse=False,
        segments=False,
    ),
    "SMOTE-seed_sequence": Instance(
        lambda: SMOTE(random_state=np.random.SeedSequence(0), k_neighbors=2), min_rows=3
    ),
    # A base and several neighbours: no segment.
    "SMOTE-dirichlet": Instance(
        lambda: SMOTE(
            random_state=0,
            interpolation=Dirichlet(3),
            bases="even",
            categorical_features="auto",
            missing_values="present",
        ),
        min_rows=6,
        levels=True,
        missing=True,
        votes=True,
    ),
    "SMOTE-reduce_k": Instance(lambda: SMOTE(random_state=0, small_class="reduce_k")),
    "SMOTE-duplicate": Instance(
        lambda: SMOTE(random_state=0, small_class="duplicate", categorical_features="auto"),
        levels=True,
    ),
    "RandomOverSampler": Instance(
        lambda: RandomOverSampler(random_state=0), levels=True, missing=True
    ),
    "RandomOverSampler-shrinkage": Instance(
        lambda: RandomOverSampler(random_state=0, shrinkage=0.5), noise=True
    ),
    "RandomOverSampler-variance": Instance(
        lambda: RandomOverSampler(
            random_state=0, shrinkage=0.5, bandwidth="class", preserve_variance=True
        ),
        noise=True,
    ),
    "BorderlineSMOTE": Instance(
        lambda: BorderlineSMOTE(random_state=0), min_rows=6, warns=FallbackWarning
    ),
    "BorderlineSMOTE-2": Instance(
        lambda: BorderlineSMOTE(
            random_state=0, kind="borderline-2", m_neighbors=4, categorical_features="auto"
        ),
        min_rows=6,
        levels=True,
        within_class=False,
        warns=FallbackWarning,
    ),
    "SVMSMOTE": Instance(
        lambda: SVMSMOTE(random_state=0), min_rows=6, reach=(-0.5, BELOW_ONE), warns=FallbackWarning
    ),
    "SVMSMOTE-auto": Instance(
        lambda: SVMSMOTE(random_state=0, out_step=1.0, categorical_features="auto"),
        min_rows=6,
        levels=True,
        votes=True,
        reach=(-1.0, BELOW_ONE),
        warns=FallbackWarning,
    ),
    "KMeansSMOTE": Instance(lambda: KMeansSMOTE(random_state=0), min_rows=3, warns=FallbackWarning),
    # One cluster is usable wherever the class has more than k rows: the rule is run on every table.
    "KMeansSMOTE-one": Instance(
        lambda: KMeansSMOTE(random_state=0, kmeans_estimator=1, categorical_features="auto"),
        min_rows=3,
        levels=True,
        votes=True,
        warns=FallbackWarning,
    ),
    "ADASYN": Instance(lambda: ADASYN(random_state=0), min_rows=6, warns=FallbackWarning),
    "ADASYN-auto": Instance(
        lambda: ADASYN(random_state=0, n_neighbors=3, categorical_features="auto"),
        min_rows=4,
        levels=True,
        votes=True,
        warns=FallbackWarning,
    ),
    # `categorical_features` has no default, and "auto" refuses the arrays of numbers that checks
    # are made with. imbalanced-learn names [0] for its own suite (and then skips it); but others'
    # checks put NaN in the first column and expect an error, and a missing category is a level.
    "SMOTENC": Instance(
        lambda: SMOTENC([1], random_state=0),
        min_rows=6,
        min_columns=2,
        levels_at=slice(1, 2),
        sparse=False,
    ),
    # Sparse tables are made dense, and a warning says so, as in imbalanced-learn.
    "SMOTEN": Instance(
        lambda: SMOTEN(random_state=0),
        min_rows=6,
        levels=True,
        levels_at=slice(None),
        missing=True,
        warns=DataConversionWarning,
    ),
    # A partner that is safe, of a base that is not, is copied: a step of one.
    "SafeLevelSMOTE": Instance(
        lambda: SafeLevelSMOTE(random_state=0),
        min_rows=6,
        reach=(0.0, 1.0),
        warns=FallbackWarning,
    ),
    "SafeLevelSMOTE-auto": Instance(
        lambda: SafeLevelSMOTE(random_state=0, k_neighbors=3, categorical_features="auto"),
        min_rows=4,
        levels=True,
        votes=True,
        reach=(0.0, 1.0),
        warns=FallbackWarning,
    ),
    "GeometricSMOTE": Instance(
        lambda: GeometricSMOTE(random_state=0),
        min_rows=6,
        noise=True,
        sparse=False,
        within_class=False,
        reach=(0.0, 1.0),
    ),
    "GeometricSMOTE-segments": Instance(
        lambda: GeometricSMOTE(
            random_state=0, selection="minority", deformation=1.0, categorical_features="auto"
        ),
        min_rows=6,
        levels=True,
        votes=True,
        sparse=False,
        reach=(0.0, 1.0),
    ),
    "GeometricSMOTE-majority": Instance(
        lambda: GeometricSMOTE(
            random_state=0, selection="majority", truncation=-0.5, deformation=0.3
        ),
        min_rows=6,
        noise=True,
        sparse=False,
        within_class=False,
        reach=(-1.0, 0.5),
    ),
    "AssembledSMOTE": Instance(
        lambda: AssembledSMOTE(random_state=0),
        min_rows=6,
        sparse=False,
        segments=False,
        warns=FallbackWarning,
    ),
    "AssembledSMOTE-auto": Instance(
        lambda: AssembledSMOTE(
            random_state=0,
            k_neighbors=3,
            min_members=3,
            missing_values="present",
            categorical_features="auto",
            grid="off",
        ),
        min_rows=4,
        levels=True,
        missing=True,
        warns=FallbackWarning,
    ),
    "LoRAS": Instance(
        lambda: LoRAS(random_state=0), min_rows=5, noise=True, sparse=False, segments=False
    ),
    "LoRAS-auto": Instance(
        lambda: LoRAS(
            random_state=0,
            k_neighbors=2,
            n_affine=3,
            sigma=0.1,
            scale=None,
            bases="random",
            missing_values="present",
            categorical_features="auto",
            grid="off",
        ),
        min_rows=3,
        noise=True,
        levels=True,
        missing=True,
        sparse=False,
    ),
    # Partners are any rows of a cluster.
    "MWMOTE": Instance(
        lambda: MWMOTE(random_state=0),
        min_rows=6,
        sparse=False,
        segments=False,
        warns=FallbackWarning,
    ),
    "MWMOTE-auto": Instance(
        lambda: MWMOTE(
            random_state=0,
            k_neighbors=3,
            k_informative=2,
            missing_values="present",
            categorical_features="auto",
            grid="off",
        ),
        min_rows=4,
        levels=True,
        missing=True,
        warns=FallbackWarning,
    ),
    # A lattice, which no seed changes where all of it is used.
    "PolynomialFit": Instance(
        lambda: PolynomialFit(random_state=0),
        sparse=False,
        segments=False,
        noise=True,
        seeded=False,
    ),
    "PolynomialFit-random": Instance(
        lambda: PolynomialFit(random_state=0, random=True, grid="off"), sparse=False, noise=True
    ),
    "PolynomialFit-mesh": Instance(
        lambda: PolynomialFit(
            random_state=0, topology="mesh", categorical_features="auto", grid="off"
        ),
        levels=True,
        sparse=False,
    ),
    "PolynomialFit-bus": Instance(
        lambda: PolynomialFit(random_state=0, topology="bus", grid="off"), sparse=False
    ),
    "PolynomialFit-curve": Instance(
        lambda: PolynomialFit(
            random_state=0, topology="curve", categorical_features="auto", grid="off"
        ),
        levels=True,
        sparse=False,
        noise=True,
    ),
    # Partners are any rows of a level.
    "ProWSyn": Instance(
        lambda: ProWSyn(random_state=0),
        min_rows=6,
        sparse=False,
        segments=False,
        warns=FallbackWarning,
    ),
    "ProWSyn-auto": Instance(
        lambda: ProWSyn(
            random_state=0,
            k_neighbors=2,
            n_levels=3,
            missing_values="present",
            categorical_features="auto",
            grid="off",
        ),
        min_rows=3,
        levels=True,
        missing=True,
        warns=FallbackWarning,
    ),
    # Two columns are as many as the rows that high variance combines: shadows, with noise.
    "ProWRAS": Instance(
        lambda: ProWRAS(random_state=0),
        min_rows=6,
        noise=True,
        sparse=False,
        segments=False,
        warns=FallbackWarning,
    ),
    "ProWRAS-LLV": Instance(
        lambda: ProWRAS(
            random_state=0,
            scheme="LLV",
            k_neighbors=2,
            n_levels=2,
            sigma=0.1,
            missing_values="present",
            categorical_features="auto",
            grid="off",
        ),
        min_rows=3,
        noise=True,
        levels=True,
        missing=True,
        sparse=False,
        warns=FallbackWarning,
    ),
    "SimplicialSMOTE": Instance(
        lambda: SimplicialSMOTE(random_state=0), min_rows=6, sparse=False, segments=False
    ),
    "SimplicialSMOTE-sampled": Instance(
        lambda: SimplicialSMOTE(
            random_state=0,
            k_neighbors=3,
            max_vertices=3,
            cliques="sampled",
            missing_values="present",
            categorical_features="auto",
            grid="off",
        ),
        min_rows=4,
        levels=True,
        missing=True,
    ),
    "SimplicialSMOTE-maximal": Instance(
        lambda: SimplicialSMOTE(random_state=0, k_neighbors=3, concentration=0.5, grid="off"),
        min_rows=4,
    ),
    # New rows of these lie on the grid of their column by default, which no segment needs to cross.
    "RandomSMOTE": Instance(
        lambda: RandomSMOTE(random_state=0), min_rows=6, sparse=False, segments=False
    ),
    "RandomSMOTE-off": Instance(
        lambda: RandomSMOTE(
            random_state=0,
            grid="off",
            bases="even",
            categorical_features="auto",
            missing_values="present",
        ),
        min_rows=6,
        levels=True,
        missing=True,
        votes=True,
    ),
    "DistanceSMOTE": Instance(
        lambda: DistanceSMOTE(random_state=0), min_rows=6, sparse=False, segments=False
    ),
    "DistanceSMOTE-off": Instance(
        lambda: DistanceSMOTE(
            random_state=0, grid="off", bases="even", categorical_features="auto", k_neighbors=3
        ),
        min_rows=4,
        levels=True,
        votes=True,
    ),
    "RWO": Instance(lambda: RWO(random_state=0), noise=True, sparse=False, segments=False),
    "RWO-off": Instance(
        lambda: RWO(random_state=0, grid="off", bases="even", categorical_features="auto"),
        noise=True,
        levels=True,
        sparse=False,
    ),
    "SMOBD": Instance(
        lambda: SMOBD(random_state=0),
        min_rows=6,
        noise=True,
        sparse=False,
        segments=False,
        warns=FallbackWarning,
    ),
    "SMOBD-off": Instance(
        lambda: SMOBD(random_state=0, grid="off", bases="even", categorical_features="auto"),
        min_rows=6,
        noise=True,
        levels=True,
        votes=True,
        sparse=False,
        reach=(0.5, 0.5),
        warns=FallbackWarning,
    ),
    # Weights of either sign leave the hull of the parents.
    "MGS": Instance(
        lambda: MGS(random_state=0), min_rows=2, sparse=False, segments=False, reach=(-9.0, 9.0)
    ),
    "MGS-off": Instance(
        lambda: MGS(
            random_state=0,
            k_neighbors=3,
            grid="off",
            centre="row",
            clip=True,
            categorical_features="auto",
        ),
        min_rows=4,
        levels=True,
        votes=True,
        reach=(-9.0, 9.0),
    ),
    "MGSGRF": Instance(
        lambda: MGSGRF(random_state=0),
        # A hundred trees take as long as all the rest of a test.
        quick=lambda: MGSGRF(random_state=0, n_estimators=2),
        min_rows=2,
        levels=True,
        sparse=False,
        segments=False,
        reach=(-9.0, 9.0),
    ),
    "MGSGRF-near": Instance(
        lambda: MGSGRF(random_state=0, donors="5-nn", grid="off"),
        min_rows=2,
        levels=True,
        reach=(-9.0, 9.0),
    ),
    "GaussianCopulaOverSampler": Instance(
        lambda: GaussianCopulaOverSampler(random_state=0),
        min_rows=5,
        sparse=False,
        segments=False,
        parents=False,
    ),
    "GaussianCopulaOverSampler-mixed": Instance(
        lambda: GaussianCopulaOverSampler(
            random_state=0, grid="off", categorical_features="auto", missing_values="propagate"
        ),
        min_rows=5,
        levels=True,
        missing=True,
        sparse=False,
        segments=False,
        parents=False,
    ),
    "CARTOverSampler": Instance(
        lambda: CARTOverSampler(random_state=0),
        min_rows=5,
        sparse=False,
        segments=False,
        parents=False,
    ),
    "CARTOverSampler-mixed": Instance(
        lambda: CARTOverSampler(
            random_state=0,
            min_samples_leaf=3,
            categorical_features="auto",
            missing_values="present",
        ),
        min_rows=5,
        levels=True,
        missing=True,
        sparse=False,
        segments=False,
        parents=False,
    ),
    "GeneratorOverSampler": Instance(
        lambda: GeneratorOverSampler(KernelDensity(bandwidth=0.5), random_state=0),
        min_rows=5,
        sparse=False,
        segments=False,
        parents=False,
    ),
    "GeneratorOverSampler-function": Instance(
        lambda: GeneratorOverSampler(
            draw_again, random_state=0, standardize=False, grid="off", categorical_features="auto"
        ),
        min_rows=5,
        levels=True,
        sparse=False,
        segments=False,
        parents=False,
    ),
    "ARFOverSampler": Instance(
        lambda: ARFOverSampler(random_state=0),
        quick=lambda: ARFOverSampler(random_state=0, n_estimators=2),
        min_rows=5,
        sparse=False,
        segments=False,
        parents=False,
    ),
    "ARFOverSampler-mixed": Instance(
        lambda: ARFOverSampler(
            random_state=0,
            n_estimators=2,
            n_rounds=0,
            categorical_features="auto",
            missing_values="propagate",
        ),
        min_rows=5,
        levels=True,
        missing=True,
        sparse=False,
        segments=False,
        parents=False,
    ),
    "AdversarialOverSampler": Instance(
        lambda: AdversarialOverSampler(random_state=0), noise=True, sparse=False, segments=False
    ),
    "AdversarialOverSampler-network": Instance(
        lambda: AdversarialOverSampler(
            MLPClassifier((4,), max_iter=3),
            random_state=0,
            attack="fgsm",
            norm="l2",
            grid="off",
            categorical_features="auto",
        ),
        noise=True,
        levels=True,
        sparse=False,
        warns=ConvergenceWarning,
    ),
    "LVQSMOTE": Instance(
        lambda: LVQSMOTE(random_state=0),
        min_rows=6,
        noise=True,
        sparse=False,
        segments=False,
        warns=FallbackWarning,
    ),
    "LVQSMOTE-off": Instance(
        lambda: LVQSMOTE(
            random_state=0, k_neighbors=3, codebook_size=4, grid="off", categorical_features="auto"
        ),
        min_rows=4,
        noise=True,
        levels=True,
        sparse=False,
        warns=FallbackWarning,
    ),
    "SMOTEWB": Instance(
        lambda: SMOTEWB(random_state=0),
        # A hundred rounds of boosting take as long as all the rest of a test.
        quick=lambda: SMOTEWB(random_state=0, n_iterations=2),
        min_rows=6,
        sparse=False,
        segments=False,
        warns=FallbackWarning,
    ),
    "SMOTEWB-off": Instance(
        lambda: SMOTEWB(
            random_state=0,
            k_neighbors=3,
            n_iterations=2,
            estimator=DecisionTreeClassifier(max_depth=1, random_state=0),
            grid="off",
            bases="random",
            categorical_features="auto",
            missing_values="present",
        ),
        min_rows=4,
        levels=True,
        missing=True,
        warns=FallbackWarning,
    ),
    "NRAS": Instance(
        lambda: NRAS(random_state=0),
        min_rows=6,
        sparse=False,
        segments=False,
        warns=FallbackWarning,
    ),
    "NRAS-off": Instance(
        lambda: NRAS(
            random_state=0,
            k_neighbors=3,
            threshold=0.3,
            grid="off",
            bases="even",
            categorical_features="auto",
            missing_values="present",
        ),
        min_rows=4,
        levels=True,
        missing=True,
        warns=FallbackWarning,
    ),
    # Images of a single line, since checks are made with tables of any width.
    "ImageOverSampler": Instance(
        lambda: ImageOverSampler((1, -1), random_state=0),
        # Kernels that move pixels are compiled for each dtype of integers, in seconds.
        quick=lambda: ImageOverSampler(
            (1, -1), [HorizontalFlip(), GaussianNoise()], random_state=0
        ),
        sparse=False,
        pixels=True,
        segments=False,
        of_one_class=False,
    ),
    "ImageOverSampler-policy": Instance(
        lambda: ImageOverSampler(
            (-1, 1),
            [Rotate((-5, 5), border_mode="edge"), Sometimes([Translate(border_mode="edge")])],
            random_state=0,
        ),
        sparse=False,
        pixels=True,
        segments=False,
        of_one_class=False,
    ),
    "AdaptiveImageOverSampler": Instance(
        lambda: AdaptiveImageOverSampler((1, -1), KNeighborsClassifier(1), random_state=0),
        # Five rounds of examinations cost as much as the fits of all other samplers together.
        quick=lambda: AdaptiveImageOverSampler(
            (1, -1),
            KNeighborsClassifier(1),
            RandAugment(1, operations=["brightness"]),
            n_levels=2,
            n_rounds=1,
            n_test=1,
            random_state=0,
        ),
        min_rows=2,
        warns=FallbackWarning,
        sparse=False,
        pixels=True,
        segments=False,
        of_one_class=False,
    ),
    # Under hard labels the base has the greater weight.
    "Mixup": Instance(
        lambda: Mixup(random_state=0), within_class=False, of_one_class=False, reach=(0.0, 0.5)
    ),
    "Mixup-same": Instance(
        lambda: Mixup(0.4, random_state=0, pairs="same", categorical_features="auto"),
        min_rows=2,
        levels=True,
        reach=(0.0, 0.5),
    ),
    "Mixup-present": Instance(
        lambda: Mixup(random_state=0, pairs="other", missing_values="present"),
        missing=True,
        within_class=False,
        of_one_class=False,
        reach=(0.0, 0.5),
    ),
    "Mixup-soft": Instance(
        lambda: Mixup(
            random_state=0,
            labels="soft",
            categorical_features="auto",
            categories="mixed",
            pairs="balanced",
        ),
        levels=True,
        draws_levels=True,
        within_class=False,
        of_one_class=False,
        reach=(0.0, 1.0),
    ),
    "SamplePairing": Instance(
        lambda: SamplePairing(random_state=0),
        within_class=False,
        of_one_class=False,
        reach=(0.5, 0.5),
    ),
    "SamplePairing-same": Instance(
        lambda: SamplePairing("same", random_state=0, categorical_features="auto"),
        min_rows=2,
        levels=True,
        reach=(0.5, 0.5),
    ),
    "Remix": Instance(
        lambda: Remix(random_state=0), within_class=False, of_one_class=False, reach=(0.0, 0.5)
    ),
    "Remix-steep": Instance(
        lambda: Remix(random_state=0, kappa=1.2, tau=0.7, categorical_features="auto"),
        levels=True,
        within_class=False,
        of_one_class=False,
        reach=(0.0, 0.7),
    ),
    "BalancedMixup": Instance(
        lambda: BalancedMixup(random_state=0),
        within_class=False,
        of_one_class=False,
        reach=(0.0, 0.5),
    ),
    "CutMix": Instance(
        lambda: CutMix(random_state=0),
        draws_levels=True,
        segments=False,
        within_class=False,
        of_one_class=False,
        reach=(0.0, 0.5),
    ),
    "CutMix-auto": Instance(
        lambda: CutMix(random_state=0, missing_values="propagate", categorical_features="auto"),
        levels=True,
        draws_levels=True,
        missing=True,
        segments=False,
        within_class=False,
        of_one_class=False,
        reach=(0.0, 0.5),
    ),
    "MoEx": Instance(
        lambda: MoEx(random_state=0),
        sparse=False,
        segments=False,
        within_class=False,
        of_one_class=False,
        reach=(0.0, 0.2),
        warns=FallbackWarning,
    ),
    "MoEx-ln": Instance(
        lambda: MoEx("ln", random_state=0, encoder=None, categorical_features="auto"),
        levels=True,
        sparse=False,
        segments=False,
        within_class=False,
        of_one_class=False,
        reach=(0.0, 0.2),
        warns=FallbackWarning,
    ),
    # The input comes back moved, or, without cleaning, as it is.
    "CCR": Instance(
        lambda: CCR(random_state=0), segments=False, noise=True, sparse=False, warns=FallbackWarning
    ),
    "CCR-auto": Instance(
        lambda: CCR(
            random_state=0, clean=False, fill="radius", categorical_features="auto", grid="off"
        ),
        levels=True,
        noise=True,
        sparse=False,
        warns=FallbackWarning,
    ),
    "RBCCR": Instance(
        lambda: RBCCR(random_state=0),
        quick=lambda: RBCCR(random_state=0, regions="EH", n_candidates=5),
        segments=False,
        noise=True,
        sparse=False,
        warns=FallbackWarning,
    ),
    "SelectiveOverSampler": Instance(lambda: SelectiveOverSampler(random_state=0), min_rows=6),
    "SelectiveOverSampler-safe": Instance(
        lambda: SelectiveOverSampler(
            SMOTE(categorical_features="auto", scale="minmax"), "safe", random_state=0, factor=1.5
        ),
        min_rows=6,
        levels=True,
        warns=FallbackWarning,
    ),
    "SelectiveOverSampler-classifier": Instance(
        lambda: SelectiveOverSampler(
            Mixup(pairs="same", categorical_features="auto"),
            "classifier",
            classifier=DecisionTreeClassifier(max_depth=2, random_state=0),
            random_state=0,
        ),
        quick=lambda: SelectiveOverSampler(
            Mixup(pairs="same", categorical_features="auto"),
            "classifier",
            classifier=DecisionTreeClassifier(max_depth=1, random_state=0),
            factor=1.5,
            random_state=0,
        ),
        min_rows=2,
        levels=True,
        reach=(0.0, 0.5),
    ),
    "SelectiveOverSampler-copies": Instance(
        lambda: SelectiveOverSampler(RandomOverSampler(), random_state=0),
        levels=True,
        missing=True,
    ),
}


# The same, each as cheap as its promises allow.
QUICK_INSTANCES = {
    name: instance._replace(make=instance.quick or instance.make)
    for name, instance in INSTANCES.items()
}


def names_of_classes():
    """Name one configuration of each class: the first that takes levels, or else the first."""
    chosen = {}
    for name, instance in INSTANCES.items():
        kind = type(instance.make())
        if kind not in chosen or (instance.levels and not INSTANCES[chosen[kind]].levels):
            chosen[kind] = name
    return list(chosen.values())


# Beside the first configuration of each class, those that go another way under checks made for any
# estimator: columns chosen by themselves, soft labels, missing cells, and tags of a sampler inside.
_CHECKED_TOO = ("SMOTE-auto", "Mixup-soft", "Mixup-present", "SelectiveOverSampler-copies")


def checked_samplers():
    """One sampler of each class and a few more, by name: for checks that take estimators."""
    samplers = {name: instance.make() for name, instance in INSTANCES.items()}
    first = {}
    for name, sampler in samplers.items():
        first.setdefault(type(sampler), name)
    chosen = {*first.values(), *_CHECKED_TOO}
    return {name: sampler for name, sampler in samplers.items() if name in chosen}
