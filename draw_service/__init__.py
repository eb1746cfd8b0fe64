"""The draw of evaluation experts, and the only front door of the whole house.

Imports run downwards only; ``lint-imports`` keeps it.

- ``cli``        the ``panel`` command: asks wiring for a house and calls one use case
- ``operations`` the same for those who run the house: backups, checks, the process for strangers
- ``wiring``     the one place that knows every room below, and hands clock, chance and network to them
- ``drill``      rehearsal (演练): a practice city and the story of ``panel demo``, through use cases alone
- ``store``      tables, the transaction over them, keys, migrations
- ``documents``  rosters and specialty files, in and out of spreadsheets
- ``devices``    adapters to devices: security keys
- ``observing``  figures and log lines for those who run the house, never a person in them
- ``machine``    clocks, chance and threads as the machine has them
- ``settings``   what an administrator may set, each with its default
- ``usecases``   what people can do, one act per file, grouped by who acts; ``ports`` names what they need
- ``rules``      PURE: the regulation and edraw/1 as code; values in, values out

Below it stand ``scoring`` and ``notifications``, and below them ``audit``.
"""
