// What the rulings of the five algorithms are put together from.
#pragma once

#include "import/ruling.h"

namespace smx::wycheproof {

conformance::Step accepted_step(const char* op, Json in, Json outputs);
conformance::Step refused_step(const char* op, Json in, const char* reason);

/// The class of a test that the profile accepts or refuses by a clause, whatever Wycheproof says.
Class class_of(Verdict verdict, bool accepted);

Ruling rule_x25519(const File& file, const Test& test);
Ruling rule_ed25519(const File& file, const Test& test);
Ruling rule_aes_gcm(const File& file, const Test& test);
Ruling rule_hkdf(const File& file, const Test& test);
Ruling rule_hmac(const File& file, const Test& test);

}  // namespace smx::wycheproof
