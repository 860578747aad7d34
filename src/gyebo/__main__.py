"""`python -m gyebo` is `gyebo`."""

import sys

from gyebo.cli import main

if __name__ == "__main__":
    sys.exit(main())
