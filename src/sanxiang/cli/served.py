"""The application as `sanxiang run` serves it: each worker ends when its server is killed."""

from sanxiang.cli.servers import die_with_parent
from sanxiang.wsgi import application

__all__ = ["application"]

die_with_parent()
