"""Simulated runs: what every inner fold says of a candidate, and what the truth says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.catalog.placebo import placebos
from benchmarks.simulate.learners import LEARNERS
from benchmarks.simulate.truth import N_RARE, N_ROWS, N_TEST, draw
from oversample.classifiers.choice.candidates import read_candidates
from oversample.classifiers.choice.comparison import Comparison, Rows
from oversample.classifiers.choice.folds import inner_splits
from oversample.classifiers.choice.scoring import Answer, Judge
from oversample.evaluation.folds import derive_seed

FOLDS = [f"fold {number}" for number in range(10)]
"""The columns of the differences to nothing, one for each inner score."""

DESIGNS = ("linear", "blobs", "skewed")
"""Those on which the constants of the rule were chosen."""

GUARD_DESIGNS = ("separable", "overlapping", "interaction", "heavy tails", "mixed")
"""Those on which the guard of average precision was chosen."""

TIED = ("5-NN", "tree")
"""Learners whose scores are tied: the guard is about them alone."""

KINDS = ("candidates", "placebos")

MEASURES = ("average_precision", "roc_auc")
"""Scores by which differences and true gains are stored; "auto" is one of them."""


def runs(n_repeats: int) -> list[tuple[str, str, int, int]]:
    """Return the runs: a design, a learner, a number of rare rows and a repeat."""
    return [
        (design, learner, n_rare, repeat)
        for repeat in range(n_repeats)
        for design in DESIGNS
        for n_rare in N_RARE
        for learner in LEARNERS
    ]


def guard_runs(n_repeats: int) -> list[tuple[str, str, int, int]]:
    """Return the runs on which the guard was chosen."""
    return [
        (design, learner, n_rare, repeat)
        for repeat in range(n_repeats)
        for design in GUARD_DESIGNS
        for n_rare in N_RARE
        for learner in TIED
    ]


def run_guard(design: str, learner: str, n_rare: int, repeat: int) -> pd.DataFrame:
    """Return the rows of one run without placebos: a guard only takes less of them."""
    return run(design, learner, n_rare, repeat, KINDS[:1])


def run(
    design: str, learner: str, n_rare: int, repeat: int, kinds: Sequence[str] = KINDS
) -> pd.DataFrame:
    """Return a row for each candidate, or placebo, and each measure of one run.

    Nothing is screened, so that all rules can be tried on what is stored.
    """
    seed = derive_seed(design, n_rare, repeat)
    rng = np.random.default_rng(seed)
    X, y = draw(design, n_rare, N_ROWS, rng)
    X_test, y_test = draw(design, n_rare * N_TEST // N_ROWS, N_TEST, rng)
    names = {"design": design, "learner": learner, "n_rare": n_rare, "repeat": repeat}
    rows: list[dict[str, Any]] = []
    for kind in kinds:
        candidates = "default" if kind == KINDS[0] else placebos()
        comparison = _compared(LEARNERS[learner](seed), candidates, X, y, seed)
        answers = {
            name: Answer.of(comparison.rows.fit(model), X_test)
            for name, model in comparison.models.items()
        }
        for scoring in MEASURES:
            judge = Judge(scoring, comparison.rows.classes, comparison.rows.rare)
            true = {name: judge.score(answer, y_test, X_test) for name, answer in answers.items()}
            scores = {name: _fold_scores(comparison, name, judge) for name in answers}
            rows += [
                names
                | {
                    "kind": kind,
                    "candidate": name,
                    "scoring": scoring,
                    "is_auto": scoring == comparison.judge.scoring,
                    "n_made": comparison.records[name].n_made,
                    "test_share": comparison.test_share,
                    "gain": true[name] - true[comparison.alone],
                }
                | dict(zip(FOLDS, scores[name] - scores[comparison.alone], strict=True))
                for name in comparison.left
            ]
    return pd.DataFrame(rows)


def _fold_scores(comparison: Comparison, name: str, judge: Judge) -> NDArray[np.float64]:
    """Return the scores of a candidate in the inner folds by some measure."""
    codes, answers = comparison.rows.codes, comparison.records[name].answers
    pairs = zip(answers, comparison.splits, strict=True)
    return np.array([judge.score(answer, codes[test], test) for answer, (_, test) in pairs])


def _compared(
    learner: Any, given: Any, X: NDArray[np.float64], y: NDArray[np.intp], seed: int
) -> Comparison:
    """Return the comparison of some candidates on all inner folds, with none left out."""
    candidates = read_candidates(given, learner, np.bincount(y))
    models = {
        candidate.name: candidate.model(
            learner, has_weights=False, corrected=True, seeds=(seed, seed + place)
        )
        for place, candidate in enumerate(candidates)
    }
    rows = Rows(X, y, y, np.array([0, 1]))
    splits = inner_splits(None, X, y, None, {}, seed)
    comparison = Comparison(models, rows, splits, "auto", screen=-np.inf, guard=-np.inf)
    comparison.run(n_jobs=1)
    return comparison
