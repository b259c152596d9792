import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def read_key(folder: Path, *, make: bool) -> str:
    """The key in ``folder/secret-key``, made there first when ``make``; empty when there is none.

    Only its owner can read the file. It is linked into place when complete, so two processes that
    start at once end up with the same key.
    """
    path = folder / "secret-key"
    if make and not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".secret-key-{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(get_random_secret_key())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip() if path.exists() else ""
