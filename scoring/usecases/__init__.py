"""What people can do with the ledger, one act per file; ``desk`` holds what every act begins and ends with.

entries        draft_entry, add_evidence, confirm_entry, drop_entry, notify_entry, reverse_entry
objections     file_objection, accept_objection, refuse_objection, answer_objection
publication    review_publication, request_history, approve_history, look_history
annual result  prepare_annual, confirm_annual, look_scores
stops          suspend_expert, extend_stop, lift_stop, restore_expert, record_training
orders         order_rectification, answer_rectification, close_rectification
calendar       load_calendar, warn_calendar
the clock      tick_due: what time alone brings, also after the service was down
the log        export_ledger: every line with its proof
"""
