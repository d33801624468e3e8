import asyncio
import platform

from lib import memory

GNU = platform.libc_ver()[0] == "glibc"


def test_the_gnu_c_library_is_told_to_give_memory_back():
    assert memory.keep_few_heaps() is GNU
    assert memory.give_back() is GNU


def test_memory_is_given_back_again_and_again(monkeypatch):
    given = []
    monkeypatch.setattr(memory, "EVERY", 0)
    monkeypatch.setattr(memory, "give_back", lambda: given.append(1) or len(given) < 3)
    asyncio.run(memory.keep_giving_back())
    assert len(given) == 3
