"""Calls by hand and the paper kit."""
