#pragma once

#include <cstdint>
#include <expected>
#include <string_view>
#include <utility>

namespace smx {

/// Every way an operation can end without success. 1 to 14 are the protocol's own reasons
/// (docs/spec/errors.md, [ERR-01]): one name and one number on every platform. From 64 up are the
/// reasons of this library; they never stand for a refusal that the protocol names.
enum class Error : std::uint8_t {
  malformed = 1,
  bad_signature = 2,
  low_order_point = 3,
  unknown_prekey = 4,
  decryption_failed = 5,
  duplicate_message = 6,
  too_many_skipped = 7,
  replayed_bootstrap = 8,
  no_session = 9,
  no_sending_chain = 10,
  chain_exhausted = 11,
  too_large = 12,
  stale_state = 13,
  restart_limited = 14,

  invalid_argument = 64,
  not_initialised = 65,
  cpu_unsupported = 66,
  random_failed = 67,
  out_of_memory = 68,
  memory_lock_failed = 69,
  storage_failed = 70,
  storage_corrupt = 71,
  state_unreadable = 72,
  state_too_new = 73,
  key_unavailable = 74,
  seal_limit = 75,
  counter_failed = 76,
  /// Of the libraries for other languages alone, where the caller brings the buffer and the clock;
  /// nothing in C++ returns these two.
  buffer_too_small = 77,
  clock_failed = 78,
};

/// The error's one name, as vectors and every platform spell it. Static storage; never null.
[[nodiscard]] std::string_view error_name(Error error) noexcept;

/// One sentence for people: what it means and, where there is one, what to do. It never holds a
/// value of the failing call. Static storage.
[[nodiscard]] std::string_view error_description(Error error) noexcept;

/// A value of type T or the reason there is none. Neither compiler warns when a bare std::expected
/// is dropped; this type is [[nodiscard]], so that no failure goes unread.
template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
 public:
  using std::expected<T, Error>::expected;
};

/// Shorthand for `return Result<T>{std::unexpect, error}`.
[[nodiscard]] inline std::unexpected<Error> fail(Error error) { return std::unexpected(error); }

}  // namespace smx
