"""Channels against local servers, with the providers' real clients."""
