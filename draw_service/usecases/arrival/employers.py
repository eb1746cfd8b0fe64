"""The employer's name beside an opened name: a code tells nobody at the table who has come (Art. 8(5))."""

from __future__ import annotations

from draw_service.usecases.ports import Books


def employer_of(books: Books, expert_id: str, unit: str) -> str:
    """As the register has it now, else ``unit``, the code that was sealed. For papers and pages that show the
    name as well, from the sign-in time on."""
    expert = books.pool.expert(expert_id)
    return expert.employer.name if expert is not None else unit
