"""For a newcomer in a drill: enter as anybody, move the clock, see the codes of practice slips."""
