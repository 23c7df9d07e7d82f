#pragma once

#include <map>
#include <string>

#include "home.h"
#include "relay_link.h"
#include "smx/bytes.h"

namespace smx::cli {

/// One message on its way: encrypted once for each device, stored by the relay whole or not at all.
/// The core keeps every envelope under "KEY:DEVICE" until the relay has it, so that a second
/// attempt sends the same bytes.
class Outgoing {
 public:
  Outgoing(RelayLink& link, Home& home, std::string idempotency_key)
      : link_(link), home_(home), key_(std::move(idempotency_key)) {}

  /// Encrypts for every active device of `user` and for our own others, and hands all over. When
  /// the devices have changed in between, those that are new are added and those that are gone left
  /// out. Returns the relay's id of the message. Throws Failure.
  std::string send(const std::string& user, ByteView plaintext);

 private:
  void encrypt_for(const std::string& user, ByteView plaintext);

  RelayLink& link_;
  Home& home_;
  std::string key_;
  std::map<std::string, std::map<std::string, Bytes>> envelopes_;  // by user, by device
};

/// What came of the messages that an earlier run encrypted and had no answer for.
struct Resumed {
  /// The relay has them now; it is told the same name again, so none is stored twice.
  std::size_t handed_over = 0;
  /// The recipient's devices are others by now: the message has to be written again.
  std::size_t given_up = 0;
};

[[nodiscard]] Resumed resume_unsent(RelayLink& link, Home& home);

/// The label under which the core knows a device of a user.
[[nodiscard]] std::string peer_label(const std::string& user, const std::string& device);

}  // namespace smx::cli
