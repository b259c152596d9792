from django.utils.translation import override

from pairings.models import Organisation


def test_an_organisation_is_local_or_of_the_xpcc():
    local, xpcc = Organisation(scope="local"), Organisation(scope="xpcc")

    with override("en"):
        assert (local.get_scope_display(), xpcc.get_scope_display()) == ("local", "XPCC")
    with override("zh-hans"):
        assert (local.get_scope_display(), xpcc.get_scope_display()) == ("地方", "兵团")
