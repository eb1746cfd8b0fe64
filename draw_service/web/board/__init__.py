"""The wall (大屏): the ceremony and the seats, live, read-only, without a name."""
