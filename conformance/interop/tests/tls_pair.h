// A TLS 1.3 client and server of OpenSSL in this process, and what a tap between them would see.
#pragma once

#include <string>

#include "interop/tap.h"

namespace smx::interop::tests {

class TlsPair {
 public:
  /// Shakes hands with this cipher suite ("TLS_AES_128_GCM_SHA256").
  explicit TlsPair(const std::string& suite);
  ~TlsPair();
  TlsPair(const TlsPair&) = delete;
  TlsPair& operator=(const TlsPair&) = delete;

  void to_relay(const std::string& text);
  void from_relay(const std::string& text);
  /// The client's next bytes come under new keys.
  void update_keys();

  const TappedStream& stream() const { return stream_; }
  /// Of the server, in NSS form.
  const std::string& key_log() const { return key_log_; }

 private:
  struct Parts;
  void carry();

  Parts* parts_;
  TappedStream stream_;
  std::string key_log_;
};

}  // namespace smx::interop::tests
