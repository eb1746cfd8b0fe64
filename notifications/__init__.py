"""Calling people and texting them (Art. 5, Art. 14). The room is kept free for it: nothing lives here yet.

It will know nothing of draws and may use ``audit`` alone. Until it is furnished, the outcome of a call enters
through ``draw_service.usecases.draws.record_answer``, whoever placed it.
"""
