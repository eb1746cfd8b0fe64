"""Incidents and what is owed around them: who looked, who reports in confidence, who hands over (Art. 9, 13,
16(6), 17(5); 保密工作制度 10).

open_incident       an incident and its clock, from a leaked list or by staff
take_steps          contained, reported upward, concluded, closed by another person
look_at_incidents   the register
watch_clocks        the worker's look at hours near and past
report_breach       in confidence, by experts and by anybody; the receipt leads to the answer
read_reports        regulators and the management office read and answer
hand_over           a post handed over with what is open in it, by count
count_open          how much that is
look_at_looks       who was shown which name, when and why
"""
