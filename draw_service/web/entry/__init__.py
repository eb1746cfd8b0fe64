"""Coming in, staying in and leaving: the door, one's own account, and the administrator's accounts."""
