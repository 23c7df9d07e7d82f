// Checks a bundle with the library for directories alone; exit status 1 when it answers wrongly.
#include <cstdio>

#include "smx/verify.h"

int main() {
  const smx::Bundle nothing_signed{{}, {}, {*smx::KeyId::parse(smx::Bytes{'a'}), {}, {}}, {}};
  const auto verified = smx::verify_bundle(nothing_signed);
  if (verified || verified.error() != smx::Error::bad_signature) return 1;
  std::puts("the verifying library refuses a bundle that nobody signed");
}
