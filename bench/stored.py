"""How long judging every stored case of the organs takes, reading them included: `sanxiang assess --all`, as the night does it.

    python bench/stored.py [--cases 100000]

The cases are generated as they stand after their lead; then each gets the steps of a whole case of the demonstration beside, so that a case
has about a dozen acts. The first run writes the periods of each case, the second, which is told, those that changed: as on most nights, none.
"""

import argparse
import json
import subprocess

from figures import tell
from system import BIN, own

# Steps of the longest running case are put into every generated case, each under the case's own id.
WIDEN = """
INSERT INTO casework_step (id, stream, "case", number, act, stage, at, day, fields, by, role, approved_by, submitted_by, stands_for, backfill, state, remark, recording, recordings)
SELECT c.id || ':x' || s.number, c.id, c.id, s.number + 1, s.act, s.stage, c.opened_on::text, c.opened_on, s.fields, s.by, s.role, '', '', '', '', '', '', s.recording, s.recordings
FROM casework_case c, casework_step s
WHERE s."case" = %s AND s.act <> 'lead' AND c.number LIKE '%%〕G%%' AND c.procedure = 'ordinary'
"""
LONGEST = """SELECT "case" FROM casework_step s JOIN casework_case c ON c.id = s."case"
WHERE c.type = 'penalty' AND c.procedure = 'ordinary' AND c.status = 'open' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    options = parser.parse_args()
    with own():
        from sanxiang import demo

        demo.load()
        demo.fill(cases=options.cases)
        acts = _widened()
        _run()
        told = _run()
        tell("stored_cases_assessed", told["cases"] / told["seconds"], "cases/s", goal=100_000 / 60, acts=acts, processes=told["processes"])
        tell("night_of_all_cases", told["seconds"], "s", goal=60 * told["cases"] / 100_000, cases=told["cases"])


def _widened() -> float:
    """Give every generated case more steps; how many acts an open case has by then, on average."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(LONGEST)
        cursor.execute(WIDEN, [cursor.fetchone()[0]])
        cursor.execute("ANALYZE casework_step")
        cursor.execute("SELECT count(*)::float / (SELECT count(*) FROM casework_case) FROM casework_step")
        return float(cursor.fetchone()[0])


def _run() -> dict[str, float]:
    done = subprocess.run([BIN / "sanxiang", "assess", "--all", "--json"], check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    main()
