"""torch: imported inside of calls, and run by one thread in a state of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from threading import RLock
from typing import Any

_LOCK = RLock()
"""The number of torch's threads belongs to the process: one call at a time may change it."""


def import_torch(owner: str) -> Any:
    """Return the module torch.

    Parameters
    ----------
    owner : str
        The class that needs it, for the message.

    Raises
    ------
    ImportError
        If it is not installed.
    """
    try:
        import torch
    except ImportError as error:
        raise ImportError(
            f"{owner} trains a network with torch, which is not installed: "
            "pip install 'oversample[deep]'"
        ) from error
    return torch


def check_device(torch: Any, device: str) -> str:
    """Return the device that a parameter means, or raise where there is none of that name.

    Parameters
    ----------
    torch : module
        The module torch.
    device : str
        "auto", or a name that torch knows.

    Returns
    -------
    str
        The name; "cpu" for "auto": networks of this size wait for other devices most of the time.

    Raises
    ------
    ValueError
        If torch cannot use the device.
    """
    if device == "auto":
        return "cpu"
    try:
        torch.empty(1, device=device).add(1)
    # A RuntimeError is also NotImplementedError; a build without CUDA has a bare assertion.
    except (RuntimeError, AssertionError) as error:
        reason = str(error).splitlines()[0]
        raise ValueError(
            f"device={device!r} cannot be used by torch {torch.__version__} here: {reason} Take "
            "device='cpu'."
        ) from error
    return device


@contextmanager
def one_thread(torch: Any) -> Iterator[None]:
    """Run torch with one thread, with gradients and in full precision, whatever the caller has set.

    Sums of several threads differ in their last bits with the number of threads. What was set is
    restored at the end. Other threads of the process that use torch meanwhile have one, too.
    """
    with _LOCK:
        before = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            with (
                torch.inference_mode(False),
                torch.enable_grad(),
                torch.autocast("cpu", enabled=False),
                # Where it is off, some versions warn that there is no GPU to turn it off for.
                torch.autocast("cuda", enabled=False)
                if torch.is_autocast_enabled()
                else nullcontext(),
            ):
                yield
        finally:
            torch.set_num_threads(before)
