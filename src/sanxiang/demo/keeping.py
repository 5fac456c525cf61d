"""What the demonstration shows of custody and equipment: devices with their holders, and who consulted what."""

from sanxiang.casework import custody
from sanxiang.casework.models import Case, Evidence
from sanxiang.demo.city import Bureau
from sanxiang.organs import equipment
from sanxiang.organs.queries import Person

SEEN = 4  # pieces that the supervisor looked at
KINDS = (("body_camera", "J", "4G 记录仪"), ("body_camera", "J", "4G 记录仪"), ("camera", "Z", "数码相机"), ("fixed", "G", "同步录音录像"))


def build(bureaus: dict[str, Bureau]) -> None:
    """Devices of every bureau but the last, which has none yet; consultations by the supervisor."""
    for number, bureau in enumerate(list(bureaus.values())[:-1], start=1):
        _equip(bureau, number)
    supervisor = next((one for bureau in bureaus.values() for one in bureau.people.values() if "supervisor" in one.roles), None)
    if supervisor:
        _consult(supervisor)


def _equip(bureau: Bureau, number: int) -> None:
    admin = next(person for person in bureau.people.values() if "admin" in person.roles)
    rows = [
        {"kind": kind, "serial": f"AZ{number}-{letter}{at:03}", "make": make, "place": "询问室一" if kind == "fixed" else ""}
        for at, (kind, letter, make) in enumerate(KINDS, start=1)
    ]
    first, second, third, _ = equipment.register_all(admin, rows)
    handlers = [person.officer for person in bureau.people.values() if "handler" in person.roles]
    for device, officer in zip((first, second), handlers, strict=False):
        equipment.issue(admin, device, officer)
    equipment.move(admin, third, "fault", "镜头进水，送修")


def _consult(supervisor: Person) -> None:
    organs = Case.objects.filter(organ=supervisor.organ).values("id")
    pieces = Evidence.objects.exclude(file="").filter(case__in=organs).order_by("-collected_at", "id")[:SEEN]
    for piece in pieces:
        custody.consult(supervisor, custody.of_evidence(piece), "view", "执法案卷季度抽查，实时调阅")
