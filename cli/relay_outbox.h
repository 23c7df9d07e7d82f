#pragma once

#include <map>
#include <string>
#include <vector>

#include "home.h"
#include "relay_directory.h"
#include "relay_link.h"
#include "smx/bytes.h"

namespace smx::cli {

/// A message's name for the relay, which stores no name twice, and for the core: "KEY:DEVICE" has
/// to fit into a delivery id.
inline constexpr std::size_t kMaxMessageKey = 27;
[[nodiscard]] std::string new_message_key();
/// Throws Failure (bad_input) unless it is 1 to 27 letters, digits, '.', '_' or '-'.
void require_message_key(const std::string& key);

/// A device that a message was encrypted for the first time: nobody has compared its fingerprint.
struct FirstContact {
  std::string device;
  DeviceKeys keys;
};

struct Handed {
  /// The relay's id of the message.
  std::string message;
  /// The relay has it from an earlier attempt.
  bool repeated = false;
  std::size_t devices = 0;
  std::vector<FirstContact> first_contacts;
};

/// One message on its way: encrypted once for each device, stored by the relay whole or not at all.
/// The core keeps every envelope under "KEY:DEVICE" until the relay has it, so that a second
/// attempt sends the same bytes.
class Outgoing {
 public:
  Outgoing(RelayLink& link, Home& home, std::string key)
      : link_(link), home_(home), key_(std::move(key)) {}

  /// Encrypts for every active device of `user` and for our own others, and hands all over. When
  /// the devices have changed in between, those that are new are added and those that are gone left
  /// out. Throws Failure; its line says whether the message is kept for the next run.
  Handed send(const std::string& user, ByteView plaintext);

  /// True when an earlier run has sent the message of this key to `user`, and had the answer.
  /// Throws Failure, also when that message was given up and never sent.
  bool sent_before(const std::string& user);

 private:
  using Entries = std::vector<DirectoryEntry>;

  /// The user's devices without this one, each with what it takes to encrypt for it.
  Entries look_up(const std::string& user);
  void encrypt_for(const std::string& user, const Entries& entries, ByteView plaintext);
  void give_up();
  /// The answer to one attempt. Throws Failure (failed) when there is none: the message is kept.
  RelayAnswer hand_over();

  RelayLink& link_;
  Home& home_;
  std::string key_;
  std::map<std::string, std::map<std::string, Bytes>> envelopes_;  // by user, by device
  std::vector<FirstContact> first_contacts_;
};

/// What came of the messages that an earlier run encrypted and had no answer for.
struct Resumed {
  /// By their keys, the relay's ids: it was told the same name again, so none is stored twice.
  std::map<std::string, std::string> handed_over;
  /// Why each of these can never be handed over, such as new devices that nothing was encrypted
  /// for: it has to be written again.
  std::vector<std::string> given_up;
  /// Why each of these waits for the next run.
  std::vector<std::string> waiting;
};

/// Throws Failure (failed: the relay cannot be reached; everything is still kept).
[[nodiscard]] Resumed resume_unsent(RelayLink& link, Home& home);

/// The label under which the core knows a device of a user.
[[nodiscard]] std::string peer_label(const std::string& user, const std::string& device);

}  // namespace smx::cli
