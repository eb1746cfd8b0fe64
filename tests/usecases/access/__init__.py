"""Coming in and staying in, on the real store."""
