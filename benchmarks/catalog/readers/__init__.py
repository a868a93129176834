"""Readers of tables, as they come in installed packages or in a user's file."""
