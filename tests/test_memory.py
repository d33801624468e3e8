import platform

from lib import memory


def test_the_gnu_c_library_is_told_to_give_memory_back():
    assert memory.give_back() is (platform.libc_ver()[0] == "glibc")
