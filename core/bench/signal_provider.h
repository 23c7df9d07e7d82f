// The cryptography that libsignal-protocol-c asks its user for.
#pragma once

#include "signal_headers.h"

namespace smx::bench {

/// The functions, over OpenSSL with plain SHA-256 states, prefetched algorithms and reused
/// contexts: what ours get.
signal_crypto_provider fast_provider();

/// Ends the process unless a call succeeded.
void need_signal(int result, const char* what);

}  // namespace smx::bench
