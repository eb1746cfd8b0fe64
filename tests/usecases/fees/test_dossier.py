"""发放明细 and the five papers of a claim as one book (财务管理制度 16(8); Art. 18)."""

from __future__ import annotations

import zlib
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import EncodedStreamObject, NameObject

from draw_service.rules.fees_dossier import ATTACHMENTS, completeness
from draw_service.rules.refusals import AttachmentRefused, NotFound, PaperNotYet
from draw_service.usecases.fees.dossier import check_dossier, take_dossier
from draw_service.usecases.fees.keep_scan import keep_scan
from draw_service.usecases.papers.preview_paper import preview_paper
from draw_service.usecases.papers.print_paper import print_paper
from tests.usecases.fees.office import ANN, FeeOffice


def text_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def scanned(pages: int) -> bytes:
    made = PdfWriter()
    for _ in range(pages):
        made.add_blank_page(595, 842)
    out = BytesIO()
    made.write(out)
    return out.getvalue()


def gaps(office: FeeOffice) -> dict[str, str]:
    return {part.kind: part.gap for part in check_dossier(office.house, ANN, office.draw_id)}


@pytest.mark.parametrize(
    ("printed", "scans", "wanting"),
    [
        ((), (), dict.fromkeys(ATTACHMENTS, "not-printed")),
        (ATTACHMENTS, (), dict.fromkeys(("minutes", "sign-in-sheet", "fee-sheet"), "not-scanned")),
        (ATTACHMENTS[:2], ATTACHMENTS[2:], {}),
        ((), ATTACHMENTS, {}),
    ],
)
def test_what_is_wanting(printed: tuple[str, ...], scans: tuple[str, ...], wanting: dict[str, str]) -> None:
    found = completeness(frozenset(printed), frozenset(scans))

    assert [part.number for part in found] == [1, 2, 3, 4, 5]
    assert {part.kind: part.gap for part in found if part.gap} == wanting


def test_the_sheet_on_paper_names_everybody_and_no_account(office: FeeOffice) -> None:
    with pytest.raises(PaperNotYet):
        preview_paper(office.house, "fee-sheet", office.draw_id, "ann")
    with pytest.raises(NotFound):
        preview_paper(office.house, "fee-sheet", "AP-2026-9999.1", "ann")
    sheet = office.confirmed()

    made = print_paper(office.house, "fee-sheet", office.draw_id, "ann")

    words = "".join("".join(text_of(made.pdf)).split())
    assert made.serial.startswith("FS-")
    for pay in sheet.pays:
        assert office.name_of(pay.expert) in words
        assert f"{pay.total // 100:,}.00" in words
    assert f"{sheet.total // 100:,}.00" in words


def test_the_book_numbers_its_pages_and_says_what_is_wanting(office: FeeOffice) -> None:
    office.confirmed()
    assert set(gaps(office).values()) == {"not-printed"}
    for kind in ATTACHMENTS:
        print_paper(office.house, kind, office.draw_id, "ann")
    half = take_dossier(office.house, ANN, office.draw_id)
    assert [part.kind for part in half.gaps] == ["minutes", "sign-in-sheet", "fee-sheet"]
    assert "不齐全" in "".join(text_of(half.pdf)).replace("\n", "")
    for kind in ("minutes", "sign-in-sheet", "fee-sheet"):
        keep_scan(office.house, ANN, office.draw_id, kind, scanned(2))

    whole = take_dossier(office.house, ANN, office.draw_id)
    again = take_dossier(office.house, ANN, office.draw_id)

    assert whole.gaps == ()
    assert whole.serial != half.serial
    assert (again.serial, again.pdf) == (whole.serial, whole.pdf), "the same book has the same bytes"
    pages = text_of(whole.pdf)
    total = len(pages) - 1
    assert [f"{n} / {total}" in page.replace("\n", "") for n, page in enumerate(pages[1:], start=1)] == [
        True
    ] * total
    assert "齐全" in pages[0]
    assert sum("附件 3" in page for page in pages[1:]) == 2


@pytest.mark.parametrize("data", [b"", b"no pdf", b"%PDF-1.7 broken", b"GIF89a"])
def test_what_is_no_scan_is_refused(office: FeeOffice, data: bytes) -> None:
    office.confirmed()

    with pytest.raises(AttachmentRefused):
        keep_scan(office.house, ANN, office.draw_id, "minutes", data)
    with pytest.raises(NotFound):
        keep_scan(office.house, ANN, office.draw_id, "roster", scanned(1))


def test_a_password_is_refused(office: FeeOffice) -> None:
    office.confirmed()
    locked = PdfWriter(clone_from=BytesIO(scanned(1)))
    locked.encrypt("secret", algorithm="AES-256")
    out = BytesIO()
    locked.write(out)

    with pytest.raises(AttachmentRefused):
        keep_scan(office.house, ANN, office.draw_id, "minutes", out.getvalue())


def written(stream: bytes, filter: str) -> bytes:
    """A PDF of one page with this content."""
    made = PdfWriter()
    page = made.add_blank_page(595, 842)
    content = EncodedStreamObject()
    content._data = stream
    content[NameObject("/Filter")] = NameObject(filter)
    page[NameObject("/Contents")] = made._add_object(content)
    out = BytesIO()
    made.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("stream", "filter"),
    [
        (zlib.compress(bytes(200_000_000)), "/FlateDecode"),
        (b"~~~~", "/ASCII85Decode"),
        (b"q", "/Nonsense"),
    ],
    ids=["bomb", "broken", "unknown"],
)
def test_a_scan_no_book_can_hold_is_refused_before_it_is_kept(
    office: FeeOffice, stream: bytes, filter: str
) -> None:
    office.confirmed()

    with pytest.raises(AttachmentRefused):
        keep_scan(office.house, ANN, office.draw_id, "minutes", written(stream, filter))

    assert take_dossier(office.house, ANN, office.draw_id).pdf
