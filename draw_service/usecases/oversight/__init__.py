"""The management office's eye on institutions, and what a draw needs around it (Art. 7, 15, 23).

Supervision measures: ``propose_measure``, ``decide_measure``, ``answer_measure``, ``look_at_measures``.
Draw rooms: ``terminals``. ``lapse``: what time alone brings.
"""
