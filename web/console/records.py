"""The console's doors to records: exports to download, paper forms to enter. Behind the same sign-in as the rest."""

from __future__ import annotations

from flask import Blueprint

from handlers import pictures
from web.console import exports_page, matter_page, site_codes_page
from web.console.doors import TEMPLATES
from web.console.guard import guard
from web.console.permits import accident_page, papers_page
from web.console.training import film_page, scan_page
from web.house import House

# A scan of a few pages, and what is written beside it.
LARGEST_POST = pictures.MOST_PDF + pictures.MB


def blueprint(home: House, evidence: accident_page.Evidence, draw: site_codes_page.Draw) -> Blueprint:
    """Pages under /console that take files, give them, or show sealed records. evidence: see accident_page; draw: makes
    the posters of site codes."""
    doors = Blueprint("records", __name__, url_prefix="/console", template_folder=str(TEMPLATES))
    guard(doors, home, LARGEST_POST)
    doors.add_url_rule("/exports", "exports", exports_page.show)
    doors.add_url_rule("/exports", "exports_ask", exports_page.ask, methods=["POST"])
    doors.add_url_rule(
        "/exports/<int(max=999999999):job_id>/again", "exports_again", exports_page.again, methods=["POST"]
    )
    doors.add_url_rule("/exports/<int(max=999999999):job_id>/file", "exports_file", exports_page.fetch)
    doors.add_url_rule("/permits/<number>/accident", "accident", lambda number: accident_page.show(number, evidence))
    doors.add_url_rule(
        "/matters/<number>/compared", "compared", lambda number: matter_page.compared(number, evidence.differences)
    )
    doors.add_url_rule("/shown/<digest>", "shown", accident_page.shown)
    doors.add_url_rule("/papers", "papers", papers_page.show)
    doors.add_url_rule("/papers/<number>", "paper", papers_page.show_one)
    doors.add_url_rule("/papers/<number>", "paper_enter", papers_page.enter, methods=["POST"])
    doors.add_url_rule("/uploads", "uploads", film_page.begin_upload, methods=["POST"])
    doors.add_url_rule("/uploads/<number>", "upload", film_page.upload, methods=["HEAD", "PATCH", "POST", "DELETE"])
    doors.add_url_rule("/training/lessons/<lesson>/film", "film_choose", film_page.choose, methods=["POST"])
    doors.add_url_rule("/training/file/<number>/scan", "scan_put", scan_page.put, methods=["POST"])
    doors.add_url_rule("/site-codes", "site_codes", site_codes_page.show)
    doors.add_url_rule(
        "/site-codes/print", "site_codes_print", lambda: site_codes_page.print_posters(draw), methods=["POST"]
    )
    doors.add_url_rule("/site-codes/replace", "site_codes_replace", site_codes_page.replace, methods=["POST"])
    return doors
