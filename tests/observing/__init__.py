"""What is seen of a running house, and what must never be."""
