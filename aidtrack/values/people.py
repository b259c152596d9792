"""How people are called."""

import re

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")


def person_name(person) -> str:
    """A person's name, else what they sign in with; empty for a command, which is nobody.

    A name in Chinese characters is written surname first and without a space.
    """
    if not person:
        return ""
    surname, given_name = person.last_name.strip(), person.first_name.strip()
    if HAN.search(surname + given_name):
        return surname + given_name
    return person.get_full_name() or person.get_username()
