"""The order of each stratum, and step 10: the first holders it gives (protocol section 4)."""

from __future__ import annotations

from hashlib import sha256

from audit.canonical import canonical
from audit.verify.course import Course
from audit.verify.lists import Lists
from audit.verify.report import Failed, NotApplicable, Said
from audit.verify.seats import Seats
from audit.verify.seed import Keyed


class Order:
    """Handles of every stratum by ticket, as the seed orders them."""

    def __init__(self, lists: Lists, course: Course, seed: bytes) -> None:
        self.units: dict[str, str] = {handle: leaf["u"] for handle, leaf in lists.pool.items()}
        found = Keyed(seed, b"edraw/1 ticket\0").each(map(bytes.fromhex, lists.pool))
        tickets = [
            (ticket, handle, leaf["s"])
            for ticket, (handle, leaf) in zip(found, lists.pool.items(), strict=True)
        ]
        tickets.sort()  # by ticket and handle; no handle comes twice
        self.by_stratum: dict[str, list[str]] = {stratum["id"]: [] for stratum in course.strata}
        for _, handle, members in tickets:
            for stratum in members:
                self.by_stratum[stratum].append(handle)

    def seats(self, course: Course, lists: Lists) -> Seats:
        """Empty seats over this order, with the recusals of the lock."""
        assert course.lock is not None
        return Seats(
            course.strata,
            self.by_stratum,
            self.units,
            course.lock.body["max_per_unit"],
            set(lists.recused),
        )


def check_result(course: Course, lists: Lists, seed: bytes, order: Order) -> Said:
    """Step 10. The commitment published with the order names the first holders of slots 1..Q."""
    if course.order is None:
        raise NotApplicable("没有产生顺序", "there is no order")
    seats = order.seats(course, lists)
    first = [seats.take(slot) or "" for slot in range(1, course.seats + 1)]
    found = sha256(b"edraw/1 result\0" + seed + canonical(first)).hexdigest()
    if found != course.order.body["result_commit"]:
        raise Failed("首轮结果与公布的承诺不符", "the first holders are not the ones committed to")
    count = sum(1 for handle in first if handle)
    return Said(
        f"{course.seats} 席中首轮 {count} 席有人，与承诺相同",
        f"{count} of {course.seats} seats have a first holder, as committed",
    )
