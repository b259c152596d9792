"""Says which pictures of two folders differ, and by what share of their pixels.

    python -m tests.browser.driver.compare_screenshots before after

Exit code 1 where any differs or stands in one folder only.
"""

import sys
from pathlib import Path

from PIL import Image, ImageChops

# Of 255 for each colour: less is the smoothing of an edge.
TOLERANCE = 8


def main(before: Path, after: Path) -> int:
    differences = folder_differences(before, after)
    for line in differences:
        print(line)
    print(f"{len(differences)} of {len(names(before) | names(after))} pictures differ")
    return 1 if differences else 0


def folder_differences(before: Path, after: Path) -> list[str]:
    """A line for each picture that differs, or stands in one of the folders only."""
    lines = [f"{name}: only in {before}" for name in names(before) - names(after)]
    lines += [f"{name}: only in {after}" for name in names(after) - names(before)]
    for name in names(before) & names(after):
        with Image.open(before / name) as old, Image.open(after / name) as new:
            share, area = difference(old, new)
            if share:
                resized = "" if old.size == new.size else f", size {old.size} to {new.size}"
                lines.append(f"{name}: {share:.3%} of the pixels, within {area}{resized}")
    return sorted(lines)


def difference(old: Image.Image, new: Image.Image) -> tuple[float, tuple | None]:
    """Share of differing pixels of the larger frame, and the box that holds them all.

    What only one of the pictures has, because it is larger, differs.
    """
    size = max(old.width, new.width), max(old.height, new.height)
    common = min(old.width, new.width), min(old.height, new.height)
    mask = Image.new("L", size, 255)
    channels = ImageChops.difference(
        old.convert("RGB").crop((0, 0, *common)), new.convert("RGB").crop((0, 0, *common))
    ).split()
    largest = ImageChops.lighter(ImageChops.lighter(*channels[:2]), channels[2])
    mask.paste(largest.point(lambda value: 255 if value > TOLERANCE else 0), (0, 0))
    return mask.histogram()[255] / (size[0] * size[1]), mask.getbbox()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.png")}


if __name__ == "__main__":
    if len(sys.argv) != 3 or not all(Path(folder).is_dir() for folder in sys.argv[1:]):
        sys.exit(__doc__)
    sys.exit(main(*map(Path, sys.argv[1:])))
