"""django-import-export with its documented bulk settings. Its fields' widgets convert; it checks no more."""

import os
from pathlib import Path

import django
from django.conf import settings

from server.database.addresses import Addresses
from tests.bench.intake.book import KEYS, Truth, titles
from tests.bench.intake.meter import Meter

_DECIMALS, _DATES = ("vola_amt", "fund_loss"), ("opinion_on", "audited_on")


def measured(file: Path, where: Addresses, meter: Meter) -> Truth:
    _configured(where)
    from django.db import connection, models
    from import_export import fields, resources, widgets
    from import_export.formats.base_formats import XLSX

    members: dict[str, object] = {key: models.TextField() for key in KEYS}
    members |= {"seq": models.IntegerField()} | {key: models.DateField() for key in _DATES}
    members |= {key: models.DecimalField(max_digits=16, decimal_places=2) for key in _DECIMALS}
    meta = type("Meta", (), {"app_label": "bench", "db_table": "findings"})
    model = type("Finding", (models.Model,), {**members, "__module__": __name__, "Meta": meta})
    with connection.schema_editor() as editor:
        editor.create_model(model)
    by_key = {"seq": widgets.IntegerWidget(), **{key: widgets.DateWidget() for key in _DATES}}
    by_key |= {key: widgets.DecimalWidget() for key in _DECIMALS}
    columns = {
        key: fields.Field(key, title, widget=by_key.get(key, widgets.CharWidget()))
        for key, title in zip(KEYS, titles(), strict=True)
    }
    options = {
        "model": model, "fields": KEYS, "use_bulk": True, "batch_size": 1_000, "skip_diff": True,
        "skip_html_diff": True, "force_init_instance": True, "import_id_fields": (),
    }  # fmt: skip
    resource = type("Findings", (resources.ModelResource,), {**columns, "Meta": type("Meta", (), options)})()
    with meter("check"):
        rows = XLSX().create_dataset(file.read_bytes())
        resource.import_data(rows, raise_errors=True, use_transactions=True)
    total = model.objects.aggregate(rows=models.Count("id"), yuan=models.Sum("vola_amt"))
    return Truth(total["rows"], int(total["yuan"] * 100))


def _configured(where: Addresses) -> None:
    owner = where.owner
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": owner.database,
        "USER": owner.user,
        "HOST": owner.host,
    }
    settings.configure(DATABASES={"default": database}, INSTALLED_APPS=["import_export"], USE_TZ=True)
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    django.setup()
