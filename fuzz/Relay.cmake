# smx_fuzz_relay: what the relay, and whoever checks its records, reads of what somebody else wrote.
# Only these files: they need no socket and no database, and compile without them.
set(_relay
  auth/strict_json
  relay/refusal
  api/base64
  api/json_fields
  api/json_text
  api/query
  api/response
  http/stream_message
  http/target)
list(TRANSFORM _relay PREPEND ${PROJECT_SOURCE_DIR}/reference-server/)
set(_cli
  audit_chain
  audit_record
  audit_signature_openssl
  digest_sodium
  failure
  text)
list(TRANSFORM _cli PREPEND ${PROJECT_SOURCE_DIR}/cli/)
set(_sources ${_relay} ${_cli})
list(TRANSFORM _sources APPEND .cpp)
add_library(smx_fuzz_relay STATIC reference/json.cpp ${_sources})
target_compile_features(smx_fuzz_relay PUBLIC cxx_std_23)
target_include_directories(smx_fuzz_relay PUBLIC
  ${CMAKE_CURRENT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/reference-server ${PROJECT_SOURCE_DIR}/cli)
target_link_libraries(smx_fuzz_relay
  PUBLIC smx::wire nlohmann_json::nlohmann_json fmt::fmt
  PRIVATE smx_fuzz_support OpenSSL::Crypto PkgConfig::SODIUM)
smx_warnings(smx_fuzz_relay)
