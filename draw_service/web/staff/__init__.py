"""Pages of the center's own people: draw room, desk, unsealing, counter, pool, administration."""
