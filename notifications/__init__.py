"""Calling people and texting them (Art. 5, Art. 14).

- ``script``     PURE: the voice script as one table: play, key, read back, confirm
- ``attempts``   PURE: one outgoing call or message as a state machine
- ``messages``   PURE: the words, in Chinese and English
- ``policy``     PURE: how often, when and on which number; ``reports``: what the client hears
- ``post``       open, cancel and apply inside the caller's transaction, on the rows of ``tables``
- ``dispatcher`` the worker's acts, with ``outbox``, ``inbox``, ``timers``, ``reconcile`` and ``alarms``
- ``channels``   the port every provider stands behind
- ``simulator``  a phone network for rehearsals

The room knows nothing of draws and may use ``audit`` alone: a client opens notices and hears their reports in
its own transactions.
"""
