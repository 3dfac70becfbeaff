"""The WSGI application: what gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from django.db import connections  # noqa: E402  needs the settings

from config import checks, warming  # noqa: E402  needs the apps that get_wsgi_application loads

checks.refuse_unfit_installation()
warming.warm()
connections.close_all()  # a server that forks after loading this must not share one
