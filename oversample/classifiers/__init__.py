"""Classifiers around resampling: corrected priors, soft labels."""
