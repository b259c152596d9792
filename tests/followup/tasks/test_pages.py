"""The page of a task: what it says, the deeds it offers, and what a refused deed leaves there."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from pairings.models import Role
from projects.models import Evidence
from reports.models import Comment, Task
from tests import make

pytestmark = pytest.mark.django_db

KEY = "6e7f0f3c-5b54-4b6c-9d3f-4f1f5b6a7c8d"


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {**settings.STORAGES["evidence"], "OPTIONS": {"location": tmp_path}},
    }


@pytest.fixture
def task():
    return make.task(issued_by=make.member(Role.LEADER))


def browser(person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def recorder_of(task):
    return make.member(Role.RECORDER, task.responsible)


def reviewer_of(task):
    return make.member(Role.REVIEWER, task.responsible)


def post(person, task, deed, **data):
    url = f"{task.get_absolute_url()}{deed}/"
    return browser(person).post(url, data, follow=True).content.decode()


def page(person, task) -> str:
    return browser(person).get(task.get_absolute_url()).content.decode()


def photo(name="site.jpg"):
    content = BytesIO()
    Image.new("RGB", (40, 30), "grey").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue())


def released_answer(task, **fields):
    return make.answer(task, released_by=make.user(), released_at=timezone.now(), **fields)


def test_only_the_number_as_printed_opens_a_task(task):
    client, (year, sequence) = browser(task.issued_by), task.number.split("-")

    assert client.get(f"/follow-up/tasks/{year}-0{sequence}/").status_code == 404
    assert client.get(f"/follow-up/tasks/{year}-0/").status_code == 404
    assert client.get("/follow-up/tasks/latest/").status_code == 404


def test_an_overdue_task_says_by_how_many_days(task):
    Task.objects.update(
        issued_at=timezone.now() - timedelta(days=9),
        due_on=timezone.localdate() - timedelta(days=2),
    )

    assert "2 days overdue" in page(task.issued_by, task)


def test_the_page_has_the_places_that_links_of_other_pages_go_to(task):
    text = page(recorder_of(task), task)

    assert 'id="answer"' in text and 'id="time"' in text


def test_in_chinese_it_names_its_number_and_parties_as_the_register_does(task):
    client = browser(task.issued_by)
    client.cookies["django_language"] = "zh-hans"

    text = client.get(task.get_absolute_url()).content.decode()

    assert f"{task.number}号" in text and f"第{task.number}次" not in text
    assert "责任单位" in text and "配合单位" in text and "承办单位" not in text


def test_the_overview_offers_more_time_until_the_due_day_alone(task):
    recorder = recorder_of(task)
    time_url = f'href="{task.get_absolute_url()}#time"'
    assert time_url in browser(recorder).get("/follow-up/").content.decode()
    Task.objects.update(
        issued_at=timezone.now() - timedelta(days=9),
        due_on=timezone.localdate() - timedelta(days=2),
    )

    assert time_url not in browser(recorder).get("/follow-up/").content.decode()


def test_more_time_is_not_offered_while_a_request_waits_and_the_page_says_who_decides(task):
    recorder = recorder_of(task)
    until = task.due_on + timedelta(days=7)
    request = task.extensions.create(asked_by=recorder, until=until, reason="等待批复")
    time_url = f'href="{task.get_absolute_url()}#time"'

    overview = browser(recorder).get("/follow-up/").content.decode()
    home = browser(recorder).get("/to-do/").content.decode()
    text = page(recorder, task)

    assert task.title in overview and time_url not in overview
    assert task.title in home and time_url not in home
    assert f"{recorder.username} asked at" in text and "Ask for more time" not in text
    assert f"{task.issued_by.username}, who issued the task, another leader of that office" in text
    request.decided_by, request.decided_at, request.granted = task.issued_by, timezone.now(), False
    request.save()
    assert time_url in browser(recorder).get("/follow-up/").content.decode()
    assert "Ask for more time" in page(recorder, task)


def test_the_office_accepts_and_the_second_who_does_is_told_who_did(task):
    first, second = recorder_of(task), recorder_of(task)

    assert "The task was accepted." in post(first, task, "acceptance")
    assert f"{first.username} accepted this task" in post(second, task, "acceptance")


def test_an_answer_with_a_photograph_is_seen_by_the_issuer_outside_of_the_office(task):
    words_of_page = post(recorder_of(task), task, "answers", key=KEY, text="已开工", file=[photo()])

    evidence = Evidence.objects.get()
    url = f"{task.get_absolute_url()}files/{evidence.key}/"
    assert "sent to your reviewer" in words_of_page
    assert url in page(task.issued_by, task)
    client = browser(task.issued_by)
    assert b"".join(client.get(url)) and b"".join(client.get(f"{url}thumbnail/"))
    assert browser(make.member(Role.LEADER)).get(url).status_code == 404
    other = make.evidence(make.project())
    assert client.get(f"{task.get_absolute_url()}files/{other.key}/").status_code == 404


def test_more_than_nine_files_are_refused_and_the_text_stays(task):
    files = [photo() for _n in range(10)]

    words_of_page = post(recorder_of(task), task, "answers", key=KEY, text="已开工", file=files)

    assert words_of_page.count("You chose 10 files; an answer takes 9 at most.") == 2
    assert "已开工" in words_of_page
    assert not Evidence.objects.exists()


def test_a_wrong_file_undoes_the_answer_and_leaves_no_file(task, tmp_path):
    files = [photo(), SimpleUploadedFile("list.txt", b"words")]

    words_of_page = post(recorder_of(task), task, "answers", key=KEY, text="已开工", file=files)

    assert (
        words_of_page.count(
            "Only photographs (JPEG, PNG, WebP, HEIC) and PDF documents are accepted."
        )
        == 2
    )
    assert "已开工" in words_of_page
    assert not task.answers.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_refused_answer_names_the_files_to_choose_again_and_keeps_what_was_typed(task):
    first, second = recorder_of(task), recorder_of(task)
    files = [photo("现场.jpg"), photo("gate.jpg")]

    without_text = post(first, task, "answers", key=KEY, text=" ", says_done="on", file=files)
    assert "choose these files again: 现场.jpg and gate.jpg." in without_text
    assert 'name="says_done" id="answer-says_done" checked' in without_text
    assert "The answer was not sent" not in page(first, task)
    make.answer(task, by=first)
    too_late = post(second, task, "answers", key=KEY, text="未开工", file=[photo("north.jpg")])
    assert "The answer was not sent: choose north.jpg again." in too_late
    assert "未开工" in too_late and f"{first.username} answered this task" in too_late


def test_the_same_answer_posted_twice_counts_once_and_the_second_person_is_told(task):
    first, second = recorder_of(task), recorder_of(task)

    for _n in range(2):
        assert "sent to your reviewer" in post(first, task, "answers", key=KEY, text="已开工")
    words_of_page = post(
        second, task, "answers", key=KEY[::-1].replace("-", "")[:32], text="未开工"
    )

    assert task.answers.count() == 1
    assert f"{first.username} answered this task" in words_of_page
    assert "未开工" in words_of_page


def test_releasing_and_returning_tell_the_second_what_the_first_did(task):
    answer = make.answer(task, by=recorder_of(task))
    first, second = reviewer_of(task), reviewer_of(task)
    deed = f"answers/{answer.pk}"

    assert "The answer was released." in post(first, task, f"{deed}/release")
    assert f"{first.username} released this answer" in post(second, task, f"{deed}/release")
    leader, admin = task.issued_by, make.administrator()
    assert "Enter a reason" in post(leader, task, f"{deed}/return", reason=" ")
    assert "was returned" in post(leader, task, f"{deed}/return", reason="请附照片")
    words_of_page = post(admin, task, f"{deed}/return", reason="缺日期")
    assert f"{leader.username} returned this answer" in words_of_page
    assert "缺日期" in words_of_page
    assert "Returned: 请附照片" in page(recorder_of(task), task)


def test_closing_is_closed_off_with_its_reason_until_it_can_be(task):
    leader = task.issued_by

    assert "Not yet: nobody has answered." in page(leader, task)
    answer = released_answer(task)
    assert "Not yet" not in page(leader, task)
    assert "Choose how it ended" in post(leader, task, "closing", seen_answer=answer.pk)
    data = {"seen_answer": answer.pk, "outcome": "A"}
    assert "The task was closed." in post(leader, task, "closing", **data)
    assert f"{leader.username} closed this task" in post(
        make.administrator(), task, "closing", **data | {"outcome": "C"}
    )


def test_a_further_answer_is_read_before_the_task_is_closed(task):
    words_of_page = post(
        task.issued_by, task, "closing", outcome="A", seen_answer=released_answer(task).pk - 1
    )

    assert "read it first" in words_of_page
    assert f'name="seen_answer" value="{task.answers.get().pk}"' in words_of_page


def test_more_time_is_asked_for_and_decided_on_once(task):
    until = task.due_on + timedelta(days=5)
    first, second = recorder_of(task), recorder_of(task)
    admin = make.administrator()
    words = {"until": f"{until}", "reason": "等待批复"}

    assert "More time was asked for." in post(first, task, "extensions", key=KEY, **words)
    assert f"{first.username} asked at" in post(
        second, task, "extensions", key=KEY[:-1] + "9", **words
    )
    deed = f"extensions/{task.extensions.get().pk}"
    assert "The decision was saved." in post(task.issued_by, task, deed, granted="yes")
    words_of_page = post(admin, task, deed, granted="no", words="太晚")
    assert f"{task.issued_by.username} granted time" in words_of_page
    assert "太晚" in words_of_page


def test_a_comment_is_added_once(task):
    for _n in range(2):
        words_of_page = post(task.issued_by, task, "comments", key=KEY, text="请抓紧")

    assert "请抓紧" in words_of_page
    assert Comment.objects.count() == 1


def test_a_step_and_a_sentence_say_the_hour_of_the_office(task):
    at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    Task.objects.update(accepted_at=at, accepted_by=recorder_of(task))

    words_of_page = post(recorder_of(task), task, "acceptance")

    assert words_of_page.count("2 Mar 2026, 07:30") == 2


def test_an_auditor_reads_and_is_offered_nothing(task):
    released_answer(task)

    assert "<textarea" not in page(make.auditor(), task)


def test_a_page_with_three_answers_takes_no_more_queries_than_one_with_one(
    task, django_assert_max_num_queries
):
    def returned():
        returned_at = {"returned_by": make.user(), "returned_at": timezone.now(), "reason": "重答"}
        released_answer(task, **returned_at)

    returned()
    client = browser(task.issued_by)
    for _n in range(2):
        with django_assert_max_num_queries(26):
            client.get(task.get_absolute_url())
        returned()
        returned()
