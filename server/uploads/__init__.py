"""Pages of the upload: template, drop zone, progress, problems, confirmation, receipt."""
