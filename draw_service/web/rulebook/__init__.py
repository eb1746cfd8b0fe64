"""``/rules``: the rule pack to read, its editions, what a draft would do, old draws replayed."""
