"""Papers and spreadsheets. ``rosters_in``, ``rosters_out`` and ``roster_template`` for the register,
``specialty_files`` for the classification, ``workbook_guard`` before any file of a stranger is opened;
``slip_paper`` and ``qr_text`` for plain papers, ``typesetting`` for those of Typst; ``private_file``
writes what only its owner may read."""
