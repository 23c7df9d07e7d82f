# 32-bit x86, little-endian
set(CMAKE_SYSTEM_PROCESSOR i386)
set(SMX_TRIPLET i686-linux-gnu)
set(SMX_DEBIAN_TRIPLET i386-linux-gnu)
set(SMX_QEMU qemu-i386;-cpu;max)
include(${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
