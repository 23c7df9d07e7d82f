#include "call.h"

#include <cstring>

#include "utf8.h"

namespace smx::node {
namespace {

constexpr std::int64_t kMaxSafeInteger = (std::int64_t{1} << 53) - 1;

std::shared_ptr<Addon> addon_of(napi_env env) {
  void* data = nullptr;
  must(napi_get_instance_data(env, &data));
  if (data == nullptr) throw BadArgument("the module is not loaded");
  return static_cast<Addon*>(data)->shared_from_this();
}

}  // namespace

void must(napi_status status) {
  if (status != napi_ok) throw PendingException();
}

Call::Call(napi_env env, napi_callback_info info) : env_(env), addon_(addon_of(env)) {
  must(napi_get_cb_info(env, info, &count_, arguments_.data(), nullptr, nullptr));
}

Call::~Call() {
  smx_wipe(arena_.data(), used_);
  for (auto& block : heap_) smx_wipe(block.data(), block.size());
}

napi_value Call::argument(std::size_t index) const {
  // Node-API fills what was left out with undefined, up to the room that it was given.
  if (index >= kMaxArguments) throw BadArgument("too many arguments");
  return arguments_[index];
}

bool Call::is_absent(std::size_t index) const {
  napi_valuetype type = napi_undefined;
  must(napi_typeof(env_, argument(index), &type));
  return type == napi_undefined || type == napi_null;
}

std::uint8_t* Call::room(std::size_t size) {
  if (size <= kArenaSize - used_) {
    std::uint8_t* const start = arena_.data() + used_;
    used_ += size;
    return start;
  }
  return heap_.emplace_back(size).data();
}

std::span<const std::uint8_t> Call::bytes(std::size_t index) {
  napi_typedarray_type type = napi_int8_array;
  std::size_t size = 0;
  void* data = nullptr;
  const napi_status read =
      napi_get_typedarray_info(env_, argument(index), &type, &size, &data, nullptr, nullptr);
  if (read != napi_ok || type != napi_uint8_array) throw BadArgument("not a Uint8Array");
  std::uint8_t* const copy = room(size);
  if (size != 0) std::memcpy(copy, data, size);
  return {copy, size};
}

const std::uint8_t* Call::bytes_of(std::size_t index, std::size_t size) {
  const auto given = bytes(index);
  if (given.size() != size) throw BadArgument("a Uint8Array of a wrong length");
  return given.data();
}

std::span<const std::uint8_t> Call::text_or_bytes(std::size_t index) {
  napi_valuetype type = napi_undefined;
  must(napi_typeof(env_, argument(index), &type));
  if (type != napi_string) return bytes(index);
  // More than any label has, so that what is cut off is refused as too long, not used.
  std::array<char16_t, SMX_MAX_LABEL_SIZE + 2> units;
  std::size_t count = 0;
  must(napi_get_value_string_utf16(env_, argument(index), units.data(), units.size(), &count));
  std::uint8_t* const start = room(kMaxUtf8PerUnit * count);
  const auto size = to_utf8({units.data(), count}, start);
  if (!size) throw BadArgument("a string with half a surrogate pair");
  return {start, *size};
}

std::uint64_t Call::number(std::size_t index) const {
  std::int64_t value = -1;
  if (napi_get_value_int64(env_, argument(index), &value) != napi_ok || value < 0 ||
      value > kMaxSafeInteger) {
    throw BadArgument("not an integer from 0 to 2^53 - 1");
  }
  return static_cast<std::uint64_t>(value);
}

bool Call::boolean(std::size_t index) const {
  bool value = false;
  if (napi_get_value_bool(env_, argument(index), &value) != napi_ok) {
    throw BadArgument("not a boolean");
  }
  return value;
}

Store& Call::store(std::size_t index) const {
  void* data = nullptr;
  if (napi_unwrap(env_, argument(index), &data) != napi_ok) throw BadArgument("not a store");
  Store* const store = addon_->stores.find(data);
  if (store == nullptr) throw BadArgument("not a store of this thread");
  return *store;
}

Device& Call::device(std::size_t index) const {
  void* data = nullptr;
  if (napi_unwrap(env_, argument(index), &data) != napi_ok) throw BadArgument("not a device");
  Device* const device = addon_->devices.find(data);
  if (device == nullptr) throw BadArgument("not a device of this thread");
  return *device;
}

napi_value Call::status(smx_status status) const {
  napi_value out = nullptr;
  must(napi_create_int32(env_, status, &out));
  return out;
}

napi_value Call::undefined() const {
  napi_value out = nullptr;
  must(napi_get_undefined(env_, &out));
  return out;
}

napi_value Call::boolean_value(bool value) const {
  napi_value out = nullptr;
  must(napi_get_boolean(env_, value, &out));
  return out;
}

napi_value Call::big(std::uint64_t value) const {
  napi_value out = nullptr;
  must(napi_create_bigint_uint64(env_, value, &out));
  return out;
}

napi_value Call::text(const char* value) const {
  napi_value out = nullptr;
  must(napi_create_string_utf8(env_, value, NAPI_AUTO_LENGTH, &out));
  return out;
}

napi_value Call::array(std::span<const std::uint8_t> bytes) const { return new_array(env_, bytes); }

napi_value Call::done(smx_status code) const { return code == SMX_OK ? undefined() : status(code); }

}  // namespace smx::node
