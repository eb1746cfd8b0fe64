"""The draw of evaluation experts, and the only front door of the whole house.

Imports run downwards only; ``lint-imports`` keeps it.

- ``wiring``     the one place that knows every room; alone touches clock, chance and network
- ``cli``        the ``panel`` command
- ``drill``      a rehearsal (演练): a practice city and the story ``panel demo`` tells, through use cases alone
- ``store``      tables, the transaction over them, keys, migrations
- ``documents``  rosters and specialty files, in and out of spreadsheets
- ``usecases``   what people can do, one act per file, grouped by who acts; ``ports`` names what they need
- ``rules``      PURE: the regulation and edraw/1 as code; values in, values out

Below it stand ``scoring`` and ``notifications``, and below them ``audit``.
"""
