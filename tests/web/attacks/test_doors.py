"""Who gets in where: every route and its door, decided on purpose. A new route fails until it has a line."""

from __future__ import annotations

from tests.web.attacks.trying import doors_of
from tests.web.conftest import Town

DOORS = {
    "anybody": """
        GET /static/{name}
        GET HEAD /healthz
        GET HEAD /readyz
        GET /
        GET /patterns
        GET /openapi.json
        GET POST /enter
        GET POST /setup
        POST /leave
        GET /drill
        GET /drill/comers
        POST GET /drill/enter
        POST GET /drill/expert
        POST GET /drill/clock
        GET /board
        GET /board/{draw_id}
        GET /board/{draw_id}/live
        GET /public
        GET /public/draws
        GET /public/draws/{draw_id}.edraw.json
        GET /public/policy.json
        GET /public/checkpoint.txt
        GET /public/verifier.html
        GET /public/log/leaves
        GET /public/conduct
        GET POST /public/report
        GET POST /public/report/answer
        GET POST /witness
        GET /expert
        POST GET /expert/code
        POST GET /expert/enter
    """,
    "applications:read": """
        GET /api/v1/applications
        GET /api/v1/applications/{application_id}
        GET /api/v1/specialties
        GET /api/v1/applications/{application_id}/status
    """,
    "applications:write": """
        POST /api/v1/applications
        PUT DELETE /api/v1/applications/{application_id}/draft
        PUT /api/v1/applications/{application_id}/bidders
        PUT /api/v1/applications/{application_id}/dispatch-paper
        POST /api/v1/applications/{application_id}/filing
        POST /api/v1/applications/{application_id}/versions
        POST /api/v1/applications/{application_id}/slips
        POST /api/v1/applications/{application_id}/attempts
    """,
    "rosters:read": """
        GET /api/v1/draws/{draw_id}/roster
    """,
    "results:read": """
        GET /api/v1/draws/{draw_id}/result
        GET /api/v1/draws/{draw_id}/bundle
    """,
    "password alone": """
        GET POST /enter/second
        GET POST /enter/again
        GET /account
        GET POST /account/password
        GET POST /account/phone
        GET POST /account/phone/scan
        GET POST /account/key
        GET POST /account/codes
        POST /account/sessions/end
        POST /account/sessions/end-all
        POST /account/phone/drop
        POST /account/key/drop
    """,
    "administrator": """
        GET /admin
        GET POST /admin/watch
        GET /admin/accounts
        GET /admin/keys
        GET POST /admin/calendar
        POST /admin/calendar/check
    """,
    "administrator fresh": """
        GET POST /admin/accounts/new
        GET POST /admin/accounts/{account_id}
        GET POST /admin/keys/new
        GET POST /admin/keys/{key_id}
    """,
    "administrator regulator lead office": """
        GET /rules /rules/editions/{number} /rules/replay
    """,
    "administrator pool-keeper operator regulator lead office": """
        GET /catalogue /catalogue/{number}
    """,
    "administrator pool-keeper fresh": """
        GET POST /catalogue/new
        POST /catalogue/{number}/confirm /catalogue/{number}/withdraw
    """,
    "administrator office fresh": """
        GET POST /rules/change
        POST /rules/propose /rules/editions/{number}/confirm /rules/editions/{number}/withdraw
    """,
    "tenderer agency": """
        GET POST /applications
        GET /applications/{application_id}
        POST /applications/{application_id}/change
        GET /applications/{application_id}/bundles/{draw_id}
        GET /applications/{application_id}/draft
        GET POST /applications/{application_id}/draft/{step}
        GET /applications/{application_id}/check
        POST /applications/{application_id}/hand-over
        POST /applications/{application_id}/drop
        POST /applications/{application_id}/change/send
        GET POST /applications/{application_id}/send
        GET POST /applications/{application_id}/slip
        GET POST /applications/{application_id}/half
        GET POST /applications/{application_id}/bidders
        GET POST /applications/{application_id}/letters
    """,
    "administrator operator office fresh": """
        POST /terminals/{id}/confirm
    """,
    "administrator operator office": """
        GET /terminals
        POST /terminals/{id}/return
    """,
    "administrator operator": """
        POST /terminals
    """,
    "operator office": """
        POST /archive/destructions/{destruction_id}/deny
        GET /archive/destructions/{destruction_id}/certificate.pdf
    """,
    "operator office fresh": """
        GET POST /archive/destructions/{destruction_id}
    """,
    "operator regulator office": """
        GET /archive
    """,
    "tenderer": """
        GET /payments
        GET POST /payments/{draw_id}
    """,
    "operator": """
        GET /fees
        GET /fees/{draw_id}
        POST /fees/{draw_id}/open
        POST /fees/{draw_id}/presence
        POST /fees/{draw_id}/confirm
        POST /fees/{draw_id}/return
        POST /fees/{draw_id}/scans
        POST /fees/{draw_id}/dossier
        POST /archive/destructions
        GET /draw-room
        POST /draw-room/queue
        POST /draw-room/unqueue
        GET POST /draw-room/{draw_id}/confirm
        GET POST /draw-room/{draw_id}/change
        POST /draw-room/{draw_id}/change/back
        GET POST /draw-room/{draw_id}/select
        GET POST /draw-room/{draw_id}/postpone
        GET POST /draw-room/{draw_id}/interest
        GET POST /draw-room/{draw_id}/bidders
        GET POST /draw-room/{draw_id}/abort
        GET POST /draw-room/{draw_id}/seal
        GET POST /draw-room/{draw_id}/close
        GET /draw-room/{draw_id}/record.json
        GET /draw-room/{draw_id}/approval.pdf
        GET /draw-room/{draw_id}/cards
        GET POST /draw-room/{draw_id}/cards/next
        GET POST /draw-room/{draw_id}/cards/read-out
        GET POST /draw-room/{draw_id}/cards/typed
        GET POST /draw-room/{draw_id}/cards/reprint
        GET POST /draw-room/{draw_id}/cards/kit
        GET POST /draw-room/{draw_id}/cards/kit-typed
        GET POST /draw-room/{draw_id}/cards/kit-destroyed
        GET /draw-room/{draw_id}
        GET /draw-room/{draw_id}/live
        POST /draw-room/{draw_id}/enter
        POST /draw-room/{draw_id}/people
        POST /draw-room/{draw_id}/camera
        GET /draw-room/{draw_id}/check
        GET POST /draw-room/{draw_id}/receipt
        POST /draw-room/{draw_id}/share
        POST /draw-room/{draw_id}/order
        POST /draw-room/{draw_id}/calling
        POST /desk/{draw_id}/seat/{slot:int}/cause
        POST /desk/{draw_id}/seat/{slot:int}/withdraw
        POST /desk/{draw_id}/seat/{slot:int}/replace
        POST /desk/{draw_id}/seat/{slot:int}/void
        GET POST /desk/{draw_id}/leak
        GET /unsealing
        GET /unsealing/{draw_id}
        POST /unsealing/{draw_id}/print
        POST /unsealing/{draw_id}/check
        POST /unsealing/{draw_id}/close
        POST /unsealing/{draw_id}/notice
        GET /papers
        GET /papers/{project}
        POST /papers/{project}/{draw_id}/{kind}/{act}
    """,
    "operator regulator": """
        POST /archive/looks
        POST /archive/looks/{request_id}/open
        GET /conduct-papers/{kind}/{subject}
        POST /conduct-papers/{kind}/{subject}/{act}
    """,
    "operator fresh": """
        GET POST /draw-room/{draw_id}/lock
        GET POST /unsealing/{draw_id}/open
        GET POST /unsealing/{draw_id}/rebuild
        GET POST /unsealing/{draw_id}/reprint
        GET POST /unsealing/{draw_id}/hand-over
    """,
    "operator desk": """
        GET /desk
        GET /desk/{draw_id}
        POST /desk/{draw_id}/sign-in
        GET /desk/{draw_id}/live
        GET POST /desk/{draw_id}/phone
        GET POST /desk/{draw_id}/finger
        POST /desk/{draw_id}/forget
        POST /desk/{draw_id}/lay
        GET /desk/{draw_id}/seat/{slot:int}
        POST /desk/{draw_id}/seat/{slot:int}/late
    """,
    "counter": """
        GET /counter
        POST /counter/slips
    """,
    "witness": """
        GET /witness/{draw_id}
        GET /witness/{draw_id}/live
        POST /witness/{draw_id}/share
    """,
    "operator tenderer agency regulator office": """
        GET /measures
        GET /measures/{id}
    """,
    "operator tenderer agency": """
        POST /measures/{id}/answer
    """,
    "office fresh": """
        GET POST /measures/new
        POST /measures/{id}/order
        POST /measures/{id}/withdraw
    """,
    "operator tenderer agency regulator": """
        GET /conduct
        GET POST /conduct/new
        GET /conduct/{entry_id}
        GET /conduct/{entry_id}/files/{file_id}.{_kind}
        POST /conduct/{entry_id}/{act}
    """,
    "regulator": """
        GET POST /supervision/scores
        GET /supervision/scores/runs/{run_id}.xlsx
        GET /supervision/scores/experts/{expert}
        POST /supervision/scores/experts/{expert}/{act}
        GET /supervision/scores/stops
        POST /supervision/scores/stops/{stop_id}/{act}
        GET /supervision/scores/orders
        POST /supervision/scores/orders/{order_id}
        GET POST /supervision/scores/history
        POST /supervision/scores/history/{request_id}
        GET /supervision/pool
        GET /supervision/pool/{case_id}
        POST /supervision/pool/{case_id}/open
        GET /supervision/pool/{case_id}/files/{file_id}.{_kind}
        POST /supervision/pool/{case_id}/review
        POST /supervision/pool/{case_id}/decide
        GET /supervision/foresight
        GET /supervision/statistics
        GET /supervision/statistics/patterns
        GET /supervision/statistics/tickets
        GET /supervision/statistics/predictability
        GET /supervision/statistics/{year}.xlsx
        GET /supervision/statistics/draws
        GET /supervision/statistics/calls
        GET /supervision/statistics/experts
        GET POST /supervision/statistics/experts/{expert}
        GET /supervision
        GET /supervision/{draw_id}
        GET POST /supervision/{draw_id}/witness
        GET POST /supervision/{draw_id}/consent
        GET POST /supervision/{draw_id}/why
        GET POST /supervision/{draw_id}/letters/{letter}
        GET /supervision/{draw_id}/evidence
        POST /supervision/{draw_id}/evidence/{what}
    """,
    "regulator lead office": """
        GET /catalogue/projects
        GET /looks
    """,
    "regulator office": """
        GET /reports
        GET POST /reports/{id}
        GET /reports/{id}/files/{file_id}.{_kind}
    """,
    "administrator pool-keeper operator desk counter regulator lead office": """
        GET /incidents /incidents/{number} /handovers
    """,
    "administrator pool-keeper operator desk counter": """
        GET POST /handovers/new/{post}
        POST /handovers/{number}/{act}
    """,
    "administrator pool-keeper operator desk counter regulator office": """
        GET POST /incidents/new
        POST /incidents/{number}/{act}
    """,
    "lead": """
        GET /lead
        GET /lead/{objection_id}
        GET /lead/{objection_id}/files/{file_id}.{_kind}
        POST /lead/{objection_id}/{act}
        GET /lead-papers/{kind}/{subject}
        POST /lead-papers/{kind}/{subject}/{act}
    """,
    "office": """
        POST /measures/{id}/judge
        GET /office
        GET POST /office/{run_id}
        POST /office/history/{request_id}
        POST /archive/looks/{request_id}
        GET /office-papers
        GET /office-papers/{kind}/{subject}
        POST /office-papers/{kind}/{subject}/{act}
    """,
    "expert": """
        POST GET /expert/answer
        POST GET /expert/answer/confirm
        POST GET /expert/cannot
        POST GET /expert/cannot/confirm
        GET POST /expert/leave
        GET /expert/profile
        GET POST /expert/profile/change/{kind}
        POST GET /expert/profile/unchanged
        GET POST /expert/duties
        GET POST /expert/pay
        GET /expert/score
        POST /expert/score/{entry_id}
        GET /expert/score/{entry_id}/files/{file_id}.{_kind}
        POST /expert/score/years/{run_id}
        POST /expert/score/orders/{order_id}
        GET POST /expert/report
        GET /expert/tickets
        GET /expert/tickets/{draw_id}
        GET /expert/tickets/{draw_id}/ticket.json
    """,
    "pool-keeper": """
        GET /pool
        GET POST /pool/admit
        GET POST /pool/bulk
        GET /pool/bulk/{case_id}
        POST /pool/bulk/{case_id}/approve
        GET POST /pool/specialties
        POST /pool/specialties/{case_id}/approve
        GET /pool/declarations
        GET POST /pool/pairs
        GET POST /pool/aliases
        POST /pool/aliases/remove
        GET /pool/cases
        GET /pool/cases/{case_id}
        POST /pool/cases/{case_id}/open
        GET /pool/cases/{case_id}/files/{file_id}.{_kind}
        POST /pool/cases/{case_id}/decide
        POST /pool/cases/{case_id}/withdraw
        POST GET /pool/experts
        GET /pool/experts/{expert}
        POST /pool/experts/{expert}/file
        POST /pool/experts/{expert}/amend
        POST /pool/experts/{expert}/{act}
        GET /pool/proposals
        POST /pool/proposals/{proposal_id}
    """,
}
"""Who gets in -> methods and path. ``fresh``: only right after proving it again. What an account may see
behind a door is decided by its organisation; a witness' draw and an expert's own records by who they are."""
BOTH = ("/incidents", "/handovers", "/catalogue")
"""What concerns the whole staff, and shows nothing of the register or of a draw but its number."""


def test_every_route_has_the_door_it_is_meant_to_have(town: Town) -> None:
    meant: dict[str, str] = {}
    for door, lines in DOORS.items():
        for words in map(str.split, lines.splitlines()):
            paths = [word for word in words if word.startswith("/")]
            meant |= {f"{word} {path}": door for word in words for path in paths if word not in paths}
    assert doors_of(town.house, town.app.routes) == meant


def test_pool_and_draw_are_never_behind_the_same_door() -> None:
    together = [door for door in DOORS if "pool-keeper" in door.split() and door != "pool-keeper"]
    shared = [word for door in together for word in DOORS[door].split() if word.startswith("/")]
    assert [path for path in shared if not path.startswith(BOTH)] == []
