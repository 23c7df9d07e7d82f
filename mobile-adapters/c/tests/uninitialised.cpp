// Before smx_init: what needs it says so, what does not works. A program of its own, because there
// is no way back.
#include <cstdio>
#include <cstring>

#include "smx.h"

namespace {

int problems = 0;

void expect(bool holds, const char* what) {
  if (holds) return;
  ++problems;
  std::printf("%s\n", what);
}

smx_status nothing(void*, uint64_t*, smx_record_sink, void*) { return SMX_STORAGE_FAILED; }
smx_status nothing_written(void*, uint64_t, const smx_record*, size_t) {
  return SMX_STORAGE_FAILED;
}

}  // namespace

int main() {
  smx_store* store = nullptr;
  expect(smx_store_open_memory(&store) == SMX_NOT_INITIALISED, "a memory store opens");
  expect(smx_store_open_sqlite("x", 1, &store) == SMX_NOT_INITIALISED, "a file opens");
  const smx_store_callbacks callbacks{sizeof callbacks, nullptr, nothing, nothing_written};
  expect(smx_store_open_callbacks(&callbacks, &store) == SMX_NOT_INITIALISED, "callbacks open");
  expect(store == nullptr, "a failed call gave a store");
  smx_cpu_report report;
  std::memset(&report, 0xFF, sizeof report);
  report.struct_size = sizeof report;
  expect(smx_get_cpu_report(&report) == SMX_OK && report.initialised == 0, "the report");
  const smx_bundle bundle{};
  expect(smx_bundle_verify(&bundle) == SMX_MALFORMED, "a bundle without key ids verifies");
  expect(std::strcmp(smx_status_name(SMX_OK), "ok") == 0, "names need smx_init");
  expect(smx_init(4) == SMX_INVALID_ARGUMENT, "an unknown flag");
  expect(smx_store_open_memory(&store) == SMX_NOT_INITIALISED, "a refused smx_init counted");
  expect(smx_init(0) == SMX_OK && smx_store_open_memory(&store) == SMX_OK, "smx_init");
  smx_store_free(store);
  return problems == 0 ? 0 : 1;
}
