"""Others that keep a record, beside ours and in the same run: pymerkle (a Merkle tree), eventsourcing and django-pghistory (acts in PostgreSQL).

They are no dependencies of ours: they are installed into a throw-away environment; what cannot be had is left out.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
from typing import Any

from figures import tell

PYMERKLE = """
import statistics, time, sys, random, pymerkle
tree = pymerkle.SqliteTree(sys.argv[1] + "/tree.db", algorithm="sha256")
began = time.perf_counter()
done = 0
while time.perf_counter() - began < 3:
    tree.append_entry(b"x" * 190); done += 1
append = done / (time.perf_counter() - began)
tree.append_entries([b"x" * 190 for _ in range(20000 - min(done, 20000))])
size, times = tree.get_size(), []
for _ in range(100):
    began = time.perf_counter()
    tree.prove_inclusion(random.randrange(1, size + 1), size)
    times.append(time.perf_counter() - began)
print("pymerkle_append", append, "entries/s")
print("pymerkle_proof", statistics.median(times) * 1000, "ms")
"""

EVENTSOURCING = """
import os, time
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

class Case(Aggregate):
    @event("Opened")
    def __init__(self, title): self.title, self.notes = title, 0
    @event("Written")
    def write(self, text): self.notes += 1

class Cases(Application):
    pass

cases, done = Cases(), 0
began = time.perf_counter()
while time.perf_counter() - began < 4:
    if done % 40 == 0:
        case = Case("占用道路经营"); cases.save(case)
    case = cases.repository.get(case.id)
    case.write("现场检查笔录：当事人在场，出示证件。"); cases.save(case); done += 1
print("eventsourcing_append", done / (time.perf_counter() - began), "acts/s")
"""

PGHISTORY = """
import os, sys, time, types, django
from django.conf import settings
settings.configure(INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "pgtrigger", "pghistory", "kept"], DATABASES={"default": {"ENGINE": "django.db.backends.postgresql",
    "NAME": "peers", "HOST": os.environ["PEERS_SOCKET"], "USER": "sanxiang"}}, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField")
django.setup()
from django.core.management import call_command
call_command("makemigrations", "kept", verbosity=0); call_command("migrate", verbosity=0)
from kept.models import Matter
done, began = 0, time.perf_counter()
while time.perf_counter() - began < 4:
    if done % 40 == 0:
        matter = Matter.objects.create(title="占用道路经营")
    matter = Matter.objects.get(id=matter.id); matter.count += 1; matter.save(); done += 1
print("pghistory_append", done / (time.perf_counter() - began), "rows/s")
"""
KEPT = """
import pghistory
from django.db import models

@pghistory.track()
class Matter(models.Model):
    title = models.CharField(max_length=80)
    count = models.IntegerField(default=0)
"""
PEERS = {"pymerkle": ("pymerkle", PYMERKLE), "eventsourcing": ("eventsourcing psycopg[binary,pool]", EVENTSOURCING)} | {
    "pghistory": ("django-pghistory psycopg[binary]", PGHISTORY)
}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="sanxiang-peers-") as name:
        folder = pathlib.Path(name)
        (folder / "kept").mkdir()
        (folder / "kept/__init__.py").touch()
        (folder / "kept/models.py").write_text(KEPT)
        from sanxiang.postgres import Server

        server = Server(folder / "postgres")
        with server.awake():
            import psycopg

            with psycopg.connect(server.url, autocommit=True) as connection:
                connection.execute("CREATE DATABASE peers")
            for peer, (packages, program) in PEERS.items():
                _measure(folder, peer, packages.split(), program, str(server.socket))


def _measure(folder: pathlib.Path, peer: str, packages: list[str], program: str, socket: str) -> None:
    python = folder / peer / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", folder / peer], check=True)
    if subprocess.run([python, "-m", "pip", "install", "-q", *packages], capture_output=True).returncode:
        print(f"{peer} cannot be had here: left out", file=sys.stderr)
        return
    postgres = {
        "POSTGRES_DBNAME": "peers",
        "POSTGRES_HOST": socket,
        "POSTGRES_PORT": "5432",
        "POSTGRES_USER": "sanxiang",
        "POSTGRES_PASSWORD": "-",
    }
    environment: dict[str, Any] = {**os.environ, **postgres, "PERSISTENCE_MODULE": "eventsourcing.postgres", "PEERS_SOCKET": socket}
    done = subprocess.run([python, "-c", program, folder], env=environment, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        print(f"{peer} did not run: {done.stderr[-300:]}", file=sys.stderr)
    for line in done.stdout.splitlines():
        measure, value, unit = line.split()
        tell(measure, float(value), unit)


if __name__ == "__main__":
    main()
