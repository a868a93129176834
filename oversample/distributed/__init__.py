"""Tables that are not in memory.

The rows of a class are made from that class's rows and the counts of all, so that a driver needs
one pass to count, one to collect the few rows of the classes that are filled, and none over the
rest, but for rules that look at nearest rows of other classes. What it does between is here, free
of any engine:

====================  ============================================================================
:mod:`.counts`        the labels of a part to counts; the counts of all parts to rows to make
:mod:`.sampler`       which samplers can work so, and the seed of each block of new rows
:mod:`.nearest`       the nearest rows of other classes, of a part; and those of two parts merged
:mod:`.support`       the support vectors of a fitted machine, found among the rows of a class
:mod:`.cells`         neighbours in a class that is too large to search exactly
:mod:`.filling`       the rows of a class to new rows of it, a block at a time, each by itself
====================  ============================================================================

and drivers on top:

- parquet on one machine: :mod:`.rows` (what Arrow reads, collected), :mod:`.source` (parquet files
  as partitions), :mod:`.folder` (results that are whole or not there) and :mod:`.parquet`;
- CSV: :mod:`.csv_source` and :mod:`.csv`, which make parquet of text first;
- Dask: :mod:`.frames` (what pandas holds of a partition, collected; of use to any engine),
  :mod:`.dask_source` (lazy frames and arrays as partitions) and :mod:`.dask_driver`.
"""
