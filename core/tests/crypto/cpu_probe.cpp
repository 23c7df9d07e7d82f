// Not a GoogleTest program: init is about the process, so each question needs a process of its own.
// cpu_probe expects a CPU with the instructions; cpu_probe masked, which runs under
// OPENSSL_ia32cap or on a CPU that lacks them, expects none that OpenSSL would use. Short and long
// messages are asked for, which two libraries seal. Exit code 0 when all is as it must be.

#include <cstdio>
#include <string_view>

#include "crypto/aead.h"
#include "crypto/guarded.h"
#include "crypto/short_aead.h"
#include "smx/init.h"
#include "test_data.h"

namespace smx {
namespace {

bool passed = true;

void check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "cpu_probe: does not hold: %s\n", what);
  passed = false;
}

Result<void> seal_known_answer() {
  // SP 800-38D test case 14 of the GCM submission.
  Bytes out(32);
  const Result<void> sealed = aead_seal(AeadKey{}, Nonce{}, {}, Bytes(16), out);
  if (sealed) {
    check(out == test::bytes_of("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
          "the ciphertext is right");
  }
  return sealed;
}

/// Sizes of a message on either side of the border between the two libraries.
constexpr std::size_t kSizes[] = {16, kMaxShortText, kMaxShortText + 1, 4 * kMaxShortText};

/// Sealed and opened again, or the error of the first that is refused.
Result<void> seal_and_open(std::size_t size) {
  Bytes sealed(size + limits::kTagSize);
  if (const auto result = aead_seal(AeadKey{}, Nonce{}, {}, Bytes(size, 7), sealed); !result)
    return result;
  Bytes out(size);
  if (const auto result = aead_open(AeadKey{}, Nonce{}, {}, sealed, out); !result) return result;
  check(out == Bytes(size, 7), "what is opened is what was sealed");
  return {};
}

void check_uninitialised() {
  const auto is_not_initialised = [](const auto& result) {
    return !result && result.error() == Error::not_initialised;
  };
  check(is_not_initialised(seal_known_answer()), "nothing is sealed before init");
  for (const std::size_t size : kSizes) {
    Bytes out(size);
    check(is_not_initialised(seal_and_open(size)), "nothing of any size is sealed before init");
    check(is_not_initialised(aead_open(AeadKey{}, Nonce{}, {}, Bytes(size + 16), out)),
          "nothing of any size is opened before init");
  }
  check(is_not_initialised(GuardedSecret<struct ProbeTag, 32>::make()),
        "no guarded memory before init");
  const CpuReport report = cpu_report();
  check(!report.initialised && !report.has_aes_instructions && !report.has_carryless_multiply &&
            !report.variable_time_aes,
        "everything in the report is false before init");
}

// [PRIM-21]
void check_supported() {
  check_uninitialised();
  check(init().has_value(), "init succeeds");
  const CpuReport report = cpu_report();
  check(report.initialised && report.has_aes_instructions && report.has_carryless_multiply,
        "the report says what there is");
  check(!report.variable_time_aes, "nothing of variable time is in use");
  check(seal_known_answer().has_value(), "a message is sealed");
  for (const std::size_t size : kSizes)
    check(seal_and_open(size).has_value(), "a message of any size is sealed and opened");
}

// [PRIM-21]
void check_masked() {
  check_uninitialised();
  const auto is_refused = [] {
    const Result<void> result = init();
    return !result && result.error() == Error::cpu_unsupported;
  };
  check(is_refused(), "init refuses");
  check_uninitialised();
  check(init({.accept_variable_time_aes = true}).has_value(), "init accepts the fallback");
  check(cpu_report().initialised && cpu_report().variable_time_aes,
        "the report says that the fallback is in use");
  check(seal_known_answer().has_value(), "the fallback seals a message");
  for (const std::size_t size : kSizes)
    check(seal_and_open(size).has_value(), "the fallback seals and opens a message of any size");
  check(is_refused(), "a later init that accepts nothing is refused");
  check(seal_known_answer().has_value(), "what was accepted before stays");
}

}  // namespace
}  // namespace smx

int main(int count, char** arguments) {
  if (count == 2 && std::string_view(arguments[1]) == "masked") {
    smx::check_masked();
  } else {
    smx::check_supported();
  }
  return smx::passed ? 0 : 1;
}
