"""The only HTTP of the service. Every route has a gate, or the app does not start."""
