"""The rule pack's editions: proposed by one, confirmed by another, from a day on (Art. 24, 25).

propose_edition  a draft of changed parameters, refused with the article that stands against it
decide_edition   another account confirms or withdraws it; one of the two is the management office
what_if          what a draft would do to open projects and would have done to the year's applications
look_at_rules    the editions, their differences, who decided
replay_draw      a draw of any age computed again, beside the rules it was made under
"""
