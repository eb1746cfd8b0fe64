"""The sources of ``static/slip.html``: one page that makes witness slips offline (protocol section 1)."""
