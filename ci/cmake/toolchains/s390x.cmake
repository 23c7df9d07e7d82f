# IBM Z: 64-bit, big-endian; char is unsigned
set(CMAKE_SYSTEM_PROCESSOR s390x)
set(SMX_TRIPLET s390x-linux-gnu)
set(SMX_DEBIAN_TRIPLET s390x-linux-gnu)
set(SMX_QEMU qemu-s390x)
include(${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
