"""The report of a run, made from its tidy table alone."""

from __future__ import annotations

from benchmarks.report.console import print_summary
from benchmarks.report.files import write_report

__all__ = ["print_summary", "write_report"]
