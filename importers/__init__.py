"""Spreadsheets in, templates and annotated copies out.

Rooms, lowest first: intake, workbook, findings and registers, batches.
"""
