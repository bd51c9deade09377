"""The least that Django needs for the same application: ten fields and a file, one table, its own protection of forms.

`python django_form.py make` makes the table, `… count` says how many rows and files there are; gunicorn serves
`django_form:application`. FOLDER in the environment is where database and files lie.
"""

import os
import sys
from pathlib import Path

import django
from django.conf import settings

FOLDER = Path(os.environ["FOLDER"])
settings.configure(
    DEBUG=False,
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    # As its documentation advises for SQLite with several writers.
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": FOLDER / "form.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
            "CONN_MAX_AGE": None,
        }
    },
    MEDIA_ROOT=FOLDER / "files",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()

from django import forms  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.http import HttpResponse, HttpResponseRedirect  # noqa: E402
from django.template import engines  # noqa: E402
from django.urls import path  # noqa: E402


class Application(models.Model):
    name = models.CharField(max_length=120)
    email = models.EmailField()
    strasse = models.CharField(max_length=120)
    ort = models.CharField(max_length=120)
    rad = models.CharField(max_length=120)
    rahmen = models.CharField(max_length=60)
    laenge = models.PositiveIntegerField()
    ab = models.DateField()
    elektrisch = models.BooleanField()
    grund = models.TextField(max_length=2000)
    nachweis = models.FileField(upload_to="%Y/%m/%d")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bench"


class ApplicationForm(forms.ModelForm):
    class Meta:
        model = Application
        exclude = ["created"]


PAGE = """<!doctype html><html lang="de"><title>Antrag</title><body><main><h1>Antrag</h1>
{% if form %}<form method="post" enctype="multipart/form-data">{% csrf_token %}{{ form.as_p }}<button>Absenden</button></form>
{% else %}<p>Ihr Antrag {{ number }} ist da.</p>{% endif %}</main></body></html>"""


def page(request, context, status=200):
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request), status=status)


def apply(request):
    form = ApplicationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
        return HttpResponseRedirect(f"/done/{form.instance.pk}")
    return page(request, {"form": form}, 422 if request.method == "POST" else 200)


def done(request, number):
    return page(request, {"number": number})


urlpatterns = [path("", apply), path("done/<int:number>", done)]
application = get_wsgi_application()

if __name__ == "__main__":
    if sys.argv[1] == "make":
        with connection.schema_editor() as editor:
            editor.create_model(Application)
    else:
        files = sum(1 for file in (FOLDER / "files").rglob("*") if file.is_file())
        print(Application.objects.count(), files)
