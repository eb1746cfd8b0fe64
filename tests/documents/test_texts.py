"""Plain papers: lines that fit, codes that a scanner reads from paper, files their owner alone can read."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from rich.cells import cell_len

from draw_service.documents.folding import breaks, fold
from draw_service.documents.private_file import write_private
from draw_service.documents.qr_text import BORDER, qr_text
from draw_service.documents.roster_choices import CHOICES, SHAPES, expected, problem_said
from draw_service.documents.roster_template import NOTES, write_template
from draw_service.documents.slip_paper import slip_text
from draw_service.rules.roster_cells import canonical
from draw_service.rules.roster_columns import SHEETS, column_of
from draw_service.rules.roster_rows import RowProblem
from draw_service.rules.slips import code_of, make_slip

COLUMNS = {column.name: column for sheet in SHEETS for column in sheet.columns}


# --- codes ------------------------------------------------------------------------------------------------


def scanned(drawn: str) -> list[list[int]]:
    """The modules of a code as ink on paper shows them, two rows from each line."""
    rows: list[list[int]] = []
    for line in drawn.splitlines():
        rows.append([int(char in "▀█") for char in line])
        rows.append([int(char in "▄█") for char in line])
    return rows


@given(st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ ", min_size=1, max_size=65))
def test_dark_modules_are_ink_and_the_border_is_light(text: str) -> None:
    matrix = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    size = len(matrix)

    rows = scanned(qr_text(text))

    inner = [row[BORDER : BORDER + size] for row in rows[BORDER : BORDER + size]]
    assert inner == [[int(module) for module in row] for row in matrix]
    # A finder pattern begins dark: the wrong way round, its corner would be light.
    assert inner[0][:8] == [1, 1, 1, 1, 1, 1, 1, 0]
    assert sum(map(sum, rows)) == sum(map(sum, inner))


def test_on_a_dark_screen_the_light_modules_glow() -> None:
    paper, screen = scanned(qr_text("x")), scanned(qr_text("x", glowing=True))

    assert screen == [[1 - module for module in row] for row in paper]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_slip_fits_its_paper_and_has_three_codes(lang: str) -> None:
    slip = make_slip("regulator", "AP-2026-0001.1", bytes(range(72)))
    seen: list[str] = []

    def draw(text: str) -> str:
        seen.append(text)
        return qr_text(text)

    text = slip_text(slip, lang, draw)

    assert max(cell_len(line) for line in text.splitlines()) <= 80
    assert seen == [f"{slip.commitment}:{slip.public_key}", code_of(slip.share), code_of(slip.unseal)]
    # The public code stands first and holds neither secret.
    assert code_of(slip.share) not in seen[0]


# --- lines ------------------------------------------------------------------------------------------------


@given(st.text("名单已封存。，（）共 12ab", max_size=200), st.integers(8, 80))
def test_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    folded = fold(text, width, "  ")

    assert all(cell_len(line.rstrip()) <= width for line in folded.split("\n"))
    assert "".join(folded.split()) == "".join(text.split())


def test_a_number_stays_with_its_word_and_no_line_begins_with_a_closing_mark() -> None:
    text = "申请 AP-2026-0001 已受理；投标人名单（8 家，含联合体成员）已加密保存。"

    for width in range(20, 80):
        lines = fold(text, width).split("\n")
        assert any("AP-2026-0001" in line for line in lines)
        assert not any(line.startswith(("。", "，", "；", "）")) for line in lines)
    assert breaks("短", 80) == []


# --- files ------------------------------------------------------------------------------------------------


def test_a_private_file_is_its_owners_and_replaced_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "slip.txt"
    write_private(path, b"one")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError) as refused:
        write_private(path, b"two")
    assert refused.value.filename == str(path)
    assert path.read_bytes() == b"one"

    path.chmod(0o644)
    write_private(path, b"three", replace=True)
    assert path.read_bytes() == b"three"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", CHOICES)
def test_every_word_of_a_drop_down_list_is_read(name: str) -> None:
    read = [canonical(word, COLUMNS[name]) for word in CHOICES[name]]

    assert len(set(read)) == len(read)
    if name == "KIND":
        assert set(read) == {"employed", "board", "controls", "relative", "declared"}


def test_what_belongs_into_a_column_is_said_of_columns_that_are_there() -> None:
    assert {*CHOICES, *SHAPES} <= set(COLUMNS)
    assert all(expected(name, lang) for name in (*CHOICES, *SHAPES) for lang in ("zh", "en"))


def test_the_template_marks_what_must_be_filled_in_and_explains_it(tmp_path: Path) -> None:
    write_template(tmp_path / "blank.xlsx")

    with CalamineWorkbook.from_path(tmp_path / "blank.xlsx") as book:
        assert book.sheet_names == [*(sheet.zh for sheet in SHEETS), NOTES]
        for sheet in SHEETS:
            heads = [str(head) for head in book.get_sheet_by_name(sheet.zh).to_python()[0]]
            found = [column_of(sheet, head) for head in heads]
            assert found == list(sheet.columns)
            assert [head.startswith("*") for head in heads] == [each.mandatory for each in sheet.columns]
        notes = book.get_sheet_by_name(NOTES).to_python()
    examples = {str(row[1]): str(row[5]) for row in notes if len(row) > 5 and row[5] and row[5] != "示例"}
    assert examples["证件号(ID_CARD)"].startswith("220800")
    for head, example in examples.items():
        column = column_of(SHEETS[0], head) or column_of(SHEETS[2], head)
        assert column is not None
        assert canonical(example, column)


def test_a_problem_is_one_sentence_with_what_would_be_right() -> None:
    problem = RowProblem("专家", 7, "ONWORK", "大概", "choice")
    header = RowProblem("专家", 1, "", "", "no-sheet")

    assert (
        problem_said(problem, "zh") == "专家第 7 行，是否在职（大概）：不是该项允许的取值（应为：是、否）。"
    )
    assert problem_said(problem, "en").endswith("(1 or 是, 0 or 否).")
    assert "没有找到专家表" in problem_said(header, "zh")
