"""Policies: transforms made of others."""
