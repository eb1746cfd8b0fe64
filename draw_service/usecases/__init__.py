"""What people can do with the service: one act per file, one transaction per act.

- ``pool``          the register's keeper: rosters in and out, leave, suspension, aliases, specialties
- ``applications``  tenderer and agency: file, change, slips, bidder lists, the next attempt
- ``draws``         the operator in the draw room: queue, enter, lock, reveal, order, call, answer, seal
- ``arrival``       the day itself: sign in, late, replace, leak, print, unseal, rebuild
- ``supervision``   the regulator: evidence, records, register, hand-over, result notice

``ports`` names what an act needs from outside. ``chain`` reads and grows a draw's events, ``standing`` says
who may be called, ``presence`` who is in the room and agrees.
"""
