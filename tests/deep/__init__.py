"""Tests that train networks: skipped without torch, and run by ``pytest -m deep`` with it."""
