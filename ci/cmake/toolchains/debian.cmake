# What the toolchains of this folder share: Debian's cross compiler of SMX_TRIPLET, the libraries in
# SMX_SYSROOT (Debian packages of that machine, unpacked; ci/cross makes it), programs that are run
# under qemu's user mode. The including file says SMX_TRIPLET, CMAKE_SYSTEM_PROCESSOR and SMX_QEMU.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_C_COMPILER ${SMX_TRIPLET}-gcc)
set(CMAKE_CXX_COMPILER ${SMX_TRIPLET}-g++)

# Every project() of try_compile reads this file again and knows only what is listed here.
set(SMX_SYSROOT "" CACHE PATH "Unpacked Debian packages of the machine")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES SMX_SYSROOT)
if(NOT IS_DIRECTORY "${SMX_SYSROOT}/usr/include/${SMX_DEBIAN_TRIPLET}")
  message(FATAL_ERROR "SMX_SYSROOT must name unpacked packages of ${SMX_DEBIAN_TRIPLET}: ci/cross makes them")
endif()

# The compiler brings its own C and C++ libraries, so this is no --sysroot. What does not depend on
# the machine (nlohmann/json) is the build machine's own.
set(smx_libraries ${SMX_SYSROOT}/usr/lib/${SMX_DEBIAN_TRIPLET})
set(smx_headers "-isystem ${SMX_SYSROOT}/usr/include/${SMX_DEBIAN_TRIPLET} -isystem ${SMX_SYSROOT}/usr/include")
set(CMAKE_C_FLAGS_INIT "${smx_headers}")
set(CMAKE_CXX_FLAGS_INIT "${smx_headers} ${SMX_FLAGS}")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-L${smx_libraries} -Wl,-rpath-link,${smx_libraries}")
set(CMAKE_LIBRARY_ARCHITECTURE ${SMX_DEBIAN_TRIPLET})
set(CMAKE_FIND_ROOT_PATH ${SMX_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE BOTH)
set(ENV{PKG_CONFIG_LIBDIR} ${smx_libraries}/pkgconfig)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${SMX_SYSROOT})

set(CMAKE_CROSSCOMPILING_EMULATOR
  ${SMX_QEMU};-L;/usr/${SMX_TRIPLET};-E;LD_LIBRARY_PATH=${smx_libraries}:/usr/${SMX_TRIPLET}/lib)
