# Top of the copy in which `smx conformance mutants` plants bugs: the core for tests and its driver,
# nothing else. Compiled quickly rather than well: each bug costs one compilation and one link.
cmake_minimum_required(VERSION 3.25)
project(smx VERSION 0.0.0 LANGUAGES C CXX)

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(SMX_BUILD_SQLITE OFF)

add_subdirectory(core)
add_subdirectory(conformance/drivers/cpp driver)
