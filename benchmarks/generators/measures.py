"""Entry point of ``python -m benchmarks.generators``: how real the rows of generators are.

Each data set is parted in stratified halves, some times. Samplers fill the rare class of the one
half; their rows are compared with the rare rows of the other, which they have not seen. There are
two tables: one of mixed data sets, with standardised numbers, and one of images, with pixels as
they are. What is stored, for each sampler, is the mean over the halves:

==================  ============================================================================
``c2st``            classifier two-sample test: the AUC with which a forest, on other folds, tells
                    new rows from unseen real ones; 0.5 where it cannot
``copies``          the share of new rows that are equal to a row of the class
``adherence``       the share of new rows that a forest of the unseen half takes for the class
``closest``         the median distance of new rows to the nearest row of the class, as a share of
                    that of unseen real rows: 0 of copies, 1 ideal, far above 1 outliers
``forest``          the average precision, on the unseen half, of a forest trained on the filled one
``logistic``        the same of logistic regression
``seconds``         the time of ``fit_resample`` by the processor's clock, imports not counted
==================  ============================================================================

The row ``real rows`` has what real rows of the filled half would score, and the classifiers
without resampling.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import cross_val_predict, train_test_split
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits

from benchmarks.catalog.datasets import DATASETS
from benchmarks.catalog.methods import METHODS
from benchmarks.protocol.dataset import LabeledTable
from benchmarks.protocol.encoding import Encoding
from benchmarks.protocol.provenance import machine
from benchmarks.report.markdown import markdown_table
from benchmarks.report.published import write_part
from benchmarks.report.wording import decimals, signed
from benchmarks.running.atomic import write_atomically

ROOT = Path(__file__).parents[1]
COMMAND = "python -m benchmarks.generators"
TABLE, PAGE = "docs/results/generators.csv", "docs/guide/generators.md"
IMAGE_TABLE = "docs/results/generators_images.csv"
FOLDER = (ROOT / TABLE).parent

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

REPEATS = 2
MEASURES = ["c2st", "copies", "adherence", "closest", "forest", "logistic"]
_TREES, _FOLDS = 50, 5
_MANY_COPIES = 0.5


class Pixels:
    """Images in place of an :class:`Encoding`: rows as they are."""

    nominal: tuple[str, ...] = ()

    def clean(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the rows: nothing is missing, and all pixels have one unit."""
        return X

    def to_matrix(self, X: pd.DataFrame) -> NDArray[np.float64]:
        """Return the rows as a matrix."""
        return X.to_numpy(dtype=np.float64)


class Halves(NamedTuple):
    """The filled and the unseen half of a data set, cleaned, and how to make matrices of them.

    Attributes
    ----------
    encoding : Encoding or Pixels
        How rows are cleaned and made matrices of.
    X, y : DataFrame and ndarray of bool
        The filled half.
    X_unseen, y_unseen : DataFrame and ndarray of bool
        The other.
    image_shape : tuple of int or None
        Height and width, where rows are images.
    """

    encoding: Encoding | Pixels
    X: pd.DataFrame
    y: NDArray[np.bool_]
    X_unseen: pd.DataFrame
    y_unseen: NDArray[np.bool_]
    image_shape: tuple[int, ...] | None = None


def halves_of(table: LabeledTable, seed: int, *, as_images: bool = False) -> Halves:
    """Part a data set; the rare class against all others."""
    is_rare = table.y == table.y.max()
    filled, unseen = train_test_split(
        np.arange(len(is_rare)), test_size=0.5, stratify=is_rare, random_state=seed
    )
    encoding = Pixels() if as_images else Encoding(table.X.iloc[filled])
    X, X_unseen = (encoding.clean(table.X.iloc[rows]) for rows in (filled, unseen))
    shape = table.image_shape if as_images else None
    return Halves(encoding, X, is_rare[filled], X_unseen, is_rare[unseen], shape)


def forest(seed: int, **more: Any) -> RandomForestClassifier:
    """Return the forest that all measures are made with."""
    return RandomForestClassifier(_TREES, random_state=seed, n_jobs=1, **more)


def c2st(new: NDArray[np.float64], real: NDArray[np.float64], seed: int) -> float:
    """Return the AUC with which a forest tells two sets of rows apart, on folds of its own."""
    n = min(len(new), len(real))
    rng = np.random.default_rng(seed)
    chosen = [rows[rng.permutation(len(rows))[:n]] for rows in (new, real)]
    is_new = np.repeat([1, 0], n)
    rows = np.concatenate(chosen)
    scores = cross_val_predict(forest(seed), rows, is_new, cv=_FOLDS, method="predict_proba")
    return float(roc_auc_score(is_new, scores[:, 1]))


def adherence(
    rows: NDArray[np.float64],
    unseen: NDArray[np.float64],
    y_unseen: NDArray[np.bool_],
    seed: int,
) -> float:
    """Return the share of rows that a forest of an unseen half takes for its rare class."""
    return float(oracle_of(unseen, y_unseen, seed).predict(rows).mean())


def oracle_of(
    unseen: NDArray[np.float64], y_unseen: NDArray[np.bool_], seed: int
) -> RandomForestClassifier:
    """Return a forest of an unseen half, which says of rows whether they are of its rare class."""
    return forest(seed, class_weight="balanced").fit(unseen, y_unseen)


def measure(
    halves: Halves, new: pd.DataFrame, filled: pd.DataFrame, y: NDArray[np.bool_], seed: int
) -> dict[str, float]:
    """Return the measures of new rows, and of classifiers trained on the table with them.

    Parameters
    ----------
    halves : Halves
        The two halves.
    new : DataFrame
        The new rows of the rare class.
    filled, y : DataFrame and ndarray
        What the classifiers are trained on.
    seed : int
        Of all forests and folds.
    """
    as_matrix = halves.encoding.to_matrix
    made, unseen = as_matrix(new), as_matrix(halves.X_unseen)
    own, real = as_matrix(halves.X[halves.y]), unseen[halves.y_unseen]
    near = NearestNeighbors(n_neighbors=1).fit(own)
    to_new, to_real = (np.median(near.kneighbors(rows)[0]) for rows in (made, real))
    found = {
        "c2st": c2st(made, real, seed),
        "copies": float((made[:, np.newaxis] == own).all(axis=2).any(axis=1).mean()),
        "adherence": adherence(made, unseen, halves.y_unseen, seed),
        "closest": float(to_new / to_real),
    }
    matrix = as_matrix(filled)
    for name, model in (
        ("forest", forest(seed)),
        ("logistic", LogisticRegression(max_iter=1000)),
    ):
        scores = model.fit(matrix, y).predict_proba(unseen)[:, 1]
        found[name] = float(average_precision_score(halves.y_unseen, scores))
    return found


def real_row(halves: Halves, seed: int) -> dict[str, Any]:
    """Return what real rows of the filled half score, and classifiers without resampling."""
    found = measure(halves, halves.X[halves.y], halves.X, halves.y, seed)
    # They are the rows themselves.
    return found | {"copies": 0.0, "closest": 1.0, "seconds": 0.0}


def sampler_row(halves: Halves, arm: str, seed: int) -> dict[str, Any]:
    """Return the measures of the rows of one sampler."""
    sampler = METHODS[arm].build_sampler(seed, halves.image_shape)
    if halves.encoding.nominal:
        sampler.set_params(categorical_features="auto")
    start = time.process_time()
    filled, y = sampler.fit_resample(halves.X, halves.y)
    seconds = time.process_time() - start
    new = filled[len(halves.X) :]
    return measure(halves, new, filled, y, seed) | {"seconds": seconds}


def run(arms: Sequence[str], sets: Sequence[str], *, as_images: bool = False) -> pd.DataFrame:
    """Return a row for each data set and sampler: means over the halves."""
    rows = []
    for name in sets:
        table = DATASETS[name].read()
        for repeat in range(REPEATS):
            halves = halves_of(table, repeat, as_images=as_images)
            known = {"dataset": name, "repeat": repeat, "n_rare": int(halves.y.sum())}
            rows.append(known | {"method": REAL} | real_row(halves, repeat))
            rows += [known | {"method": arm} | sampler_row(halves, arm, repeat) for arm in arms]
            print(f"{name}, half {repeat + 1} of {REPEATS}", flush=True)
    found = pd.DataFrame(rows).groupby(["dataset", "method"], sort=False)
    # Halves of an odd number of rare rows differ by one.
    means = found[[*MEASURES, "seconds"]].mean().round(4)
    return means.assign(n_rare=found["n_rare"].min()).reset_index()


def shown_table(table: pd.DataFrame) -> list[str]:
    """Return the means over data sets as lines of Markdown."""
    means = table.groupby("method", sort=False)[[*MEASURES, "seconds"]].mean()
    shown = pd.DataFrame(
        {
            "rows of": [str(name).removeprefix("oversample-") for name in means.index],
            "told from real (0.5: not)": [decimals(v, 2) for v in means["c2st"]],
            "copies": [f"{v:.1%}" for v in means["copies"]],
            "taken for the class": [f"{v:.0%}" for v in means["adherence"]],
            "distance to a row": [decimals(v, 2) for v in means["closest"]],
            "forest": [decimals(v) for v in means["forest"]],
            "logistic regression": [decimals(v) for v in means["logistic"]],
            "CPU s": [decimals(v, 2) if v else "" for v in means["seconds"]],
        }
    )
    return markdown_table(shown)


def page_part(table: pd.DataFrame) -> str:
    """Return the part of the guide that is made from the committed table."""
    first = table.iloc[0]
    sets = table.drop_duplicates("dataset")
    named = ", ".join(f"{d} ({n})" for d, n in zip(sets["dataset"], sets["n_rare"], strict=True))
    return "\n".join(
        [
            f"Halves of {len(sets)} data sets, with so many rare rows in the half that is filled: "
            f"{named}; means over {first['repeats']} partings and the data sets, defaults "
            f"throughout (`{first['command']}`; {first['machine']}; {first['versions']}). *Told "
            "from real*: the AUC with which a forest tells new rows from real ones that no sampler "
            "has seen. *Taken for the class*: by a forest of the unseen half. *Distance to a row*: "
            "to the nearest row of the class, as a share of that of unseen rows. The classifiers: "
            "average precision on the unseen half, after filling up to the majority; of real rows "
            "without resampling. Samplers get standardised columns, as the arms of the benchmark "
            "do: decimals are no longer a grid that `grid` could find, which makes new rows easier "
            "to tell.",
            "",
            *shown_table(table),
            "",
            " ".join(sentences(table)),
        ]
    )


def images_part(table: pd.DataFrame) -> str:
    """Return the part of the guide that is made from the committed table of images."""
    first = table.iloc[0]
    named = _listed(list(table["dataset"].unique()))
    return "\n".join(
        [
            f"The same of images: {named}, pixels as they are, {first['n_rare']} rare images in "
            f"the half that is filled; means over {first['repeats']} partings "
            f"({first['machine']}; {first['versions']}).",
            "",
            *shown_table(table),
            "",
            " ".join(image_sentences(table)),
        ]
    )


def image_sentences(table: pd.DataFrame) -> list[str]:
    """Return what the table of images shows."""
    means = table.groupby("method", sort=False)[MEASURES].mean()
    others = means.drop(index=[REAL, REFERENCE])
    closer = others.index[others["c2st"] < means["c2st"][REFERENCE]]
    copied = others.index[others["copies"] > _MANY_COPIES]
    better = others.index[others["forest"] > means["forest"][REAL]]
    before, after = means.loc[MIXED], means.loc[CORRECTED]
    return [
        f"Harder to tell from real images than SMOTE's: those of {_listed(closer)}; mostly copies "
        f"of real ones: those of {_listed(copied)}.",
        f"Better for a forest than no resampling: those of {_listed(better)}.",
        f"What {_short(CORRECTED)} learns is added to what {_short(MIXED)} makes; by it, the AUC "
        f"with which rows are told from real ones goes from {decimals(before['c2st'], 2)} to "
        f"{decimals(after['c2st'], 2)}, the share that is taken for the class from "
        f"{before['adherence']:.0%} to {after['adherence']:.0%}, and the average precision of a "
        f"forest from {decimals(before['forest'])} to {decimals(after['forest'])}.",
        "One data set of small images is an example, and no ranking.",
    ]


def sentences(table: pd.DataFrame) -> list[str]:
    """Return when a generator pays, as far as the table shows."""
    wide = {name: table.pivot(index="dataset", columns="method", values=name) for name in MEASURES}
    generators = [m for m in table["method"].unique() if m not in (REAL, REFERENCE)]
    told = wide["c2st"].mean()
    closer = [m for m in generators if told[m] < told[REFERENCE]]
    n = len(wide["c2st"])
    lines = [
        f"Harder to tell from real rows than SMOTE's, on average: the rows of {_listed(closer)}."
    ]
    for name, words in (("forest", "a forest"), ("logistic", "logistic regression")):
        gains = wide[name][generators].sub(wide[name][REFERENCE], axis=0)
        above = wide[name][generators].gt(wide[name][REAL], axis=0).sum()
        best = gains.mean().idxmax()
        lines.append(
            f"For {words} the best of them on average was {_short(best)}, "
            f"{signed(gains[best].mean())} beside SMOTE, better than it on "
            f"{int((gains[best] > 0).sum())} of {n} data sets, and better than no resampling on "
            f"{int(above[best])}."
        )
    lines.append(
        "A generator pays, by this table, where the rows themselves are wanted, to be looked at or "
        "handed to a learner that needs them; a better ranking is not what it can be counted on "
        f"for: {n} data sets say nothing about differences of some hundredths."
    )
    return lines


def _listed(methods: Sequence[str]) -> str:
    return ", ".join(_short(method) for method in methods) or "none of them"


def _short(method: str) -> str:
    return method.removeprefix("oversample-")


class Part(NamedTuple):
    """What is compared, where the table of it stands, and the part of the page made from it."""

    arms: tuple[str, ...]
    sets: tuple[str, ...]
    table: str
    page: Callable[[pd.DataFrame], str]


PARTS = {
    "tables": Part(ARMS, SETS, TABLE, page_part),
    "images": Part(IMAGE_ARMS, IMAGE_SETS, IMAGE_TABLE, images_part),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Compare samplers with real rows, and write the tables and the page.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        The exit code, 0.
    """
    parser = argparse.ArgumentParser(
        prog=COMMAND,
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--only", choices=list(PARTS), help="one of the tables; by default both are made"
    )
    parser.add_argument("--out", type=Path, default=FOLDER, help="the folder of the tables")
    parser.add_argument("--page", action="store_true", help="write the page from the tables alone")
    options = parser.parse_args(argv)
    for part in [options.only] if options.only else list(PARTS):
        kind = PARTS[part]
        table = options.out / Path(kind.table).name
        if not options.page:
            _measure_part(kind, table)
        if options.out == FOLDER:
            write_part(ROOT / PAGE, kind.page(pd.read_csv(table)), kind.table, COMMAND)
    return 0


def _measure_part(part: Part, out: Path) -> None:
    arms = [arm for arm in part.arms if not METHODS[arm].is_deep or find_spec("torch")]
    for arm in set(part.arms) - set(arms):
        print(f"{arm} is left out: it needs torch, which is not installed")
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")
        table = run(arms, part.sets, as_images=part.table == IMAGE_TABLE)
    table = table.assign(repeats=REPEATS, command=COMMAND, machine=machine(), versions=_versions())
    write_atomically(out, lambda path: table.to_csv(path, index=False))


def _versions() -> str:
    found = []
    for name in ("oversample", "scikit-learn", "numpy", "torch"):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    return ", ".join(found)


if __name__ == "__main__":
    raise SystemExit(main())
