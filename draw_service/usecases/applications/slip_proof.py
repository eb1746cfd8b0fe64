"""What a person enters of a slip: commitment and public key; the codes stay on paper (protocol section 1)."""

from __future__ import annotations

from dataclasses import dataclass, field

from draw_service.rules.applications import Party
from draw_service.rules.lottery import commitment
from draw_service.rules.refusals import BadInput, SlipUsed
from draw_service.rules.slips import Slip, read_entry_code, sealable
from draw_service.usecases.ports import Books, House, SlipRow


@dataclass(frozen=True, slots=True)
class SlipProof:
    """``commitment``, ``unseal_pk``: 64 hex characters; ``entry_code``: kept as an Argon2id hash only."""

    commitment: str
    unseal_pk: str
    entry_code: str = field(repr=False)


def proof_of(slip: Slip) -> SlipProof:
    """What the holder of a slip enters."""
    return SlipProof(slip.commitment, slip.public_key, slip.entry)


def keep_slip(house: House, books: Books, draw_id: str, party: Party, proof: SlipProof) -> None:
    """Store a slip's public half.

    Raises ``SlipUsed`` when either value was seen before or closes over a share already revealed in any draw,
    ``BadInput``.
    """
    for value in (proof.commitment, proof.unseal_pk):
        if len(value) != 64 or set(value) - set("0123456789abcdef"):
            raise BadInput(what="commitment / pk")
    if proof.commitment == proof.unseal_pk or not sealable(proof.unseal_pk):
        raise BadInput(what="commitment / pk")
    code = read_entry_code(proof.entry_code)
    if len(code) != 8:
        raise BadInput(what="entry code")
    if books.draws.slip_seen(proof.commitment, proof.unseal_pk):
        raise SlipUsed
    # A commitment holds the draw's id, so an old share under a new id looks new; the log shows it to all.
    if any(commitment(party, draw_id, old).hex() == proof.commitment for old in books.journal.shares()):
        raise SlipUsed
    hashed = house.keyring.hash_code(code)
    books.draws.put_slip(SlipRow(draw_id, party, proof.commitment, proof.unseal_pk, hashed))
