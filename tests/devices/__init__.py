"""Adapters to devices."""
