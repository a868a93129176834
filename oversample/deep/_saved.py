"""Trained networks as files: an archive of arrays and a header in JSON, without pickles."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from oversample._atomic import write_whole
from oversample._problem import Problem
from oversample._strategy import label_names

_FORMAT = 1


def digest_of(problem: Problem) -> str:
    """Return a digest of a table and its labels, as they are encoded."""
    digest = sha256(repr(label_names(problem.target.classes)).encode())
    blocks = [problem.table.numeric, problem.table.codes, problem.target.codes]
    for block, dtype in zip(blocks, ["<f8", "<i4", "<i4"], strict=True):
        digest.update(repr(block.shape).encode())
        digest.update(np.ascontiguousarray(block, dtype=dtype).tobytes())
    return digest.hexdigest()


def write_saved(
    path: str | os.PathLike[str],
    kind: str,
    settings: dict[str, Any],
    table: str,
    parameters: NDArray[np.float32],
) -> None:
    """Write a network.

    Parameters
    ----------
    path : str or path-like
        The file, which is replaced once the new one is complete.
    kind : str
        The class of the sampler.
    settings : dict
        Its parameters, as JSON knows them.
    table : str
        The digest of what it was trained on.
    parameters : ndarray of shape (n_parameters,), float32
        Those of the network.
    """
    header = {"format": _FORMAT, "kind": kind, "settings": settings, "table": table}
    text = np.frombuffer(json.dumps(header, default=_plain).encode(), dtype=np.uint8)

    def write(part: Path) -> None:
        # NumPy would change the ending of a path.
        with part.open("wb") as file:
            np.savez(file, header=text, parameters=parameters)

    write_whole(Path(path), write)


def read_saved(
    path: str | os.PathLike[str], kind: str
) -> tuple[dict[str, Any], str, NDArray[np.float32]]:
    """Read what :func:`write_saved` has written.

    Returns
    -------
    settings : dict
        The parameters of the sampler.
    table : str
        The digest of what it was trained on.
    parameters : ndarray
        Those of the network.

    Raises
    ------
    ValueError
        If it is no such file, or that of another class or of a later version.
    """
    try:
        with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            header = json.loads(arrays["header"].tobytes())
            parameters = arrays["parameters"]
        found = header["kind"], header["format"]
        settings, table = header["settings"], header["table"]
    except (BadZipFile, EOFError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"{str(path)!r} holds no network that {kind}.save has written.") from error
    if found != (kind, _FORMAT):
        raise ValueError(
            f"{str(path)!r} holds a network of {found[0]}, in format {found[1]}; {kind}.load reads "
            f"those of {kind} in format {_FORMAT}."
        )
    return settings, table, parameters


def _plain(value: Any) -> Any:
    """Return a number of NumPy as JSON knows it."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"A file of a network holds numbers and words, and not {value!r}.")
