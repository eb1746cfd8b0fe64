"""A sample box for the gateway port, with nothing but the standard library (see deploy/gateway.md).

- ``exchange``  what a vendor replaces: dialling, speaking, hearing keys, sending messages
- ``box``       attempts, taken once each, their events and what is said next
- ``server``    the port over HTTP

``python -m notifications.gateway_sample`` runs it with an exchange that only rehearses.
"""
