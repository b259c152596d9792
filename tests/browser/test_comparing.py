"""Two folders of screenshots: which pictures differ, and by how much."""

from PIL import Image

from tests.browser.driver.compare_screenshots import folder_differences


def folder_with(path, **pictures):
    path.mkdir()
    for name, picture in pictures.items():
        picture.save(path / f"{name}.png")
    return path


def test_only_pictures_that_differ_are_listed(tmp_path):
    white = Image.new("RGB", (10, 10), "white")
    dotted = white.copy()
    dotted.putpixel((3, 4), (0, 0, 0))
    longer = Image.new("RGB", (10, 20), "white")
    smoothed = Image.new("RGB", (10, 10), (252, 255, 255))

    before = folder_with(tmp_path / "a", same=white, dot=white, long=white, edge=white, old=white)
    after = folder_with(tmp_path / "b", same=white, dot=dotted, long=longer, edge=smoothed)

    assert folder_differences(before, after) == [
        "dot.png: 1.000% of the pixels, within (3, 4, 4, 5)",
        "long.png: 50.000% of the pixels, within (0, 10, 10, 20), size (10, 10) to (10, 20)",
        f"old.png: only in {before}",
    ]


def test_folders_of_the_same_pictures_have_no_difference(tmp_path):
    white = Image.new("RGB", (10, 10), "white")
    before, after = folder_with(tmp_path / "a", x=white), folder_with(tmp_path / "b", x=white)

    assert folder_differences(before, after) == []
