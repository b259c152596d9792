"""A person is called the same everywhere: by name, else by what they sign in with."""

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model

from aidtrack.values.people import person_name

User = get_user_model()


@pytest.mark.parametrize(
    ("person", "name"),
    [
        (User(username="chen", first_name="陈静"), "陈静"),
        (User(username="chen", first_name="静", last_name="陈"), "陈静"),
        (User(username="chen", first_name=" 静 ", last_name=" 陈 "), "陈静"),
        (User(username="chen", first_name="Jing", last_name="Chen"), "Jing Chen"),
        (User(username="adil", first_name="阿迪力·买买提"), "阿迪力·买买提"),
        (User(username="chen"), "chen"),
        (User(username="chen", first_name=" "), "chen"),
        (None, ""),
    ],
)
def test_a_person_is_called_by_name_else_by_user_name(person, name):
    assert person_name(person) == name


def test_no_page_and_no_file_spells_a_name_on_its_own():
    folders = ("aidtrack", "pairings", "projects", "reports", "templates")
    sources = [p for f in folders for p in (settings.BASE_DIR / f).rglob("*.*")]
    texts = {p: p.read_text("utf-8") for p in sources if p.suffix in (".py", ".html", ".txt")}

    spelled = [p.name for p, text in texts.items() if "get_full_name" in text]

    assert spelled == ["people.py"]
