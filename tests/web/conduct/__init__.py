"""The pages of the ledger: whose, by whom, and what nobody sees before unsealing (Art. 19-22)."""
