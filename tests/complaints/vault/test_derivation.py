"""What a derivation costs in earnest (design §5); the tests' own is cheaper."""

import subprocess
import sys

import pytest

#: Argon2id passes and MiB.
COSTS = {"PASSWORD": (3, 64), "RECEIPT": (2, 19)}


@pytest.mark.parametrize("name", COSTS)
def test_the_cost_in_earnest(name):
    program = (
        "from complaints.vault import derivation as d;"
        f"cost = d.{name};"
        "key = d.derive(b'secret', b's' * d.SALT_BYTES, cost, 32);"
        "print(cost.passes, cost.memory // 1024**2, len(key))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    passes, memory, size = map(int, done.stdout.split())
    assert (passes, memory) == COSTS[name]
    assert size == 32
