"""The WSGI application of this process's face (SANXIANG_FACE)."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanxiang.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
