"""All routes of tenderer and agency."""

from __future__ import annotations

from fastapi import APIRouter

from draw_service.web.applicant import bidders, desk, slips, writing
from draw_service.web.parts import Web, together


def router(web: Web) -> APIRouter:
    """``/applications…``"""
    return together(*(room.router(web) for room in (desk, writing, slips, bidders)))
