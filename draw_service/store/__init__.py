"""What the house keeps: tables, the transaction over them, their keys and their migrations.

- ``engine``    SQLite or PostgreSQL by address, set up so that a committed fact survives a power cut
- ``tables``    rows by subject; storage only
- ``keyring``   the secret keys of the house in one guarded file
- ``cipher``    encrypted columns; ``rotation`` moves them to a new key; ``pkcs11_token`` holds two others
- ``sequencer`` places in the log for all who wait; ``copying`` moves a grown database to the other engine
- ``books``     one transaction over everything, with a facet per subject: ``pool``, ``draws``, ``rooms``,
  ``log``
- ``migrations`` Alembic from day one
"""
