"""``panel worker`` in processes of its own."""
