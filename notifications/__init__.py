"""Calling people and texting them (Art. 5, Art. 14).

- ``script``     PURE: the voice script as one table: play, key, read back, confirm
- ``attempts``   PURE: one outgoing call or message as a state machine
- ``channels``   the port every provider stands behind
- ``simulator``  a phone network for rehearsals

The room knows nothing of draws and may use ``audit`` alone. What a call ended with enters a draw through
``draw_service.usecases.draws.record_answer``, whoever placed it.
"""
