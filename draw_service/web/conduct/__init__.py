"""The pages of the 100-point ledger (Art. 19-22): one book that several departments write in, each at its own
desk, with the same words for the same things.

``ledger``  /conduct: enter, confirm, tell, correct (center, tenderer, agency, regulator)
``board``   /supervision/scores: the regulator's annual board
``people``  /supervision/scores/experts: one expert's stops, training and orders
``lead``    /lead: objections and their two clocks
``office``  /office: confirming a year, approving history queries
"""
