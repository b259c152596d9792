"""What five large photographs at once cost the server, and whoever reads a page meanwhile.

Serves the demonstration with one worker, unless WEB_CONCURRENCY names more, and prints the most
memory of the server with its children (proportional sizes added up) and the median time of a page,
alone and meanwhile. Answers are 302 for what was added, 200 for whoever waited too long.
"""

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import monotonic, sleep
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from PIL import ExifTags, Image

from tests.browser.driver import serving

AT_ONCE, PAGE, READS = 5, "/projects/", 20
MEGABYTE = 1_000_000
MOST_MEMORY, MOST_RATIO = 400 * MEGABYTE, 2
TURNED_LEFT = 8
OWNER = """
from django.contrib.auth import get_user_model
from projects.evidence.files import may_add
from projects.models import Project
user = get_user_model().objects.get(username="recorder")
projects = Project.objects.visible_to(user)
print(next(project.code for project in projects if may_add(user, project)))
"""


class Stay(HTTPRedirectHandler):
    """An answer that leads elsewhere is the answer."""

    def redirect_request(self, *_arguments):
        return None


def pictures() -> list[bytes]:
    """As large as they may be: three of a camera turned on its side, two of few bytes."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = TURNED_LEFT
    noise = Image.effect_noise((714, 535), 40).resize((5712, 4284)).convert("RGB")
    camera = saved(noise, "JPEG", quality=90, exif=exif)
    flat = saved(Image.new("RGBA", (4900, 5000), "red"), "PNG")
    return [camera, flat, camera, flat, camera]


def saved(image: Image.Image, kind: str, **options) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


class Visitor:
    """Somebody of the demonstration who has signed in, without a browser."""

    def __init__(self, site: serving.Site, name: str):
        self.address, self.opener = site.address, build_opener(Stay)
        self.session = site.cookies_of(name)["cookies"][0]["value"]

    def fetch(self, path: str, data: bytes | None = None, **headers) -> tuple[int, str]:
        cookies = f"sessionid={self.session}; csrftoken={'a' * 32}; django_language=en"
        headers |= {"Cookie": cookies}
        try:
            answer = self.opener.open(Request(f"{self.address}{path}", data, headers), timeout=120)
        except HTTPError as error:
            answer = error
        with answer:
            return answer.status, answer.read().decode()

    def add(self, code: str, content: bytes) -> int:
        """The status of the answer: 302 for a file that was added."""
        path = f"/evidence/new/?project={code}"
        key = re.search(r'name="key" value="([^"]+)"', self.fetch(path)[1])[1]
        fields = {"key": key, "csrfmiddlewaretoken": "a" * 32}
        head_of = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
        parts = [head_of.format(*field).encode() for field in fields.items()]
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n'
        body = b"".join([*parts, head, b"Content-Type: image/jpeg\r\n\r\n", content, b"\r\n--x--"])
        return self.fetch(path, body, **{"Content-Type": "multipart/form-data; boundary=x"})[0]

    def seconds(self, path: str) -> float:
        begun = monotonic()
        status, _page = self.fetch(path)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        return monotonic() - begun


def family(pid: int) -> list[int]:
    """A process with its children and theirs."""
    try:
        tasks = Path(f"/proc/{pid}/task").glob("*/children")
        children = [int(child) for task in tasks for child in task.read_text().split()]
    except OSError:
        return []
    return [pid, *(member for child in children for member in family(child))]


def memory(pid: int) -> int:
    """Bytes of a family; what its members share counts once."""
    total = 0
    for member in family(pid):
        try:
            lines = Path(f"/proc/{member}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


def measure(site: serving.Site):
    code = site.manage("shell", "--no-imports", "--command", OWNER).strip()
    recorder, reader = Visitor(site, "recorder"), Visitor(site, "leader")
    for _ in range(READS):
        reader.seconds(PAGE)
    alone = median(reader.seconds(PAGE) for _ in range(READS))
    idle = memory(site.process.pid)
    peaks, meanwhile, is_over = [idle], [], Event()

    def watch():
        while not is_over.is_set():
            peaks.append(memory(site.process.pid))
            sleep(0.02)

    def read():
        while not is_over.is_set():
            meanwhile.append(reader.seconds(PAGE))

    watchers = [Thread(target=watch), Thread(target=read)]
    contents = pictures()
    for watcher in watchers:
        watcher.start()
    begun = monotonic()
    with ThreadPoolExecutor(AT_ONCE) as people:
        statuses = [*people.map(lambda content: recorder.add(code, content), contents)]
    seconds = monotonic() - begun
    is_over.set()
    for watcher in watchers:
        watcher.join()
    return statuses, seconds, idle, max(peaks), alone, median(meanwhile)


def main():
    with TemporaryDirectory() as folder:
        prepared = serving.prepare(Path(folder))
        with serving.served_site(prepared) as site:
            statuses, seconds, idle, most, alone, meanwhile = measure(site)
    ratio = meanwhile / alone
    print(f"{AT_ONCE} photographs at once: answers {statuses} in {seconds:.1f} s")
    print(f"memory of server and children: {idle / MEGABYTE:.0f} MB idle, {most / MEGABYTE:.0f} MB")
    print(f"{PAGE}: {alone * 1000:.0f} ms alone, {meanwhile * 1000:.0f} meanwhile, {ratio:.2f} x")
    sys.exit(most > MOST_MEMORY or ratio > MOST_RATIO)


if __name__ == "__main__":
    main()
