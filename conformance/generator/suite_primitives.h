// The groups of hkdf-v1.json beyond HKDF and HMAC.
#pragma once

#include "suite.h"

namespace smx::vectors {

void fill_x25519(SuiteWriter& out);
void fill_aes256gcm(SuiteWriter& out);

}  // namespace smx::vectors
