"""Numbers that pass every check and belong to nobody: their district, 220800, is given to no one."""

from __future__ import annotations

from datetime import date

from stdnum.cn import ric, uscc


def id_number(birthday: date, serial: int) -> str:
    """A resident identity number (GB 11643); ``serial`` below 1000, odd for a man."""
    body = f"220800{birthday:%Y%m%d}{serial:03}"
    return body + str(ric.calc_check_digit(f"{body}0"))


def credit_number(serial: int) -> str:
    """A unified social credit code (GB 32100); ``serial`` below 100,000."""
    body = f"91220800MADR{serial:05}"
    return body + str(uscc.calc_check_digit(body))
