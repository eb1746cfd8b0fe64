"""Sign-in desk, unsealing and counter."""
