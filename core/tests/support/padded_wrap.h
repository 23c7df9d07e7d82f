#pragma once

#include <cstdint>

#include "smx/sealed_store.h"

namespace smx::test {

/// A key store of a test: the key under a pad.
class PaddedWrap : public KeyWrap {
 public:
  Result<Bytes> wrap(ByteView data_key) override {
    Bytes out(data_key.begin(), data_key.end());
    for (std::uint8_t& byte : out) byte ^= kPad;
    return out;
  }
  Result<SecretBytes> unwrap(ByteView wrapped) override {
    SecretBytes out(wrapped);
    for (std::uint8_t& byte : out.writable()) byte ^= kPad;
    return out;
  }

 private:
  static constexpr std::uint8_t kPad = 0x3C;
};

}  // namespace smx::test
