"""Files: what is taken in, how it is stored, who sees it, when it goes."""

import re
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlencode
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import override
from PIL import ExifTags, Image, PngImagePlugin

from pairings.access.reach import reach
from pairings.models import Role
from projects.evidence import files as evidencing, removal
from projects.evidence.files import add_evidence
from projects.evidence.preparing import MOST_BYTES
from projects.evidence.removal import remove_evidence
from projects.models import Evidence
from tests import make
from tests.tools.reading import Page, words

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
RED, BLUE = (250, 0, 0), (0, 0, 250)
UPSIDE_DOWN = 3


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where the files of this test lie."""
    monkeypatch.setattr(Evidence._meta.get_field("file").storage, "location", str(tmp_path))
    return tmp_path


def files(folder) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def picture(kind="JPEG", size=(640, 480), **options) -> bytes:
    """Red above, blue below."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (0, size[1] // 2, *size))
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def with_place(kind="JPEG", **options) -> bytes:
    """Taken upside down at 37°N 79°E by a camera with a name."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = UPSIDE_DOWN
    exif[ExifTags.Base.Model] = "SECRETCAM"
    exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: (37.0, 6.0, 0.0), 3: "E", 4: (79.0, 55.0, 0.0)}
    return picture(kind, exif=exif, xmp=b"<x:xmpmeta>SECRETXMP</x:xmpmeta>", **options)


def add(content, name="photo.jpg", owner=None, by=None, **fields):
    """Adds the file to a project, by a recorder of its recipient, unless named otherwise."""
    owner = owner or make.project()
    upload = SimpleUploadedFile(name, content, "text/html")
    by = by or recorder_of(owner)
    return add_evidence(owner=owner, upload=upload, by=by, **{"key": uuid4(), **fields})


def recorder_of(owner):
    project = getattr(owner, "project", owner)
    return make.member(Role.RECORDER, project.lead_pairing.recipient)


def stored(evidence) -> bytes:
    with evidence.file.open() as content:
        return content.read()


def opened(field) -> Image.Image:
    with field.open() as content, Image.open(content) as image:
        image.load()
        return image


def refusal(content, **fields) -> str:
    with pytest.raises(ValidationError) as refused:
        add(content, **fields)
    return " ".join(refused.value.messages)


@pytest.mark.parametrize(
    ("kind", "content_type", "suffix"),
    [
        ("JPEG", "image/jpeg", ".jpg"),
        ("PNG", "image/png", ".png"),
        ("WEBP", "image/webp", ".webp"),
    ],
)
def test_a_photograph_is_told_by_its_content_and_stays_in_its_format(kind, content_type, suffix):
    evidence = add(picture(kind), "holiday.exe", phase="before", caption="旧教室")

    assert (evidence.kind, evidence.content_type) == ("photo", content_type)
    assert opened(evidence.file).format == kind
    assert evidence.file.name == f"{evidence.key.hex[:2]}/{evidence.key.hex}{suffix}"
    assert evidence.thumbnail.name == f"{evidence.key.hex[:2]}/{evidence.key.hex}-small.jpg"
    assert evidence.size == len(stored(evidence))
    assert evidence.sha256 == sha256(stored(evidence)).hexdigest()
    assert (evidence.original_name, evidence.phase, evidence.caption) == (
        "holiday.exe",
        "before",
        "旧教室",
    )


def test_a_pdf_named_as_a_photograph_is_a_document():
    evidence = add(PDF, "photo.jpg")

    assert (evidence.kind, evidence.content_type) == ("document", "application/pdf")
    assert stored(evidence) == PDF
    assert not evidence.thumbnail


def test_a_photograph_with_further_pictures_behind_it_is_a_jpeg():
    behind = Image.new("RGB", (64, 48))
    evidence = add(picture("MPO", save_all=True, append_images=[behind]))

    assert evidence.content_type == "image/jpeg"
    assert opened(evidence.file).size == (640, 480)


@pytest.mark.parametrize("content", [HTML, SVG, b"GIF89a", b"PK\x03\x04", b"\n%PDF-1.7 %%EOF"])
@pytest.mark.parametrize("name", ["photo.jpg", "page.html", "plan.pdf"])
def test_what_is_neither_is_refused_whatever_its_name(folder, content, name):
    assert "Only photographs" in refusal_in_english(content, name=name)
    assert files(folder) == []


def refusal_in_english(content, **fields):
    with override("en"):
        return refusal(content, **fields)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 and no end", "its end is missing"),
        (picture()[:-200], "is incomplete and cannot be read"),
        (picture("PNG")[:-40], "is incomplete and cannot be read"),
        (picture("WEBP")[:60], "is incomplete and cannot be read"),
        (b"\xff\xd8\xff" + HTML, "is incomplete and cannot be read"),
        (picture() + b"\0" * MOST_BYTES["photo"], "at most 15 MB"),
        (b"%PDF-" + b"\0" * MOST_BYTES["document"] + b"%%EOF", "at most 20 MB"),
    ],
    ids=["empty", "pdf", "jpeg", "png", "webp", "html", "large photo", "large document"],
)
def test_a_file_that_is_empty_cut_off_or_too_large_is_refused(folder, content, sentence):
    assert sentence in refusal_in_english(content)
    assert files(folder) == []
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("size", [(50_001, 1_000), (10_000, 9_500), (20_000, 10_000)])
def test_a_photograph_of_too_many_pixels_is_refused_before_it_is_unpacked(size):
    out = BytesIO()
    Image.new("1", size).save(out, "PNG")

    assert "at most 50 megapixels" in refusal_in_english(out.getvalue())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_time_and_camera_are_gone(kind):
    options = {"comment": "SECRETNOTE"} if kind == "JPEG" else {}
    photograph = with_place(kind, **options)
    assert b"SECRETCAM" in photograph

    evidence = add(photograph)

    image = opened(evidence.file)
    assert not image.getexif()
    assert not image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    assert {"exif", "xmp", "comment"}.isdisjoint(image.info)
    assert b"SECRET" not in stored(evidence)
    assert not evidence.keeps_location


def test_texts_in_a_png_are_gone():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Location", "SECRETPLACE")
    notes.add_itxt("XML:com.adobe.xmp", "SECRETXMP")

    evidence = add(picture("PNG", pnginfo=notes))

    assert b"SECRET" not in stored(evidence)


def test_the_place_stays_where_it_was_asked_for_but_never_in_the_thumbnail():
    photograph = with_place()

    evidence = add(photograph, keeps_location=True)

    assert stored(evidence) == photograph
    place = opened(evidence.file).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    assert place[2] == (37.0, 6.0, 0.0)
    assert evidence.keeps_location
    assert not opened(evidence.thumbnail).getexif()


@pytest.mark.parametrize("keeps_location", [False, True])
def test_what_was_taken_upside_down_is_shown_upright(keeps_location):
    evidence = add(with_place(), keeps_location=keeps_location)

    images = [evidence.thumbnail] if keeps_location else [evidence.thumbnail, evidence.file]
    for image in map(opened, images):
        assert close(image.getpixel((5, 5)), BLUE)
        assert close(image.getpixel((5, image.height - 5)), RED)


def close(colour, expected) -> bool:
    return all(abs(a - b) < 30 for a, b in zip(colour, expected, strict=True))


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16", "CMYK"])
def test_every_mode_of_colour_has_a_thumbnail(mode):
    out = BytesIO()
    Image.new(mode, (640, 480)).save(out, "JPEG" if mode == "CMYK" else "PNG")

    evidence = add(out.getvalue())

    small = opened(evidence.thumbnail)
    assert (small.format, small.size, small.mode) == ("JPEG", (320, 240), "RGB")
    assert opened(evidence.file).size == (640, 480)


def test_a_thumbnail_is_not_larger_than_the_photograph():
    assert opened(add(picture(size=(40, 30))).thumbnail).size == (40, 30)


def test_a_document_is_taken_neither_before_nor_after():
    assert "before, during or after" in refusal_in_english(PDF, phase="before")


def test_the_same_form_sent_twice_counts_once(folder):
    project, key = make.project(), uuid4()
    by = recorder_of(project)

    first, second = (add(picture(), owner=project, by=by, key=key) for _ in range(2))

    assert first == second
    assert Evidence.objects.count() == 1
    assert len(files(folder)) == 2


def test_a_form_of_somebody_else_is_not_answered_with_their_file():
    project, key = make.project(), uuid4()
    add(PDF, owner=project, key=key)

    assert "already been used" in refusal_in_english(PDF, owner=project, key=key)


def test_a_failure_leaves_no_file(folder, monkeypatch):
    monkeypatch.setattr(Evidence, "save", broken)

    with pytest.raises(RuntimeError):
        add(picture())

    assert folder.exists()
    assert files(folder) == []


def broken(self):
    raise RuntimeError("what nobody thought of")


@pytest.mark.parametrize(
    ("name", "stored_name"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\photos\\a.jpg", "a.jpg"),
        ('a"; filename="b.html', 'a"; filename="b.html'),
        ("a\r\nSet-Cookie: x=1.jpg", "aSet-Cookie: x=1.jpg"),
        ("gpj.\u202eexe", "gpj.exe"),
        ("教室'修好'后.jpg", "教室'修好'后.jpg"),
        ("字" * 300, "字" * 200),
        ("\n", "file"),
    ],
)
def test_a_name_of_any_kind_is_harmless(client, name, stored_name):
    upload = SimpleUploadedFile("x", picture())
    upload._name = name
    project = make.project()
    by = recorder_of(project)
    evidence = add_evidence(owner=project, upload=upload, by=by, key=uuid4())
    client.force_login(by)

    response = client.get(evidence.get_absolute_url())

    plain, _, encoded_name = response["Content-Disposition"].partition("; filename*=UTF-8''")
    assert evidence.original_name == unquote(encoded_name) == stored_name
    assert plain == f'inline; filename="{evidence.key.hex}.jpg"'
    assert re.fullmatch(r"[\w%.~-]+", encoded_name, re.ASCII)
    assert response.getvalue()  # read to its end, so that the file is closed


# Pages


@pytest.fixture
def project():
    return make.project()


@pytest.fixture
def recorder(client, project):
    """The client of a recorder of the project's recipient; the pages are English."""
    person = recorder_of(project)
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return person


def send(client, project, content=None, name="photo.jpg", **fields):
    file = SimpleUploadedFile(name, picture() if content is None else content)
    form = {"key": str(uuid4()), "file": file, **fields}
    return client.post(f"/evidence/new/?project={project.code}", form)


@pytest.mark.parametrize(
    ("page", "back"),
    [
        ("/months/2011-plan/2011-07/entry/#row-P-1", "/months/2011-plan/2011-07/entry/#row-P-1"),
        ("https://elsewhere.example/", None),
    ],
)
def test_one_comes_back_to_the_page_of_this_site_that_the_address_names(
    client, recorder, project, page, back
):
    query = urlencode({"project": project.code, "next": page})
    form = {"key": str(uuid4()), "file": SimpleUploadedFile("a.jpg", picture())}

    response = client.post(f"/evidence/new/?{query}", form)

    assert response.url == (back or project.get_absolute_url())


def test_a_recorder_adds_a_photograph_and_sees_it_on_the_project(client, recorder, project):
    response = send(client, project, phase="after", caption="新教室 <b>")

    assert (response.status_code, response["Location"]) == (302, project.get_absolute_url())
    page = client.get(project.get_absolute_url())
    evidence = Evidence.objects.get()
    assert "photograph · after the works · " in words(page)
    assert "The file was added." in words(page)
    assert evidence.get_absolute_url() in [href for href, _text in Page(page).links]
    html = " ".join(page.content.decode().split())
    assert f'src="/evidence/{evidence.key}/thumbnail/" alt="新教室 &lt;b&gt;"' in html


def test_a_supporter_adds_an_agreement_to_a_pairing_and_sees_it_there(client, project):
    pairing = project.lead_pairing
    client.force_login(make.member(Role.RECORDER, pairing.supporter))
    file = SimpleUploadedFile("agreement.pdf", PDF)

    response = client.post(
        f"/evidence/new/?pairing={pairing.ref}", {"key": str(uuid4()), "file": file}
    )

    assert (response.status_code, response["Location"]) == (302, pairing.get_absolute_url())
    page = words(client.get(pairing.get_absolute_url()))
    assert "agreement.pdf" in page


def test_files_are_listed_from_before_to_after_and_documents_last(client, recorder, project):
    report = make.status_report(project)
    add(PDF, "contract.pdf", owner=project)
    for phase in ("", "after", "during", "before"):
        add(picture(), owner=report, phase=phase, keeps_location=not phase)

    text = words(client.get(project.get_absolute_url())).partition("Evidence")[2]

    order = ["Before the works", "During the works", "After the works", "Photograph", "Document"]
    assert [text.index(f"{heading} ") for heading in order] == sorted(
        text.index(f"{heading} ") for heading in order
    )
    assert text.count("location kept") == 1
    assert "contract.pdf" in text


def test_bad_input_is_said_beside_the_field_and_the_rest_is_kept(client, recorder, project):
    response = send(client, project, HTML, caption="墙已刷好", phase="during")

    html = response.content.decode()
    assert response.status_code == 200
    assert "Only photographs" in words(response)
    assert 'id="id_file_error"' in html
    assert 'aria-describedby="id_file_helptext id_file_error"' in html
    assert 'value="墙已刷好"' in html
    assert '<option value="during" selected>' in html
    assert not Evidence.objects.exists()


def test_a_form_without_a_file_is_not_lost(client, recorder, project):
    response = client.post(
        f"/evidence/new/?project={project.code}", {"key": str(uuid4()), "caption": "墙"}
    )

    assert 'id="id_file_error"' in response.content.decode()


@pytest.mark.parametrize(
    ("content", "disposition", "content_type"),
    [(picture(), "inline", "image/jpeg"), (PDF, "attachment", "application/pdf")],
    ids=["photograph", "document"],
)
def test_a_file_is_served_so_that_nothing_in_it_runs(client, content, disposition, content_type):
    project = make.project()
    evidence = add(content, owner=project)
    client.force_login(make.member(Role.LEADER, project.lead_pairing.supporter))

    response = client.get(evidence.get_absolute_url())

    assert response.status_code == 200
    assert response.getvalue() == stored(evidence)
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"].startswith(f"{disposition}; ")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"


def test_a_stranger_to_the_project_finds_neither_file_nor_thumbnail(client):
    project = make.project()
    evidence = [add(picture(), owner=owner) for owner in owners(project)]
    client.force_login(make.member(Role.RECORDER))

    for file in evidence:
        assert client.get(file.get_absolute_url()).status_code == 404
        assert client.get(f"/evidence/{file.key}/thumbnail/").status_code == 404
        assert client.post(f"/evidence/{file.key}/removal/").status_code == 404
    for owner in (f"project={project.code}", f"pairing={project.lead_pairing.ref}"):
        assert client.get(f"/evidence/new/?{owner}").status_code == 404


def owners(project):
    return [project, make.status_report(project), make.transfer(project)]


def test_a_file_of_a_pairing_or_of_money_follows_its_parties(client):
    pairing, money = make.pairing(), make.in_region()
    recorder = make.member(Role.RECORDER, pairing.supporter)
    make.membership(user=recorder, organisation=money.receiver, role=Role.RECORDER)
    documents = [add(PDF, owner=owner, by=recorder) for owner in (pairing, money)]
    client.force_login(recorder)
    stranger = make.member(Role.LEADER)

    for document in documents:
        response = client.get(document.get_absolute_url())
        assert response.status_code == 200
        assert response.getvalue()  # read to its end, so that the file is closed
        assert not Evidence.objects.visible_to(stranger).exists()
    assert set(Evidence.objects.visible_to(make.auditor())) == set(documents)


@pytest.mark.both
@pytest.mark.parametrize(
    "owner", ["", "project=NONE", "report=x", "report=99999999999999999999", "project=a%00", "x=1"]
)
def test_a_form_for_nothing_is_not_found(client, recorder, owner):
    assert client.get(f"/evidence/new/?{owner}").status_code == 404


def test_a_form_for_two_things_is_not_found(client, recorder, project):
    both = f"project={project.code}&pairing={project.lead_pairing.ref}"

    assert client.get(f"/evidence/new/?{both}").status_code == 404


@pytest.mark.parametrize("role", [Role.LEADER, Role.REVIEWER])
def test_who_only_reads_is_told_why_nothing_is_added(client, project, role):
    client.force_login(make.member(role, project.lead_pairing.recipient))
    client.cookies["django_language"] = "en"

    answers = [client.get(f"/evidence/new/?project={project.code}"), send(client, project)]

    assert [response.status_code for response in answers] == [403, 403]
    assert all("Only a recorder" in words(response) for response in answers)
    assert "Add a file" not in words(client.get(project.get_absolute_url()))
    assert not Evidence.objects.exists()


def test_a_missing_file_is_not_found(client, recorder, project):
    evidence = add(picture(), owner=project)
    evidence.file.storage.delete(evidence.file.name)

    assert client.get(evidence.get_absolute_url()).status_code == 404


def test_a_document_has_no_thumbnail(client, recorder, project):
    evidence = add(PDF, owner=project)

    assert client.get(f"/evidence/{evidence.key}/thumbnail/").status_code == 404


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_a_file_of_an_open_report_goes_with_its_thumbnail(
    client, recorder, project, folder, state, django_capture_on_commit_callbacks
):
    evidence = add(picture(), owner=make.status_report(project, state=state))

    assert "Remove" in words(client.get(project.get_absolute_url()))
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"/evidence/{evidence.key}/removal/")

    assert (response.status_code, response["Location"]) == (302, project.get_absolute_url())
    assert not Evidence.objects.exists()
    assert files(folder) == []


@pytest.mark.parametrize("state", ["submitted", "verified"])
def test_a_report_out_of_hand_keeps_its_files_and_takes_no_more(
    client, recorder, project, folder, state
):
    report = make.status_report(project)
    evidence = add(picture(), owner=report)
    report.state = state
    report.submitted_at = report.reviewed_at = report.entered_at
    report.reviewed_by = make.user()
    report.save()

    assert "Remove" not in words(client.get(project.get_absolute_url()))
    assert client.post(f"/evidence/{evidence.key}/removal/").status_code == 403
    response = client.get(f"/evidence/new/?report={report.pk}")
    assert response.status_code == 403
    assert "only while it is a draft or returned" in words(response)
    assert len(files(folder)) == 2


def test_a_verified_report_keeps_its_files_even_by_an_exemption(project):
    report = make.status_report(project, state="verified")
    month = report.month
    month.closed_at = report.entered_at
    month.save()
    recorder = recorder_of(project)
    make.exemption(month, person=recorder, projects=[project], until=timezone.localdate())
    evidence = make.evidence(report=report)

    with pytest.raises(PermissionDenied):
        remove_evidence(evidence, by=recorder)
    with pytest.raises(PermissionDenied):
        add(PDF, owner=report, by=recorder)


def test_a_draft_of_a_closed_month_is_open_only_by_an_exemption(project):
    report = make.status_report(project)
    report.month.closed_at = report.entered_at
    report.month.save()
    recorder = recorder_of(project)
    evidence = make.evidence(report=report)
    listed = Evidence.objects.for_gallery()

    assert removal.removable(listed, recorder, on=report.month.due_on) == set()
    exemption = make.exemption(report.month, person=recorder, projects=[project])
    assert removal.removable(listed.all(), recorder, on=exemption.until) == {evidence.pk}
    assert evidencing.may_add(recorder, report, on=exemption.until)


def test_a_file_of_a_project_stays(recorder, project):
    evidence = add(PDF, owner=project)

    with pytest.raises(PermissionDenied):
        remove_evidence(evidence, by=recorder)


def test_a_colleague_without_the_role_removes_nothing(project):
    evidence = add(PDF, owner=make.status_report(project))
    reviewer = make.member(Role.REVIEWER, project.lead_pairing.recipient)

    with pytest.raises(PermissionDenied):
        remove_evidence(evidence, by=reviewer)


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_files(project, django_assert_num_queries, number):
    report, recorder = make.status_report(project), recorder_of(project)
    reach(recorder)
    for _ in range(number):
        make.evidence(report=report)
        make.evidence(project)
        make.evidence(transfer=make.transfer(project))

    with django_assert_num_queries(2):
        rows = Evidence.objects.visible_to(recorder).about(project).for_gallery()
        assert len(removal.removable(rows, recorder)) == number
        people = [(row.added_by.username, row.report and row.report.month.label) for row in rows]

    assert len(people) == 3 * number
