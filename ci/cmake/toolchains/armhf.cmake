# 32-bit ARM with hardware floating point, little-endian; char is unsigned
set(CMAKE_SYSTEM_PROCESSOR armhf)
set(SMX_TRIPLET arm-linux-gnueabihf)
set(SMX_DEBIAN_TRIPLET arm-linux-gnueabihf)
set(SMX_QEMU qemu-arm)
# A note about what GCC 7 did otherwise is of no use where one compiler builds all.
set(SMX_FLAGS -Wno-psabi)
include(${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
