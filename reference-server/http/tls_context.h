#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace smx::relay::http {

/// What a server of TLS needs: TLS 1.3 and nothing older, HTTP/1.1 by ALPN, no session tickets (a
/// restart or another certificate would have to void them) and so no early data.
class TlsContext {
 public:
  using Keylog = std::function<void(std::string_view line)>;

  /// Throws std::runtime_error when the files cannot be read, do not fit together or the key is
  /// weaker than OpenSSL's security level 2 (RSA 2048, P-256). The reason names no file.
  TlsContext(const std::string& certificate_file, const std::string& key_file, Keylog keylog);

  struct FreeSession {
    void operator()(ssl_st* session) const noexcept;
  };
  using Session = std::unique_ptr<ssl_st, FreeSession>;
  /// A connection's, in the server's role. Keeps what it needs of the context alive.
  [[nodiscard]] Session session() const;

 private:
  struct FreeContext {
    void operator()(ssl_ctx_st* context) const noexcept;
  };
  // Shared with OpenSSL's own references: the key log's function lives as long as the last session.
  std::unique_ptr<ssl_ctx_st, FreeContext> context_;
};

}  // namespace smx::relay::http
