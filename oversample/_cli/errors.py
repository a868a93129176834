"""What ends a command, with its exit status."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from oversample.exceptions import InvalidParameterError


class CommandError(Exception):
    """A command cannot do what it is told to; the message says why, and what to do."""

    status = 1


class UsageError(CommandError):
    """A command is told something that no input could make right."""

    status = 2


def check_names(path: Path, names: Sequence[str]) -> None:
    """Raise where several columns of a file have one name."""
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise CommandError(
            f"{path.name} has several columns of one name: {', '.join(map(repr, repeated))}. "
            "Rename them."
        )


@contextmanager
def as_command_errors() -> Iterator[None]:
    """Turn what the library raises to messages, and print its warnings, without any line of code.

    Raises
    ------
    UsageError
        For a parameter of a wrong value.
    CommandError
        For a table that cannot be resampled, and for a package that is not installed.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        try:
            yield
        except InvalidParameterError as error:
            raise UsageError(str(error)) from error
        except (ValueError, TypeError, ImportError, MemoryError) as error:
            raise CommandError(str(error) or type(error).__name__) from error
        finally:
            for message in dict.fromkeys(str(warning.message) for warning in caught):
                print(f"warning: {message}", file=sys.stderr)
