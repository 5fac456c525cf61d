"""What an earlier version recorded folds today to the rows that it sealed: `verify --replay` stays clean after every upgrade."""

import pathlib

import orjson
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from record.test_declarations import all_acts
from sanxiang.record import projection
from sanxiang.record.acts import Entry, Rows, read
from sanxiang.record.seal import as_before, fold

# A summary penalty with its publication, as the version before the second migration of casework's families sealed it, an act a line.
KEPT = pathlib.Path(__file__).parent / "kept_acts.jsonl"
EMPTY = (None, False, "", dict, list)


def test_acts_of_an_earlier_version_keep_their_digests() -> None:
    all_acts()
    rows, names = Rows(), []
    for line in KEPT.read_bytes().splitlines():
        told = orjson.loads(line)
        entry = Entry(told["stream"], told["organ"], told["version"], told["act"], told["happened_at"], told["recorded_at"], told["actor"], told["role"], told["backfill"])  # fmt: skip
        _, digest = fold(rows, read(told["act"], told["data"]), entry)
        assert digest == told["rows"], f"{told['act']}: a column added since is neither empty nor named in ADDED, or the fold changed"
        names.append(told["act"])
    assert {"case.open", "case.decide", "disclosure.publish"} <= set(names)


def test_an_added_column_counts_where_it_tells_something() -> None:
    from sanxiang.casework.models import Case, Decision

    assert as_before(Case, {"id": "a", "family": "a"}) == {"id": "a"}
    assert as_before(Case, {"id": "a", "family": "b"}) == {"id": "a", "family": "b"}
    assert as_before(Decision, {"id": "a", "type": "permit"}) == {"id": "a", "type": "permit"}


def test_a_column_added_with_a_default_is_named_in_added() -> None:
    by_name = {(model._meta.app_label, model._meta.model_name): model for model in projection.projections()}
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        for step in migration.operations:
            model = by_name.get((app, getattr(step, "model_name", "")))
            if model is None or not isinstance(step, migrations.AddField) or step.name not in {f.name for f in model._meta.fields}:
                continue
            told = None if step.field.default is models.NOT_PROVIDED else step.field.default
            assert told in EMPTY or step.name in model.ADDED, f"{app} {name}: {model.__name__}.{step.name}"
