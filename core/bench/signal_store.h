// The stores that libsignal-protocol-c asks its user for, in memory.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "signal_headers.h"

namespace smx::bench {

/// One user's keys and sessions.
class SignalStore {
 public:
  using Buffer = std::vector<std::uint8_t>;

  explicit SignalStore(signal_context* context);
  SignalStore(const SignalStore&) = delete;
  SignalStore& operator=(const SignalStore&) = delete;
  ~SignalStore();

  signal_protocol_store_context* get() { return store_; }
  ratchet_identity_key_pair* identity() { return identity_; }
  session_signed_pre_key* signed_prekey() { return signed_prekey_; }
  /// The signed prekey and a one-time prekey made under this id, kept here and bundled.
  session_pre_key_bundle* make_bundle(std::uint32_t one_time_id);
  void forget_sessions() { sessions_.clear(); }
  /// The session with a device, as the library wrote it.
  [[nodiscard]] const Buffer& session(std::int32_t device) const { return sessions_.at(device); }

 private:
  void set_session_store();
  void set_prekey_store();
  void set_signed_prekey_store();
  void set_identity_store();

  signal_context* context_;
  signal_protocol_store_context* store_ = nullptr;
  ratchet_identity_key_pair* identity_ = nullptr;
  session_signed_pre_key* signed_prekey_ = nullptr;
  Buffer signed_record_;
  std::map<std::uint32_t, Buffer> one_time_records_;
  /// By device; there is one name.
  std::map<std::int32_t, Buffer> sessions_;
};

}  // namespace smx::bench
