"""A phone network for rehearsals: callees with a script of their own. Nothing here rings a real phone."""
