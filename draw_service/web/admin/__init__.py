"""Pages of the administrator: accounts, keys of programs, alarms, calendar, rule pack. Never a drawn name."""
