#pragma once

#include "smx.h"
#include "smx/sealed_store.h"

namespace smx::c {

/// The platform's key store, behind its two callbacks.
class CallbackKeyWrap : public KeyWrap {
 public:
  /// Both functions are there.
  explicit CallbackKeyWrap(const smx_key_wrap& wrap) noexcept : wrap_(wrap) {}

  Result<Bytes> wrap(ByteView data_key) override;
  Result<SecretBytes> unwrap(ByteView wrapped) override;

 private:
  smx_key_wrap wrap_;
};

}  // namespace smx::c
