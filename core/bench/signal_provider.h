// The crypto provider and the stores that libsignal-protocol-c asks its user for.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "signal_headers.h"

namespace smx::bench {

/// The functions, over OpenSSL with prefetched algorithms and reused contexts: as fast as ours get.
signal_crypto_provider fast_provider();

/// One user's keys and sessions, in memory.
class SignalStore {
 public:
  explicit SignalStore(signal_context* context);
  SignalStore(const SignalStore&) = delete;
  SignalStore& operator=(const SignalStore&) = delete;
  ~SignalStore();

  signal_protocol_store_context* get() { return store_; }
  ec_public_key* identity_key() { return ratchet_identity_key_pair_get_public(identity_); }
  /// A signed prekey with the id 1 and a one-time prekey of the given id, kept here and bundled.
  session_pre_key_bundle* make_bundle(std::uint32_t one_time_id);
  void forget_session() { session_.clear(); }
  [[nodiscard]] std::size_t session_size() const { return session_.size(); }

 private:
  using Buffer = std::vector<std::uint8_t>;

  void set_session_store();
  void set_prekey_stores();
  void set_identity_store();

  signal_context* context_;
  signal_protocol_store_context* store_ = nullptr;
  ratchet_identity_key_pair* identity_ = nullptr;
  session_signed_pre_key* signed_prekey_ = nullptr;
  Buffer signed_record_;
  std::map<std::uint32_t, Buffer> one_time_records_;
  /// There is one peer.
  Buffer session_;
};

/// Ends the process unless a call succeeded.
void need_signal(int result, const char* what);

}  // namespace smx::bench
