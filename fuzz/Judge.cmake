# smx_fuzz_judge: what the targets need of the runner, its reports, its import and the generator.
# Where a fuzzer is built, only these parts are compiled: the whole takes minutes with its
# sanitizers.
if(NOT SMX_FUZZ_ENGINE)
  add_library(smx_fuzz_judge INTERFACE)
  target_link_libraries(smx_fuzz_judge INTERFACE smx::report smx::import smx::vectors)
  return()
endif()

find_package(valijson REQUIRED)

# smx_fuzz_part(<library> <source without .cpp>...)
function(smx_fuzz_part library)
  set(sources ${ARGN})
  list(TRANSFORM sources PREPEND ${PROJECT_SOURCE_DIR}/conformance/)
  list(TRANSFORM sources APPEND .cpp)
  add_library(${library} STATIC ${sources})
  target_compile_features(${library} PUBLIC cxx_std_23)
  target_include_directories(${library}
    PUBLIC ${PROJECT_SOURCE_DIR}/conformance
    PRIVATE ${PROJECT_SOURCE_DIR}/conformance/runner ${PROJECT_SOURCE_DIR}/conformance/report
            ${PROJECT_SOURCE_DIR}/conformance/generator)
  target_link_libraries(${library}
    PUBLIC nlohmann_json::nlohmann_json
    PRIVATE fmt::fmt valijson OpenSSL::Crypto)
  smx_warnings(${library})
endfunction()

# What reads what somebody else wrote.
smx_fuzz_part(smx_fuzz_parsers
  runner/hex
  runner/sha256_openssl
  runner/strict_json
  runner/schema
  runner/patch
  runner/version
  runner/vector_case
  runner/vector_set
  runner/command_line
  runner/outcome
  runner/line_buffer
  runner/message_shapes
  runner/batch_replies
  runner/known_failures
  runner/platforms
  report/digest
  report/report_reader
  report/report_check
  report/report_diff
  report/signature_openssl
  import/wycheproof_file)
target_sources(smx_fuzz_parsers PRIVATE
  ${PROJECT_BINARY_DIR}/conformance/runner/embedded_schemas.cpp)
smx_quick_build(smx_fuzz_parsers library)

# What makes the seeds and writes reports: its own faults are not looked for here, so it is compiled
# quickly and without sanitizers.
smx_fuzz_part(smx_fuzz_judge
  runner/run_report
  runner/verdict
  report/headline
  report/json_report
  report/clause_table
  report/mutation
  generator/bytes
  generator/bundle_bytes
  generator/request_script
  generator/seeds)
# A report's clauses and planted bugs come from a table that is made in the report's own folder.
target_sources(smx_fuzz_judge PRIVATE ${PROJECT_BINARY_DIR}/conformance/report/embedded_table.cpp)
add_dependencies(smx_fuzz_judge smx_report_table)
target_link_libraries(smx_fuzz_judge PUBLIC smx_fuzz_parsers)
target_compile_options(smx_fuzz_judge PRIVATE -O0 -fno-sanitize=all)
