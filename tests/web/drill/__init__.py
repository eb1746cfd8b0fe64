"""The newcomer's desk."""
