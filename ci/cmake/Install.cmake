# The installed package: libraries, headers, find_package(smx), pkg-config files, the command with
# its manual, and the vectors. smx_core_internal, the drivers and the tests are never installed.
include(CMakePackageConfigHelpers)

option(SMX_INSTALL "Install the package" ${PROJECT_IS_TOP_LEVEL})
if(NOT SMX_INSTALL OR NOT TARGET smx_core)
  return()
endif()

set(SMX_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/smx)
set(SMX_PKGCONFIG_DIR ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# smx_install_library(<export set> <target>...)
function(smx_install_library export)
  foreach(target IN LISTS ARGN)
    string(REGEX REPLACE "^smx_" "" name ${target})
    set_target_properties(${target} PROPERTIES
      EXPORT_NAME ${name}
      VERSION ${PROJECT_VERSION}
      # Before 1.0 every minor version may change the interface.
      SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  endforeach()
  install(TARGETS ${ARGN} EXPORT ${export}
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
    RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(EXPORT ${export} NAMESPACE smx:: DESTINATION ${SMX_CMAKE_DIR})
endfunction()

# smx_install_pkgconfig(<name> <description> <libs> <modules it needs> [<modules behind it>])
# A static library needs everything behind it at link time; a shared one has that linked in.
function(smx_install_pkgconfig name description libs requires behind)
  if(BUILD_SHARED_LIBS)
    set(requires_private "${behind}")
  else()
    list(APPEND requires ${behind})
    set(requires_private "")
  endif()
  list(JOIN requires ", " SMX_PC_REQUIRES)
  list(JOIN requires_private ", " SMX_PC_REQUIRES_PRIVATE)
  set(SMX_PC_NAME ${name})
  set(SMX_PC_DESCRIPTION "${description}")
  set(SMX_PC_LIBS "${libs}")
  # Relative to the file itself, so that the prefix may be moved.
  file(RELATIVE_PATH SMX_PC_PREFIX /prefix/${SMX_PKGCONFIG_DIR} /prefix)
  string(REGEX REPLACE "/$" "" SMX_PC_PREFIX "${SMX_PC_PREFIX}")
  configure_file(${PROJECT_SOURCE_DIR}/ci/cmake/smx.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${SMX_PKGCONFIG_DIR})
endfunction()

smx_install_library(smxTargets smx_wire smx_verify smx_core)
smx_install_pkgconfig(smx-wire "The SMX1 and DR_V1 wire formats" "-lsmx_wire" "" "")
smx_install_pkgconfig(smx-verify "Checks of published prekey bundles" "-lsmx_verify"
  "smx-wire = ${PROJECT_VERSION}" "libsodium >= 1.0.18")
smx_install_pkgconfig(smx-core "X3DH, Double Ratchet and device sessions" "-lsmx_core"
  "smx-verify = ${PROJECT_VERSION}" "libsodium >= 1.0.18;libcrypto >= 3.0")
if(TARGET smx_sqlite)
  smx_install_library(smxSqliteTargets smx_sqlite)
  smx_install_pkgconfig(smx-sqlite "Device state in one SQLite file" "-lsmx_sqlite"
    "smx-core = ${PROJECT_VERSION}" "sqlite3")
endif()

# The C interface has a number of its own: SOVERSION 1 as long as nothing of it changes or goes.
if(TARGET smx_c)
  set_target_properties(smx_c PROPERTIES EXPORT_NAME c)
  set_target_properties(smx_c_static PROPERTIES EXPORT_NAME c_static)
  install(TARGETS smx_c smx_c_static EXPORT smxCTargets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT smxCTargets NAMESPACE smx:: DESTINATION ${SMX_CMAKE_DIR})
  install(FILES
    ${PROJECT_SOURCE_DIR}/mobile-adapters/c/include/smx.h
    ${PROJECT_SOURCE_DIR}/mobile-adapters/c/include/smx_tables.h
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  # Who links the static one is no C++ program: what that needs is named here, for --static.
  set(SMX_PC_LIBS_PRIVATE
    "-lsmx_sqlite -lsmx_core -lsmx_verify -lsmx_wire -lsqlite3 -lsodium -lcrypto -lstdc++ -lm")
  smx_install_pkgconfig(smx-c "SMX for C and what can call it" "-lsmx-c" "" "")
  set(SMX_PC_LIBS_PRIVATE "")
endif()

configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/ci/cmake/smxConfig.cmake.in ${PROJECT_BINARY_DIR}/smxConfig.cmake
  INSTALL_DESTINATION ${SMX_CMAKE_DIR}
  NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/smxConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/smxConfig.cmake
  ${PROJECT_BINARY_DIR}/smxConfigVersion.cmake
  DESTINATION ${SMX_CMAKE_DIR})

install(DIRECTORY ${PROJECT_SOURCE_DIR}/core/include/smx
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN "*.h")
install(FILES LICENSE README.md SECURITY.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

if(NOT TARGET smx)
  return()
endif()
install(TARGETS smx RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/cli/man/
  DESTINATION ${CMAKE_INSTALL_MANDIR}/man1
  FILES_MATCHING PATTERN "*.1")
install(DIRECTORY ${PROJECT_SOURCE_DIR}/vectors
  DESTINATION ${CMAKE_INSTALL_DATADIR}/smx
  FILES_MATCHING PATTERN "*.json")

# The command writes its own completions, so that they cannot fall behind it.
if(NOT CMAKE_CROSSCOMPILING)
  set(SMX_COMPLETIONS "")
  # smx_install_completion(<shell> <file name> <folder below share>)
  function(smx_install_completion shell name folder)
    set(script ${PROJECT_BINARY_DIR}/completions/${name})
    add_custom_command(OUTPUT ${script}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/completions
      COMMAND smx completions ${shell} > ${script}
      DEPENDS smx
      VERBATIM)
    list(APPEND SMX_COMPLETIONS ${script})
    set(SMX_COMPLETIONS ${SMX_COMPLETIONS} PARENT_SCOPE)
    install(FILES ${script} DESTINATION ${CMAKE_INSTALL_DATADIR}/${folder})
  endfunction()
  smx_install_completion(bash smx bash-completion/completions)
  smx_install_completion(zsh _smx zsh/site-functions)
  smx_install_completion(fish smx.fish fish/vendor_completions.d)
  add_custom_target(smx_completions ALL DEPENDS ${SMX_COMPLETIONS})
endif()
