#pragma once

#include <node_api.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "addon.h"
#include "smx.h"

namespace smx::node {

/// An argument that the package's own TypeScript never passes: becomes a TypeError.
struct BadArgument : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};
/// A JavaScript exception is on its way already: nothing more may be done.
struct PendingException {};

/// Throws PendingException unless a call of Node-API did what it was asked.
void must(napi_status status);

/// One call from JavaScript. What it reads is copied at once, because a callback into JavaScript
/// may change, shrink or transfer an array, and is overwritten when the call ends. Results are
/// what the TypeScript side expects: a number is a status other than SMX_OK, everything else is the
/// outcome.
class Call {
 public:
  Call(napi_env env, napi_callback_info info);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call();

  [[nodiscard]] napi_env env() const noexcept { return env_; }
  [[nodiscard]] Addon& addon() const noexcept { return *addon_; }
  [[nodiscard]] napi_value argument(std::size_t index) const;
  /// Undefined, null, or left out.
  [[nodiscard]] bool is_absent(std::size_t index) const;

  /// The bytes of a Uint8Array.
  [[nodiscard]] std::span<const std::uint8_t> bytes(std::size_t index);
  /// The bytes of a Uint8Array of exactly one size.
  [[nodiscard]] const std::uint8_t* bytes_of(std::size_t index, std::size_t size);
  /// The UTF-8 bytes of a string, or the bytes of a Uint8Array.
  [[nodiscard]] std::span<const std::uint8_t> text_or_bytes(std::size_t index);
  /// One C structure that has no padding, as its bytes.
  template <class T>
  [[nodiscard]] T image(std::size_t index);
  template <class T>
  [[nodiscard]] std::vector<T> images(std::size_t index);
  /// An integer from 0 to 2^53 - 1.
  [[nodiscard]] std::uint64_t number(std::size_t index) const;
  [[nodiscard]] bool boolean(std::size_t index) const;
  [[nodiscard]] Store& store(std::size_t index) const;
  [[nodiscard]] Device& device(std::size_t index) const;

  [[nodiscard]] napi_value status(smx_status status) const;
  [[nodiscard]] napi_value undefined() const;
  [[nodiscard]] napi_value boolean_value(bool value) const;
  [[nodiscard]] napi_value big(std::uint64_t value) const;
  [[nodiscard]] napi_value text(const char* value) const;
  /// A new Uint8Array with a copy of the bytes.
  [[nodiscard]] napi_value array(std::span<const std::uint8_t> bytes) const;
  /// The bytes of one structure, or of an array of them.
  template <class T>
  [[nodiscard]] napi_value image_of(std::span<const T> values) const;
  /// Undefined for SMX_OK, the number otherwise.
  [[nodiscard]] napi_value done(smx_status status) const;

 private:
  static constexpr std::size_t kMaxArguments = 8;
  static constexpr std::size_t kArenaSize = 2048;

  std::uint8_t* room(std::size_t size);

  napi_env env_;
  std::size_t count_ = kMaxArguments;
  std::array<napi_value, kMaxArguments> arguments_;
  std::shared_ptr<Addon> addon_;
  // Small inputs lie here, larger ones on the heap.
  std::array<std::uint8_t, kArenaSize> arena_;
  std::size_t used_ = 0;
  std::vector<std::vector<std::uint8_t>> heap_;
};

template <class T>
T Call::image(std::size_t index) {
  static_assert(alignof(T) == 1 && std::is_trivially_copyable_v<T>);
  T out;
  std::memcpy(&out, bytes_of(index, sizeof(T)), sizeof(T));
  return out;
}

template <class T>
std::vector<T> Call::images(std::size_t index) {
  static_assert(alignof(T) == 1 && std::is_trivially_copyable_v<T>);
  const auto given = bytes(index);
  if (given.size() % sizeof(T) != 0) throw BadArgument("no whole number of structures");
  std::vector<T> out(given.size() / sizeof(T));
  if (!out.empty()) std::memcpy(out.data(), given.data(), given.size());
  return out;
}

template <class T>
napi_value Call::image_of(std::span<const T> values) const {
  static_assert(alignof(T) == 1 && std::is_trivially_copyable_v<T>);
  return array({reinterpret_cast<const std::uint8_t*>(values.data()), values.size_bytes()});
}

/// What Node-API calls for a function: no C++ exception leaves it.
template <napi_value (*Body)(Call&)>
napi_value entry(napi_env env, napi_callback_info info) noexcept {
  try {
    Call call(env, info);
    return Body(call);
  } catch (const BadArgument& fault) {
    napi_throw_type_error(env, nullptr, fault.what());
  } catch (const PendingException&) {
    // It goes on by itself.
  } catch (const std::exception&) {
    // Only an allocation is left that can fail.
    napi_value status = nullptr;
    if (napi_create_int32(env, SMX_OUT_OF_MEMORY, &status) == napi_ok) return status;
  }
  return nullptr;
}

/// A function by its name.
struct Function {
  const char* name;
  napi_callback call;
};
[[nodiscard]] std::span<const Function> library_functions();
[[nodiscard]] std::span<const Function> store_functions();
[[nodiscard]] std::span<const Function> device_functions();
[[nodiscard]] std::span<const Function> message_functions();
/// Empty, but for smx-node-testing.
[[nodiscard]] std::span<const Function> testing_functions();

}  // namespace smx::node
