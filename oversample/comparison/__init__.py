"""Samplers compared on one's own table, by the protocol of the benchmark.

=============  ===================================================================================
``arms``       what is compared: estimators, and what is done to their training rows
``fitting``    one arm on one split: encode, resample, fit, predict
``running``    all arms on all splits, each decided in up to three ways
``summary``    means, and differences with their intervals
``compare``    the public function and its result
``view``       the result as text and as HTML
=============  ===================================================================================
"""
