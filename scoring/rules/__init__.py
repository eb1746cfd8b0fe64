"""PURE. Scoring rules: values in, values out; time is an argument.

working_days.py  the State Council calendar and periods counted in working days (Art. 8, Art. 21)
parameters.py    the numbers of chapter five, as they come out of the rule pack
items.py         the twenty items of Art. 20 under the headings of Art. 19
people.py        who acts, and that a second person acts
lines.py         ledger lines, sums, and the hash by which the log holds a line
entries.py       draft, confirmed, in effect, reversed or dropped (Art. 20)
objections.py    both clocks of Art. 21
publication.py   publication, background record, history query (Art. 21)
annual.py        grades and the root of a run (Art. 22)
stops.py         stops of draws, training, restoration, orders (Art. 17(7), 20(1), 22)
evidence.py      which files are kept
recompute.py     everything again from an exported ledger alone
proofs.py        the log proofs of such a ledger
refusals.py      what is turned down, in both languages
"""
