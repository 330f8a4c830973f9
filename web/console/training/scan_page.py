"""A scan comes to somebody's certificate, on the page of his file."""

from __future__ import annotations

from flask import g, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from handlers.training import scanning
from handlers.training.scanning import Unfit
from models import store
from web.console.training import file_page
from web.house import house


def put(number: str) -> Response:
    """`code`, `checked`, `scan`. Only the file has to be chosen again where something is wrong."""
    given = {name: request.form.get(name, "")[: file_page.MOST_TEXT] for name in ("code", "checked")}
    actor, now, sent = {"system": "console", "account": str(g.name)}, house().now(), request.files.get("scan")
    try:
        file = scanning.brought(sent.read() if sent else b"")
        store.write(lambda: scanning.keep(number, given["code"], given["checked"], file, actor, now))
    except Unfit as error:
        return make_response(file_page.show(number, str(error), given), 400)
    return make_response(redirect(url_for("console.training_file", number=number) + "#certificates"))
