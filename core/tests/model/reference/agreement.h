#pragma once

#include "device.h"

namespace smx::model {

/// What X3DH gives [X3DH-10].
struct Agreed {
  Key root_key{};
  Key bootstrap_key{};
};

/// AD, the initiator first [X3DH-09].
[[nodiscard]] Text associated_data(const Peer& initiator, const Peer& responder);

/// The bytes that a signed prekey's signature covers [KEY-09].
[[nodiscard]] Text signed_message(const Key& identity, const Key& prekey, View id);

/// A's side. The bundle's signature has been verified. Throws low_order_point.
[[nodiscard]] Agreed agree(const Key& identity_private, const Key& ephemeral_private,
                           const Bundle& bundle);
/// B's side; `one_time_prekey` may be null. Throws low_order_point.
[[nodiscard]] Agreed agree(const Key& identity_private, const Key& signed_prekey_private,
                           const Key* one_time_prekey, const Key& identity,
                           const Key& ephemeral_key);

}  // namespace smx::model
