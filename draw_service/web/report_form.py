"""The form of a confidential report, the same for experts and for anybody (Art. 16(6), 17(5)).

The receipt is the answer to the form itself: a code in an address would stand in histories and logs.
"""

from __future__ import annotations

from fastapi import Request, Response

from audit.refusal import Refusal
from draw_service.rules.reports import MOST_FILES, SUBJECTS, TO
from draw_service.usecases.incidents.report_breach import report_breach
from draw_service.web.gates import address_of, form_of
from draw_service.web.parts import Web

KINDS = ".pdf,.png,.jpg,.jpeg,.mp4,.xlsx"
LONGEST = 4000


def report_page(web: Web, request: Request, frame: str, expert: str = "") -> Response:
    """``expert``: who is signed in, "" for anybody; the register number is added where that is ticked."""
    form, refused, lang = form_of(request), None, request.state.lang
    if request.method == "POST":
        try:
            subject, to = form.choice("subject", SUBJECTS), form.choice("to", TO)
            words = form.text("words", longest=LONGEST)
            draw_id = form.draw(needed=False)
            contact = form.text("contact", needed=False, longest=200)
            found = [form.file(f"file{n}") for n in range(1, MOST_FILES + 1)]
            form.check()
            code = report_breach(
                web.house,
                address_of(request),
                subject,
                to,
                words,
                draw_id=draw_id,
                contact=contact,
                expert=expert if form.ticked("signed") else "",
                files=[data for data in found if data is not None],
            )
            return web.page(request, "reports/receipt.html", frame=frame, code=code, to=TO[to])
        except Refusal as refusal:
            refused = refusal
    return web.page(
        request,
        "reports/new.html",
        refusal=refused,
        form=form,
        frame=frame,
        expert=expert,
        subjects=[(key, word.say(lang)) for key, word in SUBJECTS.items()],
        readers=[(key, word.say(lang)) for key, word in TO.items()],
        files=range(1, MOST_FILES + 1),
        kinds=KINDS,
    )
