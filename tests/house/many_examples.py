"""A pytest plugin for the slow run: the hypothesis profile ``full``. Loaded with ``-p``."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "full", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
