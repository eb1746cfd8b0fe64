"""Conduct scores of evaluation experts and the working days their periods run in (Art. 19-22).

rules/              PURE: working days now; items, score, appeals, publication and annual grades beside them
calendar_source.py  edge: turns the published holiday tables of the ``chinesecalendar`` package into data

Scoring knows nothing of draws and may use ``audit`` alone.
"""
