"""``python -m pixauthor`` is the command line."""

from pixauthor.cli.main import run

if __name__ == "__main__":
    run()
