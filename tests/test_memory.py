import platform
import subprocess
import sys

import pytest

from lib.dataset import codebook, memory

GNU = platform.libc_ver()[0] == "glibc"
# Freed in between what stays, so that the heap's end cannot give it back.
GAPS = """
from lib.dataset import memory
def held():
    for line in open("/proc/self/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) // 1024
kept = [bytearray(20_000) for _ in range(8_000)]
del kept[::2], kept[1:3000]
full = held()
assert memory.give_back()
print(full - held())
"""


def test_the_gnu_c_library_is_told_to_keep_few_heaps():
    assert memory.keep_few_heaps() is GNU


@pytest.mark.skipif(not GNU, reason="another C library keeps what it likes")
def test_what_is_free_between_things_that_stay_goes_back_too():
    command = [sys.executable, "-c", GAPS]
    said = subprocess.run(command, cwd=codebook.ROOT, capture_output=True, text=True, check=True)
    assert int(said.stdout) > 30  # of 100 MB
