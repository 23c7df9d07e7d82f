#include "ops.h"

namespace smx_c_driver {
namespace {

struct DrawField {
  const char* name;
  std::uint32_t draw;
  std::size_t size;
};

constexpr DrawField kFields[] = {
    {"ek_private", SMX_TESTING_EPHEMERAL_PRIVATE, SMX_KEY_SIZE},
    {"ratchet_private", SMX_TESTING_RATCHET_PRIVATE, SMX_KEY_SIZE},
    {"nonce", SMX_TESTING_NONCE, SMX_NONCE_SIZE},
};

}  // namespace

Injection::Injection(const Members& request, std::initializer_list<std::string_view> draws) {
  if (!request.has("random")) return;
  given_ = true;
  const Members random = request.object("random");
  random.allow_only(draws);
  for (const DrawField& field : kFields) {
    if (random.has(field.name)) values_.emplace(field.draw, random.bytes(field.name));
  }
}

void Injection::check_lengths() const {
  for (const DrawField& field : kFields) {
    const auto value = values_.find(field.draw);
    if (value != values_.end() && value->second.size() != field.size) throw Rejected{SMX_MALFORMED};
  }
}

void Injection::apply(smx_device* device) const {
  must(smx_testing_clear_injected(device));
  if (!given_) return;
  must(smx_testing_inject_only(device));
  for (const auto& [draw, value] : values_)
    must(smx_testing_inject(device, draw, value.data(), value.size()));
}

}  // namespace smx_c_driver
