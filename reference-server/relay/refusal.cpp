#include "relay/refusal.h"

#include <array>
#include <cstddef>

namespace smx::relay {
namespace {

struct Row {
  Problem problem;
  std::string_view name;
  int status;
  std::string_view text;
};

// In the order of the enumeration, so that a problem is its row's index.
constexpr std::array kRows = {
    Row{Problem::malformed_request, "malformed_request", 400, "The request has the wrong form."},
    Row{Problem::bad_signature, "bad_signature", 400,
        "The signature of the signed prekey does not verify."},
    Row{Problem::unauthenticated, "unauthenticated", 401, "A valid token is needed."},
    Row{Problem::token_expired, "token_expired", 401, "The access token is over: refresh it."},
    Row{Problem::token_reused, "token_reused", 401,
        "The refresh token was used before: its session is void, verify the phone again."},
    Row{Problem::wrong_code, "wrong_code", 401, "The code is wrong or over."},
    Row{Problem::forbidden, "forbidden", 403, "This is for administrators."},
    Row{Problem::device_pending, "device_pending", 403,
        "The device waits for an administrator's approval."},
    Row{Problem::signup_closed, "signup_closed", 403,
        "Organisations are founded by this relay's operator."},
    Row{Problem::not_found, "not_found", 404, "There is no such thing in this organisation."},
    Row{Problem::device_mismatch, "device_mismatch", 409,
        "The devices named are not those of the recipients."},
    Row{Problem::key_registered, "key_registered", 409,
        "A device with one of these keys is registered: make new keys."},
    Row{Problem::already_exists, "already_exists", 409, "It exists already."},
    Row{Problem::conflict, "conflict", 409, "It is not in a state that allows this."},
    Row{Problem::expired, "expired", 410, "It is over."},
    Row{Problem::too_large, "too_large", 413, "It is too large."},
    Row{Problem::offset_mismatch, "offset_mismatch", 409, "The upload goes on at another offset."},
    Row{Problem::digest_mismatch, "digest_mismatch", 422,
        "The bytes uploaded are not those announced."},
    Row{Problem::quota_exceeded, "quota_exceeded", 429, "A quota is used up."},
    Row{Problem::rate_limited, "rate_limited", 429, "Too many requests: try again later."},
    Row{Problem::unavailable, "unavailable", 503,
        "The relay cannot store anything now; nothing was changed. Try again."},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].problem) != i) return false;
  }
  return kRows.size() == static_cast<std::size_t>(Problem::unavailable) + 1;
}
static_assert(in_order());

const Row& row(Problem problem) noexcept { return kRows[static_cast<std::size_t>(problem)]; }

}  // namespace

std::string_view problem_name(Problem problem) noexcept { return row(problem).name; }
int problem_status(Problem problem) noexcept { return row(problem).status; }
std::string_view problem_text(Problem problem) noexcept { return row(problem).text; }

}  // namespace smx::relay
