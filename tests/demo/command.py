"""``python -m tests.demo.command``: the ``panel`` command, as installed."""

from draw_service.cli import main

if __name__ == "__main__":
    main()
