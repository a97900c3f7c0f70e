"""`python -m jishi` is the command `jishi`."""

import sys

from jishi.cli import main

sys.exit(main())
