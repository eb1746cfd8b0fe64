"""The log witness: a process of the regulator's own that keeps every leaf and cosigns what it has checked.

It knows nothing of the house but the log's origin, its public key, and where its leaves are served.

- ``rules``     PURE. what a leaf may be, given every leaf before it (protocol section 6)
- ``wire``      PURE. C2SP tlog-witness: one submission, what is answered, and why
- ``words``     PURE. every alarm in both languages
- ``store``     the mirror, what was cosigned and the alarms, in one SQLite file
- ``keyfile``   the key that cosigns, in a file of its owner's alone
- ``desk``      one submission from beginning to end: judge, read the leaves, keep, and only then sign
- ``feed``      the leaves, as the log's own service hands them out
- ``client``    the other side: a log asks its witnesses
- ``page``      what the regulator sees; ``app`` answers over HTTP
- ``refusals``  why a witness does not start
"""
