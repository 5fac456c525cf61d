"""The smallest view there can be that keeps something: one row, one commit. What the office is measured beside."""

import os
from collections.abc import Callable, Iterable
from typing import Any

import psycopg

connection = psycopg.connect(os.environ["BARE"], autocommit=True)
connection.prepare_threshold = 1
TEXT = "x" * 300


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    connection.execute("INSERT INTO bare (text) VALUES (%s)", [TEXT])
    start_response("302 Found", [("Location", "/"), ("Content-Length", "0")])
    return [b""]
