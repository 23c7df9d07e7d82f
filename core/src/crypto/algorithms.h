#pragma once

// OpenSSL's types by their tags, so that no vendor header is needed to name them.
struct evp_cipher_st;

namespace smx {

/// The algorithms of OpenSSL that this library uses, looked up once: fetching by name at each use
/// costs more than a short message does.
struct Algorithms {
  evp_cipher_st* aes_256_gcm;
};

/// Fetched at the first call (thread-safe) and kept to the end of the process, from OpenSSL's
/// default provider in a library context of our own: no configuration file of the machine decides
/// which code computes. Null when memory could not be had.
[[nodiscard]] const Algorithms* algorithms() noexcept;

}  // namespace smx
