"""Pages of pool keeping."""
