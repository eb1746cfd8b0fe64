"""What the regulator takes away: bundles, records, the register of the lock, the whole log; and the two facts
that open and close them, the result notice and the hand-over (招标投标法 37; protocol section 7)."""
