"""Pages as a person meets them, in the system's Chromium."""
