"""Conduct of experts (Art. 19-22): what joins draws and the ledger, which know nothing of each other.

office             the house as the ledger sees it, with the parameters of the rule pack in force
settle_draw        after a draw: responses counted, drafts from late arrivals and stale profiles
report_phone_kept  at the desk: a phone not deposited becomes a draft after the draw
draft_from_seat    an entry against whoever holds an opened seat
find_missed        after a draw: who should have stepped back and did not
preview_entry      what confirming an entry would bring about
public_notices     what the public page shows, and until when
"""
