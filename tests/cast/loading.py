"""Somebody who loads projects by file, and what the files name."""

from reports.loads.kinds.projects.plan import PROJECTS
from reports.loads.loading import accept, preview
from tests import make
from tests.tools.sheets import csv_file

HEAD = "项目编号,项目名称,支援方,受援方,援建方式,计划资金(万元)"
ONE = "A-1,小学,北京,和田,交钥匙,100"


class World:
    """A programme, a pairing 北京 → 和田, and an administrator who loads."""

    def __init__(self):
        self.user = make.administrator("admin")
        self.programme = make.programme()
        self.edge = make.pairing(
            supporter=make.supporter("BJ", name="北京市", short_name="北京"),
            recipient=make.county("HT", name="和田市", short_name="和田"),
        )
        self.choices = {"programme": "2011-plan"}

    def file(self, *rows, head=HEAD) -> bytes:
        return csv_file(head, *rows)

    def preview(self, content, **choices):
        return preview(
            PROJECTS, content, "项目.csv", user=self.user, choices=self.choices | choices
        )

    def load(self, content, **answers):
        load, preview = self.preview(content, **({"answers": answers} if answers else {}))
        assert preview.problems == []
        return accept(PROJECTS, load, user=self.user)
