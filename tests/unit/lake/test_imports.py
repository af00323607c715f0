"""What importing the lake loads."""

from __future__ import annotations

import subprocess
import sys


def test_the_lake_does_not_import_pandas():
    """No Arrow array is made while importing: it would load pandas where pandas is installed."""
    code = "import sys, oase.lake, oase.experience; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
