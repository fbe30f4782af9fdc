"""`python -m tests.support.command ISO-MOMENT COMMAND…`: a `hengjian` command whose clock stands at that moment."""

import sys
from datetime import datetime

from server.cli import main
from server.web.clock import everywhere_at

if __name__ == "__main__":
    with everywhere_at(datetime.fromisoformat(sys.argv[1])):
        raise SystemExit(main(sys.argv[2:]))
