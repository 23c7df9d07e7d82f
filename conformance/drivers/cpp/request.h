#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/secret_types.h"
#include "smx/bundle.h"
#include "smx/error.h"

namespace smx::driver {

using Json = nlohmann::ordered_json;

/// The request itself is at fault: answered with `error`, never with a reject.
struct RequestFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The operation refused, as the protocol says: answered with `reject`.
struct Rejected {
  Error reason;
};

/// Largest number that every JSON implementation carries exactly.
inline constexpr std::uint64_t kMaxNumber = (std::uint64_t{1} << 53) - 1;

/// Typed reading of an object's members. Every reader throws RequestFault; wrong lengths are not
/// its business, because they come after all request faults.
class Members {
 public:
  explicit Members(const Json& object, std::string path = "");

  /// Refuses every member but these; at the top level id, op and want_trace belong to all ops.
  void allow_only(std::initializer_list<std::string_view> names) const;
  [[nodiscard]] std::string text(const char* name) const;
  /// A text that names something: a handle, a label, a case. Never empty.
  [[nodiscard]] std::string name(const char* name) const;
  [[nodiscard]] Bytes bytes(const char* name) const;
  [[nodiscard]] std::uint64_t number(const char* name, std::uint64_t max) const;
  [[nodiscard]] bool flag_or_false(const char* name) const;
  [[nodiscard]] Members object(const char* name) const;
  [[nodiscard]] std::vector<Members> objects(const char* name) const;
  [[nodiscard]] bool has(const char* name) const;

 private:
  const Json& require(const char* name) const;
  [[nodiscard]] RequestFault fault(const char* name, const char* what) const;

  const Json* object_;
  std::string path_;
};

/// A named prekey as it stands in a request, lengths unchecked.
struct RawPrekey {
  Bytes key_id;
  Bytes private_key;
};
[[nodiscard]] RawPrekey read_prekey(const Members& members);
[[nodiscard]] std::vector<RawPrekey> read_prekeys(const Members& parent, const char* name);

/// A bundle as it stands in a request, lengths unchecked.
struct RawBundle {
  Bytes identity_key;
  Bytes signing_key;
  Bytes spk_key_id;
  Bytes spk_public_key;
  Bytes spk_signature;
  bool has_one_time_prekey = false;
  Bytes opk_key_id;
  Bytes opk_public_key;
};
[[nodiscard]] RawBundle read_bundle(const Members& members);

struct RawKeys {
  Bytes identity_key;
  Bytes signing_key;
};
[[nodiscard]] RawKeys read_keys(const Members& members);

/// Fixed lengths: throw Rejected{malformed}.
template <class Public>
[[nodiscard]] Public public_of(const Bytes& bytes) {
  if (bytes.size() != Public::kSize) throw Rejected{Error::malformed};
  Public out;
  std::copy(bytes.begin(), bytes.end(), out.bytes.begin());
  return out;
}
template <class SecretType>
[[nodiscard]] SecretType secret_of(const Bytes& bytes) {
  if (bytes.size() != SecretType::kSize) throw Rejected{Error::malformed};
  return SecretType(std::span<const std::uint8_t, SecretType::kSize>(bytes));
}
/// The form of a key id: throws Rejected{malformed}.
[[nodiscard]] KeyId key_id_of(const Bytes& bytes);
[[nodiscard]] DeviceKeys keys_of(const RawKeys& keys);
/// Only the lengths of a bundle's keys and signature.
void check_bundle_lengths(const RawBundle& bundle);
/// The whole form of a bundle.
[[nodiscard]] Bundle bundle_of(const RawBundle& raw);

/// The value of a Result, or the exception that answers its error: a reject for the protocol's own
/// reasons, an error for the rest.
[[noreturn]] void raise(Error error);
template <class T>
T unwrap(Result<T> result) {
  if (!result) raise(result.error());
  return std::move(*result);
}
inline void unwrap(const Result<void>& result) {
  if (!result) raise(result.error());
}

[[nodiscard]] std::string hex(ByteView bytes);

}  // namespace smx::driver
