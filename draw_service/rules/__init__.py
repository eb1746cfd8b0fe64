"""PURE. The regulation as code: values in, values out; time and chance are arguments.

Each file opens with the article or the protocol section it implements.

- before a draw    ``applications`` ``panel`` ``timing`` ``feasibility`` ``scope`` ``specialties``
  ``catalogue`` ``catalogue_rows``
- who may sit      ``people`` ``eligibility`` ``recusal`` ``companies``; told of it: ``engagement_secrecy``
- the draw         ``lottery`` (order) ``seats`` (who is called next) ``life`` (a chain of events, told)
- secrets          ``slips`` ``roster`` (sealing) ``hpke``
- on the day       ``arrival``
- the register     ``identifiers`` ``roster_columns`` ``roster_cells`` ``roster_rows`` ``roster_records``
  ``roster_reasons``
- the numbers      ``packs`` with ``packs_data``: every parameter with its legal source
- ``refusals``     every way the house says no
"""
