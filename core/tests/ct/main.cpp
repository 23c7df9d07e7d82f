// [PRIM-11] [PRIM-20] Runs every case under valgrind with the secrets marked undefined and counts
// what valgrind reports in each; then the planted leaks, each of which must be reported.
//
//   smx_ct [cases | controls]     both without an argument
//   smx_ct tables                 the cases on a processor whose AES instructions OpenSSL must not
//                                 use (OPENSSL_ia32cap), with the fallback accepted: to be reported
//
// Exit status: 0 no case was reported and every control was; 1 otherwise; 2 wrong use, or not under
// valgrind, or the library refuses the processor.

#include <cstdio>
#include <string_view>

#include "ct/cases.h"
#include "ct/undefined.h"
#include "smx/init.h"

namespace smx::ct {
namespace {

constexpr auto kNotRun = ~0UL;

/// Reports while it ran; kNotRun when it did not do what it is about.
unsigned long reports_of(std::string_view name, Result<void> (*run)()) {
  const unsigned long before = VALGRIND_COUNT_ERRORS;
  const Result<void> result = run();
  const unsigned long reports = VALGRIND_COUNT_ERRORS - before;
  if (result) return reports;
  const std::string_view error = error_name(result.error());
  std::fprintf(stderr, "smx_ct: %.*s: unexpected %.*s\n", static_cast<int>(name.size()),
               name.data(), static_cast<int>(error.size()), error.data());
  return kNotRun;
}

bool run_cases(std::span<const Case> cases) {
  bool passed = true;
  for (const Case& one : cases) {
    const unsigned long declassified_before = declassified_so_far();
    unsigned long reports = reports_of(one.name, one.run);
    // Something secret came to an end in every case. Where nothing did, nothing was looked at.
    if (declassified_so_far() == declassified_before) reports = kNotRun;
    std::printf("case %.*s %s %lu\n", static_cast<int>(one.name.size()), one.name.data(),
                reports == kNotRun ? "failed" : "ran", reports == kNotRun ? 0 : reports);
    passed = passed && reports == 0;
  }
  return passed;
}

bool run_controls() {
  bool passed = true;
  for (const Control& control : controls()) {
    const unsigned long of_leak = reports_of(control.name, control.leak);
    const unsigned long of_twin = reports_of(control.name, control.twin);
    const bool caught = of_leak != 0 && of_leak != kNotRun && of_twin == 0;
    std::printf("control %.*s %s %lu %lu\n", static_cast<int>(control.name.size()),
                control.name.data(), caught ? "caught" : "missed", of_leak == kNotRun ? 0 : of_leak,
                of_twin == kNotRun ? 0 : of_twin);
    passed = passed && caught;
  }
  return passed;
}

int run(std::string_view what) {
  const bool tables = what == "tables";
  if (what != "" && what != "cases" && what != "controls" && !tables) {
    std::fputs("smx_ct: takes cases, controls, tables, or nothing for both of the first\n", stderr);
    return 2;
  }
  if (RUNNING_ON_VALGRIND == 0) {
    std::fputs("smx_ct: has nothing to say unless it runs under valgrind\n", stderr);
    return 2;
  }
  if (!init({.accept_variable_time_aes = tables})) {
    std::fputs("smx_ct: the library refuses this processor\n", stderr);
    return 2;
  }
  bool passed = true;
  if (what != "controls") {
    for (const auto cases :
         {key_cases(), handshake_cases(), message_cases(), refusal_cases(), storage_cases()})
      passed = run_cases(cases) && passed;
  }
  if (what != "cases" && !tables) passed = run_controls() && passed;
  print_declassified();
  return passed ? 0 : 1;
}

}  // namespace
}  // namespace smx::ct

int main(int count, char** arguments) {
  return smx::ct::run(count > 1 ? std::string_view(arguments[1]) : std::string_view());
}
