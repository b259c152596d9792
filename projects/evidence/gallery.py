"""The files of something, as a page lists them."""

from projects.evidence.files import may_add
from projects.evidence.removal import removable


def gallery(files, owner, add_to: str, *, user) -> dict:
    """The files of an owner and what the reader may do there: ``add_to`` is empty for no more."""
    add_to = add_to if may_add(user, owner) else ""
    return {"files": files, "add_to": add_to, "removable": removable(files, user)}
