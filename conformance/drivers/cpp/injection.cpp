#include "driver.h"

namespace smx::driver {
namespace {

struct DrawField {
  const char* name;
  Draw draw;
  std::size_t size;
};

/// The draws of the ops that make or move sessions.
constexpr DrawField kFields[] = {
    {"ek_private", Draw::ek_private, limits::kKeySize},
    {"ratchet_private", Draw::ratchet_private, limits::kKeySize},
    {"nonce", Draw::nonce, limits::kNonceSize},
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
    if (value != values_.end() && value->second.size() != field.size)
      throw Rejected{Error::malformed};
  }
}

void Injection::apply(Entropy& entropy) const {
  entropy.clear_injected();
  if (!given_) return;
  entropy.inject_only();
  for (const auto& [draw, value] : values_) entropy.inject(draw, value);
}

}  // namespace smx::driver
