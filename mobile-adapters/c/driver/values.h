#pragma once

#include <span>

#include "members.h"
#include "smx_testing.h"

namespace smx_c_driver {

/// The library refused, as the protocol says: answered with `reject`.
struct Rejected {
  smx_status reason;
};

/// Nothing for SMX_OK; else the exception that answers the status: a reject for the protocol's own
/// reasons, an error for the rest.
void must(smx_status status);

/// Bytes of a fixed length into a structure's array: throws Rejected{SMX_MALFORMED}.
void fill(std::span<std::uint8_t> out, const Bytes& bytes);

/// A prekey with its private half as it stands in a request, lengths unchecked.
struct RawPrekey {
  Bytes key_id;
  Bytes private_key;
};
[[nodiscard]] RawPrekey read_prekey(const Members& members);
[[nodiscard]] std::vector<RawPrekey> read_prekeys(const Members& parent, const char* name);
[[nodiscard]] smx_testing_prekey prekey_of(const RawPrekey& raw);
[[nodiscard]] std::vector<smx_testing_prekey> prekeys_of(const std::vector<RawPrekey>& raw);

struct RawKeys {
  Bytes identity_key;
  Bytes signing_key;
};
[[nodiscard]] RawKeys read_keys(const Members& members);
[[nodiscard]] smx_device_keys keys_of(const RawKeys& raw);

/// A bundle as it stands in a request, lengths unchecked.
struct RawBundle {
  RawKeys keys;
  Bytes spk_key_id;
  Bytes spk_public_key;
  Bytes spk_signature;
  bool has_one_time_prekey = false;
  Bytes opk_key_id;
  Bytes opk_public_key;
};
[[nodiscard]] RawBundle read_bundle(const Members& members);
[[nodiscard]] smx_bundle bundle_of(const RawBundle& raw);

/// A key id of any length: what is none of the library's is the library's to refuse.
[[nodiscard]] smx_key_id key_id_of(const Bytes& bytes);

[[nodiscard]] std::string hex(const smx_key_id& id);
[[nodiscard]] Json published(const smx_signed_prekey& prekey);
[[nodiscard]] Json published(const std::vector<smx_one_time_prekey>& prekeys);

}  // namespace smx_c_driver
