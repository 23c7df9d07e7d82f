#include "crash_input.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "bundle_bytes.h"
#include "bytes.h"
#include "runner/input_error.h"
#include "runner/sha256.h"

namespace smx::vectors {
namespace {

using conformance::InputError;

/// Below a line's limit with its hex and everything around it.
constexpr std::size_t kLongestInput = 500'000;

/// Test data: 32 bytes named by a label.
std::string test_key(const char* label) {
  return conformance::sha256_hex(fmt::format("test data: from-crash: {}", label));
}

Request towards(const conformance::Json& bundle) {
  return {"x3dh.initiate",
          {{"session", "s"},
           {"identity_private", test_key("identity_private")},
           {"signing_private", test_key("signing_private")},
           {"bundle", bundle},
           {"plaintext", ""},
           {"random",
            {{"ek_private", test_key("ek_private")},
             {"ratchet_private", test_key("ratchet_private")},
             {"nonce", test_key("nonce").substr(0, 24)}}}}};
}

}  // namespace

const std::vector<std::string>& crash_kinds() {
  static const std::vector<std::string> kKinds = {"smx1", "dr_frame", "bundle", "script"};
  return kKinds;
}

std::vector<Request> crash_requests(const std::string& kind, const std::string& bytes,
                                    const std::string& source) {
  if (kind == "script") return read_script(bytes, source);
  if (bytes.size() > kLongestInput) {
    throw InputError(
        fmt::format("{}: {} bytes, which no request line can hold", source, bytes.size()));
  }
  if (kind == "smx1") return {{"smx1.parse", {{"envelope", hex_text(bytes)}}}};
  if (kind == "dr_frame") return {{"drv1.parse", {{"frame", hex_text(bytes)}}}};
  if (kind == "bundle") return {towards(bundle_members(text(bytes), source))};
  throw InputError(fmt::format("--kind {}: is none of {}", kind, fmt::join(crash_kinds(), ", ")));
}

}  // namespace smx::vectors
