import os
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_stale(folder: Path) -> list[Path]:
    """Compile each catalogue whose ``.mo`` is missing or older; returns those compiled.

    With babel, because a machine that only runs the program need not have GNU gettext.
    """
    compiled = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            _compile(source, target)
            compiled.append(target)
    return compiled


def _compile(source: Path, target: Path):
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    content = BytesIO()
    write_mo(content, catalogue)
    # Replaced in one step: a process that starts meanwhile reads the old one or the new one.
    draft = target.with_suffix(f".{os.getpid()}.mo")
    draft.write_bytes(content.getvalue())
    draft.replace(target)
