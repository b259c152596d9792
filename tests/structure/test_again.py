"""What a further database runs of the suite, of what the embedded one was sent."""

import hypothesis
import pytest
from hypothesis import strategies as st

from tests.databases import statements

sent_by_tests = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3),
    st.tuples(st.integers(0, 40), st.sets(st.integers(0, 12)).map(sorted)).map(list),
    max_size=12,
)


@hypothesis.given(sent_by_tests, st.sets(st.integers(0, 12)))
def test_the_chosen_tests_send_every_kind_of_statement_that_any_test_sends(sent, covered):
    names = statements.fewest(sent, covered)

    everything = {kind for _count, kinds in sent.values() for kind in kinds}
    assert {kind for name in names for kind in sent[name][1]} | covered >= everything


@hypothesis.given(sent_by_tests, st.sets(st.integers(0, 12)))
def test_each_chosen_test_sends_something_that_is_not_known_without_it(sent, covered):
    for name in statements.fewest(sent, covered):
        assert set(sent[name][1]) - covered


def test_a_test_that_sends_much_for_little_that_is_new_is_left_to_the_embedded_database():
    sent = {"cheap": [10, ["a", "b"]], "dear": [10_000, ["a", "b", "c"]]}

    assert statements.fewest(sent, set()) == {"cheap"}


@pytest.mark.parametrize(
    "other",
    [
        "SELECT a FROM t WHERE b IN (%s, %s, %s) LIMIT 21",
        "SELECT a FROM t WHERE b IN (%s) LIMIT 2",
    ],
)
def test_how_many_values_a_statement_has_makes_no_other_kind(other):
    kind = statements.kind("SELECT a FROM t WHERE b IN (%s, %s) LIMIT 1")

    assert statements.kind(other) == kind
    assert statements.kind(other.replace("IN", "NOT IN")) != kind


def test_rows_put_in_at_once_are_of_one_kind_however_many():
    single = "INSERT INTO t (a, b) VALUES (%s, %s)"

    assert statements.kind(f"{single}, (%s, %s)") == statements.kind(single)


def test_a_record_of_other_code_chooses_nothing(monkeypatch, tmp_path):
    record = tmp_path / "statements.json"
    record.write_text('{"of": "other", "sent": {"a": [1, ["x"]]}}')
    monkeypatch.setattr(statements, "RECORD", record)
    monkeypatch.delenv("EVERY_TEST", raising=False)

    assert statements.recorded() == {}

    record.write_text(record.read_text().replace("other", statements.digest()))
    assert statements.recorded() == {"a": [1, ["x"]]}

    monkeypatch.setenv("EVERY_TEST", "1")
    assert statements.recorded() == {}
