"""A pairing of two unions whose aid is loaded from files."""

from projects.models import Quantity
from reports.loads.kinds.contributions.plan import CONTRIBUTIONS
from reports.loads.loading import accept, preview
from tests import make
from tests.tools.sheets import csv_file

HEAD = "编号,结对,形式,内容,时间,数量,计量单位,来源"
UNITS = {
    "person": "人",
    "person_time": "人次",
    "session": "场次",
    "course": "期",
    "visit": "次",
    "book": "册",
    "batch": "批",
    "household": "户",
    "set": "台（套）",
    "undertaking": "个项目",
    "yuan": "元",
}


class Unions:
    """A pairing of two unions, a recorder of the recipient, and an administrator."""

    def __init__(self):
        self.scheme = make.scheme("UNION", name="工会对口支援")
        self.pairing = make.pairing(
            ref="U-1",
            scheme=self.scheme,
            supporter=make.supporter("SX", name="某省总工会", short_name="某省"),
            recipient=make.county("WJ", name="某市总工会", short_name="某市"),
        )
        for code, label in UNITS.items():
            kind = "money" if code == "yuan" else "count"
            make.counting_unit(code, label=label, label_en=code, kind=kind)
        self.recorder = make.member("recorder", self.pairing.recipient)
        self.administrator = make.administrator("admin")

    def look(self, *rows, user=None, head=HEAD, **choices):
        answers = {"state": "draft"} | choices.pop("answers", {})
        return preview(
            CONTRIBUTIONS,
            csv_file(head, *rows),
            "支援.csv",
            user=user or self.recorder,
            choices={"answers": answers} | choices,
        )

    def load(self, *rows, user=None, **options):
        load, look = self.look(*rows, user=user, **options)
        assert look.problems == []
        assert look.can_be_accepted, look.questions
        return accept(CONTRIBUTIONS, load, user=user or self.recorder)

    def given(self) -> Quantity:
        return Quantity.objects.get()
