"""Sentences with words filled in are put into the language of whoever reads them."""

from django.utils.translation import gettext_lazy as _, override

from aidtrack.values.words import in_each_language, in_own_language, worded


def test_a_sentence_with_words_is_read_in_each_language():
    label = worded(_("Is the sheet “%(sheet)s” to be read?"), {"sheet": "汇总"})

    stored = in_each_language(label)

    assert stored["en"] == "Is the sheet “汇总” to be read?"
    with override("zh-hans"):
        assert in_own_language(stored) == str(label) != stored["en"]


def test_nothing_is_stored_of_nothing():
    assert in_own_language({}) == ""
