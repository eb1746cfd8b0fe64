"""The transaction catalogue: its editions by two people, and what applications say of it (Art. 3).

propose_edition    one person hands the table in, or withdraws a draft
confirm_edition    another puts it in force
look_at_catalogue  the table, its history, what a draft changes
judge_listing      what follows for an application, with its filing and its changes
listed_projects    projects that must draw here, and what came of them
"""
