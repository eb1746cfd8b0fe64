"""Spreadsheets in and out: ``rosters_in`` and ``rosters_out`` for the register, ``specialty_files`` for the
classification, ``workbook_guard`` before any file of a stranger is opened."""
