"""`python -m wirelens`."""

import sys

from wirelens.cli import main

if __name__ == "__main__":
    sys.exit(main())
