"""Fees (Art. 18): a sheet per draw, written by one person of the center and confirmed by another, paid by the
tenderer; the papers a claim needs; where experts are paid.

``list_sheets`` ``look_at_sheet`` ``own_pay`` change nothing; ``look_at_payment`` and ``dossier`` are logged.
"""
