"""Type back how a call went that read a message out to somebody who had accepted (Art. 5(2), 14).

It asks nothing and changes no seat; a witness countersigns it all the same, for whoever was not told may be
called late.
"""

from __future__ import annotations

from datetime import datetime

from draw_service.rules.refusals import CallsWrong
from draw_service.usecases.manual.type_back import Witness
from draw_service.usecases.ports import CallDesk, House
from draw_service.usecases.presence import Codes, confirm_parties

RESULTS = ("silent", "machine", "busy", "no-answer", "unreachable", "wrong-number")
"""How such a call can end; ``silent``: it was read out to the person, who had nothing to decide."""


def type_back_call(
    house: House, desk: CallDesk, serial: str, result: str, at: datetime, witness: Witness, codes: Codes
) -> None:
    """``at``: when it was phoned. A card has one result: a second one changes nothing.

    Raises ``CardNotNext`` for a card that is not out or has its result, ``CallsWrong``, ``PartiesMissing``,
    ``EntryCodeWrong``.
    """
    if result not in RESULTS:
        raise CallsWrong(zh="没有这种结果", en="there is no such result")
    if at > house.clock.now():
        raise CallsWrong(zh="时间在现在之后", en="the call is later than now")
    draw_id = desk.draw_of(serial)
    confirm_parties(house, draw_id, codes, ("center", witness))
    desk.report(serial, result, at, {"by": codes["center"], "countersigned": witness})
