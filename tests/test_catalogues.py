import gettext
import os

from aidtrack import catalogues

SOURCE = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "pairing"
msgstr "结对关系"

#, fuzzy
msgid "project"
msgstr "guessed by a program"
"""


def test_a_catalogue_is_compiled_when_it_changed_and_not_otherwise(tmp_path):
    source = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(SOURCE, "utf-8")

    compiled = catalogues.compile_stale(tmp_path)

    assert compiled == [source.with_suffix(".mo")]
    assert catalogues.compile_stale(tmp_path) == []
    os.utime(compiled[0], (0, 0))
    assert catalogues.compile_stale(tmp_path) == compiled
    assert [path.name for path in source.parent.glob("*.mo")] == ["django.mo"]


def test_only_what_a_person_confirmed_is_shown(tmp_path):
    source = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(SOURCE, "utf-8")
    catalogues.compile_stale(tmp_path)

    shown = gettext.translation("django", tmp_path, ["zh_Hans"])

    assert shown.gettext("pairing") == "结对关系"
    assert shown.gettext("project") == "project"
