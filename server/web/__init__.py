"""The shell every page stands on: access, csrf, errors, headers, language, forms, paging, charts, the look.

Page rooms return `Page(template, screen)` and name a `Right` in each handler's `opt`; everything else here
happens around them through one Litestar plugin, `server.web.shell.WebShell`.
Grows by: a new right in `access.py`, a new entry in `nav.py`, a new macro in `templates/web/`,
a new chart as one file in `charts/`, a new concern of style as one file in `static/`.
Knows no room above it; accounts gives it the signed-in `Person`.
"""
