"""Loops inside one test: what fails names the turn that it failed in."""

from contextlib import contextmanager


@contextmanager
def naming(**turn):
    """Add to an error what was being tried, such as ``dtype='uint8'``."""
    try:
        yield
    except BaseException as error:  # pytest's own failures are no Exception
        error.add_note(", ".join(f"{name}={value!r}" for name, value in turn.items()))
        raise
