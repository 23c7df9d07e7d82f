#pragma once

#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "smx_testing.h"

namespace smx_c_test {

using Bytes = std::vector<std::uint8_t>;
using Digest = std::array<std::uint8_t, SMX_DIGEST_SIZE>;

inline const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

struct FreeStore {
  void operator()(smx_store* store) const { smx_store_free(store); }
};
struct FreeDevice {
  void operator()(smx_device* device) const { smx_device_free(device); }
};
using StorePointer = std::unique_ptr<smx_store, FreeStore>;
using DevicePointer = std::unique_ptr<smx_device, FreeDevice>;

/// A store of the application, whose faults a test chooses.
struct MapStore {
  std::uint64_t generation = 0;
  std::map<std::string, Bytes> records;
  /// What the next calls return instead of doing their work, or after having done it.
  smx_status load_status = SMX_OK;
  smx_status commit_status = SMX_OK;
  bool commits_all_the_same = false;
  /// Called in the middle of either.
  void (*meanwhile)(void* argument) = nullptr;
  void* argument = nullptr;
  int loads = 0;
  int commits = 0;

  smx_store_callbacks table() { return {sizeof(smx_store_callbacks), this, load, commit}; }

  static smx_status load(void* context, std::uint64_t* generation, smx_record_sink sink,
                         void* sink_context) {
    auto& self = *static_cast<MapStore*>(context);
    ++self.loads;
    if (self.meanwhile != nullptr) self.meanwhile(self.argument);
    if (self.load_status != SMX_OK) return self.load_status;
    *generation = self.generation;
    for (const auto& [id, value] : self.records) {
      const smx_record record{id.c_str(), value.data(), value.size(), 0};
      if (const smx_status taken = sink(sink_context, &record); taken != SMX_OK) return taken;
    }
    return SMX_OK;
  }

  static smx_status commit(void* context, std::uint64_t expected, const smx_record* changes,
                           std::size_t count) {
    auto& self = *static_cast<MapStore*>(context);
    ++self.commits;
    if (self.meanwhile != nullptr) self.meanwhile(self.argument);
    if (self.commit_status != SMX_OK && !self.commits_all_the_same) return self.commit_status;
    if (expected != self.generation) return SMX_STALE_STATE;
    // All of them or none, also where there is no memory for some.
    auto next = self.records;
    for (std::size_t i = 0; i < count; ++i) {
      if (changes[i].deleted != 0) {
        next.erase(changes[i].id);
      } else {
        next[changes[i].id] = Bytes(changes[i].value, changes[i].value + changes[i].value_size);
      }
    }
    self.records.swap(next);
    ++self.generation;
    return self.commit_status;
  }
};

/// Stands for a platform's key store: it hides the key behind a mask of its own.
struct MaskWrap {
  std::uint8_t mask = 0x5A;
  smx_status wrap_status = SMX_OK;
  smx_status unwrap_status = SMX_OK;
  /// Instead of the size that it wrote, when it is not 0.
  std::size_t said_size = 0;

  smx_key_wrap table() { return {sizeof(smx_key_wrap), this, wrap, unwrap}; }

  smx_status turn(const std::uint8_t* in, std::size_t size, std::uint8_t* out,
                  std::size_t* out_size) const {
    if (*out_size < size) return SMX_BUFFER_TOO_SMALL;
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(in[i] ^ mask);
    *out_size = said_size != 0 ? said_size : size;
    return SMX_OK;
  }
  static smx_status wrap(void* context, const std::uint8_t* key, std::size_t size,
                         std::uint8_t* out, std::size_t* out_size) {
    const auto& self = *static_cast<MaskWrap*>(context);
    return self.wrap_status != SMX_OK ? self.wrap_status : self.turn(key, size, out, out_size);
  }
  static smx_status unwrap(void* context, const std::uint8_t* wrapped, std::size_t size,
                           std::uint8_t* out, std::size_t* out_size) {
    const auto& self = *static_cast<MaskWrap*>(context);
    return self.unwrap_status != SMX_OK ? self.unwrap_status
                                        : self.turn(wrapped, size, out, out_size);
  }
};

/// A counter that no backup brings back.
struct Counter {
  std::uint64_t value = 0;
  smx_status read_status = SMX_OK;
  smx_status advance_status = SMX_OK;

  smx_rollback_counter table() { return {sizeof(smx_rollback_counter), this, read, advance}; }

  static smx_status read(void* context, std::uint64_t* value) {
    const auto& self = *static_cast<Counter*>(context);
    *value = self.value;
    return self.read_status;
  }
  static smx_status advance(void* context, std::uint64_t value) {
    auto& self = *static_cast<Counter*>(context);
    if (self.advance_status == SMX_OK && value > self.value) self.value = value;
    return self.advance_status;
  }
};

inline StorePointer memory_store() {
  smx_store* store = nullptr;
  return smx_store_open_memory(&store) == SMX_OK ? StorePointer(store) : nullptr;
}

inline StorePointer callback_store(MapStore& map) {
  smx_store* store = nullptr;
  const smx_store_callbacks table = map.table();
  return smx_store_open_callbacks(&table, &store) == SMX_OK ? StorePointer(store) : nullptr;
}

/// A device whose calls are short to write. Its store is freed at once: the device keeps it.
struct Phone {
  explicit Phone(std::string_view own_name, StorePointer store = memory_store(),
                 std::size_t one_time_prekeys = 2)
      : name(own_name) {
    smx_device* made = nullptr;
    created = smx_device_create(store.get(), nullptr, one_time_prekeys, &made);
    device.reset(made);
  }

  smx_device* get() const { return device.get(); }

  smx_device_keys keys() const {
    smx_device_keys out{};
    return smx_device_keys_of_own(get(), &out) == SMX_OK ? out : smx_device_keys{};
  }
  smx_bundle bundle(std::uint32_t kind = SMX_BUNDLE_ONE_TIME) const {
    smx_bundle out{};
    return smx_device_bundle(get(), kind, &out) == SMX_OK ? out : smx_bundle{};
  }
  Digest digest() const {
    Digest out{};
    return smx_testing_state_digest(get(), out.data()) == SMX_OK ? out : Digest{};
  }

  smx_status send(const Phone& to, std::string_view text, Bytes& envelope,
                  const smx_bundle* with = nullptr, std::string_view id = {},
                  smx_outcome* outcome = nullptr) const {
    envelope.resize(smx_envelope_bound(text.size()));
    std::size_t size = envelope.size();
    const smx_status status = smx_device_send(
        get(), bytes_of(to.name), to.name.size(), bytes_of(text), text.size(), with,
        id.empty() ? nullptr : bytes_of(id), id.size(), envelope.data(), &size, outcome);
    envelope.resize(status == SMX_OK ? size : 0);
    return status;
  }

  smx_status receive(const Phone& from, const Bytes& envelope, std::string& text,
                     std::string_view id = {}, smx_outcome* outcome = nullptr) const {
    Bytes plaintext(SMX_MAX_PLAINTEXT_SIZE);
    std::size_t size = plaintext.size();
    const smx_device_keys sender = from.keys();
    const smx_status status = smx_device_receive(
        get(), bytes_of(from.name), from.name.size(), &sender, envelope.data(), envelope.size(),
        id.empty() ? nullptr : bytes_of(id), id.size(), plaintext.data(), &size, outcome);
    text.assign(plaintext.begin(),
                plaintext.begin() + static_cast<std::ptrdiff_t>(status == SMX_OK ? size : 0));
    return status;
  }

  std::string name;
  DevicePointer device;
  smx_status created = SMX_OK;
};

}  // namespace smx_c_test
