import ast
import gettext
import os
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import gettext as gettext_now, ngettext, override, pgettext

from aidtrack.start import catalogues
from tests.tools import house

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

    translations = gettext.translation("django", tmp_path, ["zh_Hans"])

    assert translations.gettext("pairing") == "结对关系"
    assert translations.gettext("project") == "project"


PLACEHOLDER = re.compile(r"%%|%\(\w+\)[sd]|%[sd]")
# Half-width punctuation beside a Chinese character, or a space typed there.
NOT_CHINESE = re.compile(r"[\u4e00-\u9fff][,:;!? ]|[,:;!? ][\u4e00-\u9fff]")


def catalogue_path(root=settings.BASE_DIR):
    return Path(root, "aidtrack", "locale", "zh_Hans", "LC_MESSAGES", "django.po")


def entries(root=settings.BASE_DIR):
    """The Chinese catalogue without its header; English is the message ids themselves."""
    with catalogue_path(root).open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans", abort_invalid=True)
    return catalogue, [entry for entry in catalogue if entry.id]


def forms(text):
    """Singular and plural, or the one text."""
    return list(text) if isinstance(text, tuple | list) else [text]


def test_a_task_is_issued_by_one_word_as_registers_have_it():
    _catalogue, entries_in_use = entries()

    texts = [text for entry in entries_in_use for text in forms(entry.string)]
    assert [text for text in texts if re.search("发督办|督办已?发|发出|签发|下发", text)] == []


def test_every_entry_is_translated_and_in_use():
    catalogue, entries_in_use = entries()

    assert [e.id for e in entries_in_use if e.fuzzy or not all(forms(e.string))] == []
    assert list(catalogue.obsolete) == []


def test_the_catalogue_names_no_files():
    assert "\n#: " not in catalogue_path().read_text("utf-8")


def test_english_is_the_message_ids_though_the_default_language_is_chinese():
    _, entries_in_use = entries()

    with override("en"):
        assert [entry.id for entry in entries_in_use if english(entry) != forms(entry.id)] == []
    with override("zh-hans"):
        assert (
            translate(next(entry for entry in entries_in_use if entry.id == "projects")) == "项目"
        )


def english(entry):
    """An entry's singular and plural, or its one text, in the language of the moment."""
    if isinstance(entry.id, tuple):
        return [ngettext(*entry.id, count) for count in (1, 2)]
    return [translate(entry)]


def translate(entry):
    return pgettext(entry.context, entry.id) if entry.context else gettext_now(entry.id)


def test_a_page_is_english_for_who_reads_english_and_chinese_otherwise(client):
    address = reverse("sign-in")

    assert "<h1>Sign in</h1>" in client.get(address, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "<h1>登录</h1>" in client.get(address, HTTP_ACCEPT_LANGUAGE="fr").content.decode()


def test_a_translation_keeps_the_placeholders():
    _, entries_in_use = entries()

    for entry in entries_in_use:
        allowed = [Counter(PLACEHOLDER.findall(text)) for text in forms(entry.id)]
        for text in forms(entry.string):
            assert Counter(PLACEHOLDER.findall(text)) in allowed, entry.id


def test_chinese_is_punctuated_as_chinese():
    _, entries_in_use = entries()

    texts = [text for entry in entries_in_use for text in forms(entry.string)]
    assert [text for text in texts if NOT_CHINESE.search(text)] == []


def test_the_catalogue_holds_what_the_code_says_and_no_more(tmp_path, settings, monkeypatch):
    if not shutil.which("xgettext"):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("GNU gettext is missing")
    # makemessages writes beside the templates that it reads: let it do so in a copy.
    copy = tmp_path / "copy"
    left_out = shutil.ignore_patterns(".*", "*.mo", "fixtures", "static", "tests", "var")
    shutil.copytree(settings.BASE_DIR, copy, ignore=left_out)
    settings.LOCALE_PATHS = [copy / "aidtrack" / "locale"]
    monkeypatch.chdir(copy)

    call_command("makemessages", locale=["zh_Hans"], no_obsolete=True, verbosity=0)

    catalogued, collected = (
        {(entry.context, *forms(entry.id)) for entry in entries(root)[1]}
        for root in (settings.BASE_DIR, copy)
    )
    assert collected - catalogued == set(), "run 'make messages' and translate"
    assert catalogued - collected == set(), "run 'make messages'"


def test_the_reviewer_has_one_word_in_chinese():
    _, entries_in_use = entries()

    texts = [text for entry in entries_in_use for text in forms(entry.string)]
    assert any("复核人" in text for text in texts)
    assert [text for text in texts if "审核" in text] == []


def words_in_f_strings() -> set[tuple]:
    """(context, id) of each translation inside an f-string: the collecting of messages skips it."""
    calls = (
        call
        for app in ("aidtrack", "pairings", "projects", "reports")
        for path in house.modules(app)
        for string in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    )
    return {
        (call.args[0].value if call.func.id == "pgettext" else None, call.args[-1].value)
        for call in calls
        if call.func.id in ("_t", "gettext", "pgettext")
    }


def test_words_inside_f_strings_have_their_chinese():
    with override("zh-hans"):
        untranslated = {
            (context, words)
            for context, words in words_in_f_strings()
            if words == (pgettext(context, words) if context else gettext_now(words))
        }

    assert untranslated == set()
