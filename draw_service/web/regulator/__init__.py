"""The regulator's rooms: its draws, its witness, its consent, requests for recusal, the evidence (ui.md)."""
