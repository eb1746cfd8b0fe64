"""For providers: what happened to calls and messages (Art. 5). No page and no person's data."""
