// TLS 1.3 to one server, as a client.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "deadline.h"
#include "fault.h"

namespace smx::interop {

/// Where to connect to, and whom to find there.
struct TlsPeer {
  std::string host;               ///< an address or a name: what the certificate has to be for
  std::uint16_t port = 0;         ///< where to connect
  std::filesystem::path ca_file;  ///< PEM; whom to trust, and nobody else
  /// Given each line of the key log (NSS format) of the connection, when it is set.
  std::function<void(std::string_view)> key_log;
  std::string through = {};  ///< where to connect if not at `host`: a tap on the way
};

/// One connection. No call lasts longer than its deadline.
class TlsConnection {
 public:
  /// Connects, verifies the certificate for `peer.host` and shakes hands. Throws LinkFault.
  TlsConnection(const TlsPeer& peer, const Deadline& deadline);
  ~TlsConnection();
  TlsConnection(const TlsConnection&) = delete;
  TlsConnection& operator=(const TlsConnection&) = delete;

  /// Throws LinkFault.
  void write(std::string_view bytes, const Deadline& deadline);
  /// What has come, at least one byte; empty at the server's end of the connection. Throws
  /// LinkFault, also when the deadline is over.
  std::string read(const Deadline& deadline);
  /// The same, empty and `came` false when the deadline is over first.
  std::string read_until(const Deadline& deadline, bool& came);
  /// Ends the socket without any farewell, as a lost network does.
  void cut();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace smx::interop
