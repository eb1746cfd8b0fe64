"""What was done, in a form nobody can rewrite unseen.

The lowest room: it imports nothing of the house, and everything stands on it.

Pure files (bytes in, bytes out; no clock, no chance, no disk):

- ``canonical``   the one spelling of a JSON value (RFC 8785, restricted) and its strict reader
- ``merkle``      the RFC 6962 tree: roots, inclusion and consistency proofs, and their checks
- ``checkpoint``  C2SP signed notes, checkpoints and witness cosignatures (Ed25519)
- ``events``      the event types of edraw/1 with the shape of each body; facts outside draws
- ``verify``      the verifier of an evidence bundle, step by step as the protocol numbers them; it runs
  with ``cryptography`` alone: ``python -m audit.verify FILE``

Files that keep:

- ``refusal``     the shape of every refusal in the house
- ``tables``, ``journal``  the append-only journal, written in the transaction of the fact it records
- ``columns``, ``statements``  what every table of the house shares; statements compiled once for a driver
- ``sequencer``   gives events their places in the log, many at a time, and signs it
- ``cosigned``    what witnesses signed of it, and which checkpoint a draw may go on under
- ``witness``     the log witness: a process of the regulator's with a key and a file of its own
"""
