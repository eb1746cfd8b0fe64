"""The only HTTP of the service, from outside."""
