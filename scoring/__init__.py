"""Conduct scores of evaluation experts and the working days their periods run in (Art. 19-22).

rules/              PURE: working days, items, lines, entries, objections, publication, annual results, stops
usecases/           what people can do with the ledger, one act per file
ports.py            what they need from outside, as Protocols; ``Office`` holds it together
tables.py, store.py the ledger and its records over one transaction
calendar_source.py  edge: turns the published holiday tables of the ``chinesecalendar`` package into data

Scoring knows nothing of draws and may use ``audit`` alone.
"""
