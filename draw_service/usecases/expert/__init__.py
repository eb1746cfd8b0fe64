"""What an expert does on the own pages, after a one-time code (Art. 12 to 18).

``invitations`` shows what the expert is asked and has promised; the answer is ``calling.answer_on_page``;
``cannot_come`` takes a promise back; ``plan_leave``; ``own_file``, ``propose_change``; by the pool keeper
``decide_proposal``; ``sign_statement`` once a year, ``unsigned_duties`` who has not; ``own_tickets`` after
the draw."""
