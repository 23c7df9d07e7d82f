# 32-bit ARM with hardware floating point, little-endian; char is unsigned
set(CMAKE_SYSTEM_PROCESSOR armhf)
set(SMX_TRIPLET arm-linux-gnueabihf)
set(SMX_DEBIAN_TRIPLET arm-linux-gnueabihf)
set(SMX_QEMU qemu-arm)
include(${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
