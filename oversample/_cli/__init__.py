"""The command line: ``python -m oversample --help``.

Each command is a module with ``add`` (its arguments and what ``--help`` says) and ``run``. What
takes long to import is imported where a command needs it, so that ``--help`` is there at once.

=====================  ===========================================================================
``compile_kernels``    the command ``compile``
``resample_file``      the command ``resample``
``report_file``        the command ``report``
``arguments``          what the last two have in common, and the sampler that they name
``tables``             files to frames and back: which kind of file
``csv_table``          CSV of which every line that is not new stays as it is
``csv_columns``        cells of text to numbers, dates and categories, and back
``parquet_table``      parquet through Arrow
``outcome``            which rows a result has: of the input, and made
``output``             files that are either whole or not there
``errors``             what ends a command, with its exit status
=====================  ===========================================================================
"""
