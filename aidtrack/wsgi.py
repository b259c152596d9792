import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aidtrack.settings")

# The key that `make data` keeps is good enough for a command on one's own machine. Whoever serves
# pages to others chooses a key on purpose.
if not settings.SECRET_KEY_GIVEN and not settings.LOCAL:
    raise ImproperlyConfigured("AIDTRACK_SECRET_KEY is not set: pages are not served without it.")

application = get_wsgi_application()
