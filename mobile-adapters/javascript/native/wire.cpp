#include "wire.h"

namespace smx::node {

void Image::bytes(std::span<const std::uint8_t> bytes) {
  out_.insert(out_.end(), bytes.begin(), bytes.end());
}

void Image::number(std::size_t value) {
  for (unsigned shift = 0; shift < 32; shift += 8) {
    out_.push_back(static_cast<std::uint8_t>((value >> shift) & 0xFF));
  }
}

void Image::key_id(const smx_key_id& key_id) {
  bytes(key_id.bytes);
  byte(key_id.size);
}

void Image::sized(std::span<const std::uint8_t> given) {
  number(given.size());
  bytes(given);
}

smx_fault empty_fault() noexcept { return {sizeof(smx_fault), 0, "", ""}; }

napi_value fault_value(const Call& call, const smx_fault& fault) {
  napi_value out = nullptr;
  napi_value offset = nullptr;
  must(napi_create_array_with_length(call.env(), 3, &out));
  must(napi_create_double(call.env(), static_cast<double>(fault.offset), &offset));
  must(napi_set_element(call.env(), out, 0, offset));
  must(napi_set_element(call.env(), out, 1, call.text(fault.field)));
  must(napi_set_element(call.env(), out, 2, call.text(fault.kind)));
  return out;
}

}  // namespace smx::node
