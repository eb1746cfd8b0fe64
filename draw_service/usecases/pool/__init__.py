"""Keeping the register of experts (Art. 2, 3). Who keeps it never runs a draw (管用分离)."""
