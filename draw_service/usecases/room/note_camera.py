"""Which camera of the center looks on, so that the recording is found again (Art. 10)."""

from __future__ import annotations

from audit.events import BodyError, HouseEvent
from draw_service.rules.refusals import BadInput
from draw_service.usecases.chain import load_running
from draw_service.usecases.ports import House
from draw_service.usecases.room.entries import Camera, EntryList, entries_of, keep


def note_camera(house: House, draw_id: str, camera: str) -> None:
    """``camera``: its id in the surveillance system, printable ASCII. Raises ``BadInput``, ``NotFound``,
    ``DrawEnded``."""
    with house.books() as books:
        load_running(books, draw_id)
        before, now = entries_of(books, draw_id), house.clock.now()
        if camera in {one.id for one in before.cameras}:
            return
        if not 0 < len(camera) <= 64:
            raise BadInput(what="camera")
        keep(books, draw_id, EntryList(before.entries, (*before.cameras, Camera(camera, now))))
        try:
            body = {"draw": draw_id, "camera": camera}
            books.journal.note("rooms", HouseEvent.CAMERA_NOTED, body, now)
        except BodyError as error:
            raise BadInput(what=str(error)) from None
        books.commit()
