"""How people are called."""


def person_name(person) -> str:
    """A person's name, else what they sign in with; empty for a command, which is nobody."""
    return (person.get_full_name() or person.get_username()) if person else ""
