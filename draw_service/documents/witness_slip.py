"""The witness slip on A4 (protocol section 1): public part on top, codes below, the unseal half under a fold.

It is made where the slip is made, on the holder's own machine, and holds both secrets. No register keeps it.
"""

from __future__ import annotations

from datetime import datetime

from draw_service.documents.slip_paper import SLIP_WORDS
from draw_service.documents.typesetting import drawn, typeset
from draw_service.rules.codes import PARTY_WORDS, Word
from draw_service.rules.slips import Slip, code_of

_DRILL = Word("演练　不是真实凭条", "演练 DRILL: not a real slip")


def witness_slip(slip: Slip, at: datetime, lang: str, *, drill: bool = False) -> bytes:
    """The slip as PDF; ``at``: the date that stands in the file."""
    public = f"{slip.commitment}:{slip.public_key}"
    share, unseal = code_of(slip.share), code_of(slip.unseal)
    facts = {
        "lang": lang,
        "drill": drill,
        "title": SLIP_WORDS["title"].say(lang),
        "party": PARTY_WORDS[slip.party].say(lang),
        "draw": slip.draw_id,
        "commitment": slip.commitment,
        "key": slip.public_key,
        "entry": f"{slip.entry[:4]} {slip.entry[4:]}",
        "share": share,
        "unseal": unseal,
        "codes": {"public": drawn(public), "share": drawn(share), "unseal": drawn(unseal)},
        "words": {**{name: word.say(lang) for name, word in SLIP_WORDS.items()}, "drill": _DRILL.say(lang)},
    }
    return typeset("witness_slip", facts, at)
