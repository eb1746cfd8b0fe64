"""Callbacks of providers, honest and otherwise."""
