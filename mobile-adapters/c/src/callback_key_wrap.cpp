#include "callback_key_wrap.h"

#include "callback.h"

namespace smx::c {

Result<Bytes> CallbackKeyWrap::wrap(ByteView data_key) {
  // A callback that fails may have left the key in it: overwritten on every way out.
  SecretBytes out(SMX_MAX_WRAPPED_KEY_SIZE);
  std::size_t size = out.size();
  const smx_status status = call_back(wrap_.wrap, wrap_.context, data_key.data(), data_key.size(),
                                      out.writable().data(), &size);
  if (status != SMX_OK || size > out.size()) return fail(Error::key_unavailable);
  const ByteView wrapped = out.reveal().first(size);
  return Bytes(wrapped.begin(), wrapped.end());
}

Result<SecretBytes> CallbackKeyWrap::unwrap(ByteView wrapped) {
  SecretBytes out(SMX_KEY_SIZE);
  std::size_t size = out.size();
  const smx_status status = call_back(wrap_.unwrap, wrap_.context, wrapped.data(), wrapped.size(),
                                      out.writable().data(), &size);
  if (status != SMX_OK || size != out.size()) return fail(Error::key_unavailable);
  return out;
}

}  // namespace smx::c
