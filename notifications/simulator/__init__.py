"""A phone network for rehearsals and tests. Nothing here rings a real phone.

- ``callee``, ``population``  who is at a number and what that person does; ``chance`` under a seed
- ``network``                 calls and messages in the process; ``conversation`` while somebody is on the
                              line, ``events`` in the order of time, ``faults``, ``phone`` scripted by a test
- ``server``                  the same as Twilio's REST service: ``rest`` with its ``fields`` and ``records``,
                              ``hooks`` and ``webhooks`` for callbacks, ``twiml``, ``control`` from elsewhere
"""
