from tests.tools.sizes import room_sheets, shared_sheets, sizes


def test_our_own_files_stay_small():
    assert [name for name, size, limit in sizes() if not 0 < size < limit] == []


def test_a_sheet_is_of_every_page_or_of_a_room():
    assert len(shared_sheets()) >= 5
    assert {path.name for path in room_sheets()} >= {"entry.css", "report.css", "wall.css"}
