"""The parts of the automatic choice: candidates, folds, scores, comparison, rule, report."""
