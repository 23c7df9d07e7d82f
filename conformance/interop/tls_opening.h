// Opens recorded TLS 1.3 with a log of its secrets (RFC 8446 sections 5 and 7).
#pragma once

#include <stdexcept>

#include "key_log.h"
#include "tap.h"

namespace smx::interop {

/// A recorded connection that cannot be opened: what it holds could not be looked at.
class OpeningError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The application data of both directions, as it travelled inside TLS.
struct OpenedStream {
  std::string label;
  Bytes to_relay;
  Bytes from_relay;
  std::size_t records = 0;  ///< of application data
};

/// Every protected record has to open under its key, in order. The last record may be cut short, as
/// a lost connection leaves it. A stream without a whole handshake opens to nothing. Throws
/// OpeningError.
OpenedStream open_tls(const TappedStream& stream, const KeyLog& keys);

}  // namespace smx::interop
