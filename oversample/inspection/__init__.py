"""Inspection of a resampling: a report, and pictures of it."""
