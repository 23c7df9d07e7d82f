#pragma once

#include <cstdint>
#include <expected>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

namespace smx::relay {

/// Every way in which the relay says no. The names are part of the interface (docs/relay-api.md):
/// a name is never given another meaning.
enum class Problem : std::uint8_t {
  malformed_request,  // 400 the body, a field or an id has the wrong form; detail.field names it
  bad_signature,      // 400 the signed prekey's signature does not verify
  unauthenticated,    // 401 no token, a wrong one, an unknown or revoked device: always the same
  token_expired,      // 401 the access token was genuine and is over
  token_reused,       // 401 a refresh token was used twice: its whole family is void
  wrong_code,         // 401 the one-time code is wrong, over, or there is none: always the same
  forbidden,          // 403 the role does not allow it
  device_pending,     // 403 the device waits for an administrator
  signup_closed,      // 403 organisations cannot be founded here
  not_found,          // 404 no such thing in this organisation
  device_mismatch,    // 409 the devices named are not the recipient's; detail.users says how
  key_registered,     // 409 another device has this identity or signing key
  already_exists,     // 409
  conflict,           // 409 the thing is not in a state that allows this
  expired,            // 410 an invitation or an upload is over
  too_large,          // 413
  offset_mismatch,    // 409 an upload goes on elsewhere; detail.offset says where
  digest_mismatch,    // 422 the bytes uploaded are not those announced
  quota_exceeded,     // 429 a queue, the members or the storage of an organisation is full
  rate_limited,       // 429 detail.retry_after: seconds
  unavailable,        // 503 the storage cannot write now: nothing was changed; try again
};

/// Lower-case name, "device_mismatch"; static storage.
[[nodiscard]] std::string_view problem_name(Problem problem) noexcept;
/// The status of HTTP that goes with it.
[[nodiscard]] int problem_status(Problem problem) noexcept;
/// One sentence for people, without any part of the request; static storage.
[[nodiscard]] std::string_view problem_text(Problem problem) noexcept;

struct Refusal {
  Problem problem = Problem::malformed_request;
  /// An object for machines, or null. Never holds a key, a code, a token or a body.
  nlohmann::json detail = nullptr;
  /// True when what the operation wrote stays although it says no: a wrong guess is counted, a
  /// stolen token's family is void. Otherwise a refusal undoes the operation.
  bool keep = false;
};

template <class T>
using Outcome = std::expected<T, Refusal>;

[[nodiscard]] inline std::unexpected<Refusal> refuse(Problem problem,
                                                     nlohmann::json detail = nullptr) {
  return std::unexpected(Refusal{.problem = problem, .detail = std::move(detail), .keep = false});
}

/// The same, and what was written so far stays.
[[nodiscard]] inline std::unexpected<Refusal> refuse_and_keep(Problem problem,
                                                              nlohmann::json detail = nullptr) {
  return std::unexpected(Refusal{.problem = problem, .detail = std::move(detail), .keep = true});
}

}  // namespace smx::relay
