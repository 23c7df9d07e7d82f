#include "material.h"

#include "values.h"

namespace smx::c {

Result<std::vector<PrekeyMaterial>> materials_of(const smx_testing_prekey* prekeys,
                                                 std::size_t count) {
  std::vector<PrekeyMaterial> out;
  out.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Result<KeyId> key_id = key_id_of(prekeys[i].key_id);
    if (!key_id) return fail(key_id.error());
    out.push_back({*key_id, X25519PrivateKey(prekeys[i].private_key)});
  }
  return out;
}

}  // namespace smx::c
