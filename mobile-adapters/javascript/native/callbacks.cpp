#include "callbacks.h"

#include <algorithm>
#include <span>
#include <string>

#include "call.h"

namespace smx::node {
namespace {

/// The handles that a callback makes die with it.
class Scope {
 public:
  explicit Scope(napi_env env) : env_(env) { must(napi_open_handle_scope(env, &scope_)); }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  ~Scope() { static_cast<void>(napi_close_handle_scope(env_, scope_)); }

 private:
  napi_env env_;
  napi_handle_scope scope_ = nullptr;
};

/// Runs a callback's body. What goes wrong in between (no more stack, no more memory, a value of a
/// wrong type) is a failed callback; the exception is dropped, so that the call that is under way
/// can tell its status.
template <class Body>
smx_status guarded(void* context, smx_status failure, Body body) noexcept {
  Context& functions = *static_cast<Context*>(context);
  try {
    const Scope scope(functions.env());
    return body(functions);
  } catch (const std::exception&) {
    return failure;
  } catch (const PendingException&) {
    bool pending = false;
    napi_value dropped = nullptr;
    if (napi_is_exception_pending(functions.env(), &pending) == napi_ok && pending) {
      static_cast<void>(napi_get_and_clear_last_exception(functions.env(), &dropped));
    }
    return failure;
  }
}

bool is_number(napi_env env, napi_value value) {
  napi_valuetype type = napi_undefined;
  must(napi_typeof(env, value, &type));
  return type == napi_number;
}

smx_status status_in(napi_env env, napi_value value) {
  std::int32_t status = 0;
  must(napi_get_value_int32(env, value, &status));
  return status;
}

/// Undefined is SMX_OK.
smx_status outcome(napi_env env, napi_value value) {
  napi_valuetype type = napi_undefined;
  must(napi_typeof(env, value, &type));
  return type == napi_undefined ? SMX_OK : status_in(env, value);
}

napi_value big(napi_env env, std::uint64_t value) {
  napi_value out = nullptr;
  must(napi_create_bigint_uint64(env, value, &out));
  return out;
}

std::uint64_t big_in(napi_env env, napi_value value) {
  std::uint64_t out = 0;
  bool lossless = false;
  must(napi_get_value_bigint_uint64(env, value, &out, &lossless));
  if (!lossless) throw BadArgument("a number over 64 bits");
  return out;
}

/// Valid until JavaScript runs again.
std::span<std::uint8_t> view(napi_env env, napi_value value) {
  napi_typedarray_type type = napi_int8_array;
  std::size_t size = 0;
  void* data = nullptr;
  must(napi_get_typedarray_info(env, value, &type, &size, &data, nullptr, nullptr));
  if (type != napi_uint8_array) throw BadArgument("not a Uint8Array");
  return {static_cast<std::uint8_t*>(data), size};
}

napi_value element(napi_env env, napi_value array, std::uint32_t index) {
  napi_value out = nullptr;
  must(napi_get_element(env, array, index, &out));
  return out;
}

std::string text_in(napi_env env, napi_value value) {
  std::size_t size = 0;
  must(napi_get_value_string_utf8(env, value, nullptr, 0, &size));
  std::string out(size + 1, '\0');
  must(napi_get_value_string_utf8(env, value, out.data(), out.size(), &size));
  out.resize(size);
  return out;
}

smx_status load(void* context, std::uint64_t* generation, smx_record_sink sink,
                void* sink_context) {
  return guarded(context, SMX_STORAGE_FAILED, [&](Context& functions) -> smx_status {
    napi_env env = functions.env();
    const napi_value loaded = functions.invoke("load", {});
    if (is_number(env, loaded)) return status_in(env, loaded);
    *generation = big_in(env, element(env, loaded, 0));
    const napi_value ids = element(env, loaded, 1);
    const napi_value values = element(env, loaded, 2);
    std::uint32_t count = 0;
    must(napi_get_array_length(env, ids, &count));
    for (std::uint32_t i = 0; i < count; ++i) {
      const Scope scope(env);
      const std::string id = text_in(env, element(env, ids, i));
      const auto value = view(env, element(env, values, i));
      const smx_record record{id.c_str(), value.data(), value.size(), 0};
      if (const smx_status taken = sink(sink_context, &record); taken != SMX_OK) return taken;
    }
    return SMX_OK;
  });
}

smx_status commit(void* context, std::uint64_t expected_generation, const smx_record* changes,
                  std::size_t count) {
  return guarded(context, SMX_STORAGE_FAILED, [&](Context& functions) -> smx_status {
    napi_env env = functions.env();
    napi_value ids = nullptr;
    napi_value values = nullptr;
    must(napi_create_array_with_length(env, count, &ids));
    must(napi_create_array_with_length(env, count, &values));
    std::uint32_t index = 0;
    for (const smx_record& change : std::span(changes, count)) {
      const Scope scope(env);
      napi_value id = nullptr;
      napi_value value = nullptr;
      must(napi_create_string_utf8(env, change.id, NAPI_AUTO_LENGTH, &id));
      if (change.deleted != 0) {
        must(napi_get_null(env, &value));
      } else {
        value = new_array(env, {change.value, change.value_size});
      }
      must(napi_set_element(env, ids, index, id));
      must(napi_set_element(env, values, index, value));
      ++index;
    }
    return outcome(env, functions.invoke("commit", {big(env, expected_generation), ids, values}));
  });
}

smx_status write_out(std::span<const std::uint8_t> bytes, std::uint8_t* out,
                     std::size_t* out_size) {
  if (bytes.size() > *out_size) return SMX_KEY_UNAVAILABLE;
  std::copy(bytes.begin(), bytes.end(), out);
  *out_size = bytes.size();
  return SMX_OK;
}

smx_status wrap(void* context, const std::uint8_t* data_key, std::size_t data_key_size,
                std::uint8_t* out, std::size_t* out_size) {
  return guarded(context, SMX_KEY_UNAVAILABLE, [&](Context& functions) -> smx_status {
    napi_env env = functions.env();
    // The function that TypeScript made overwrites the key when the application has wrapped it.
    const napi_value wrapped =
        functions.invoke("wrap", {new_array(env, {data_key, data_key_size})});
    if (is_number(env, wrapped)) return status_in(env, wrapped);
    return write_out(view(env, wrapped), out, out_size);
  });
}

smx_status unwrap(void* context, const std::uint8_t* wrapped, std::size_t wrapped_size,
                  std::uint8_t* out, std::size_t* out_size) {
  return guarded(context, SMX_KEY_UNAVAILABLE, [&](Context& functions) -> smx_status {
    napi_env env = functions.env();
    const napi_value key = functions.invoke("unwrap", {new_array(env, {wrapped, wrapped_size})});
    if (is_number(env, key)) return status_in(env, key);
    const auto key_bytes = view(env, key);
    const smx_status written = write_out(key_bytes, out, out_size);
    smx_wipe(key_bytes.data(), key_bytes.size());
    return written;
  });
}

smx_status read_counter(void* context, std::uint64_t* value) {
  return guarded(context, SMX_COUNTER_FAILED, [&](Context& functions) -> smx_status {
    napi_env env = functions.env();
    const napi_value read = functions.invoke("read", {});
    if (is_number(env, read)) return status_in(env, read);
    *value = big_in(env, read);
    return SMX_OK;
  });
}

smx_status advance_counter(void* context, std::uint64_t value) {
  return guarded(context, SMX_COUNTER_FAILED, [&](Context& functions) -> smx_status {
    napi_env env = functions.env();
    return outcome(env, functions.invoke("advance", {big(env, value)}));
  });
}

smx_status now(void* context, std::uint64_t* seconds) {
  return guarded(context, SMX_CLOCK_FAILED, [&](Context& functions) -> smx_status {
    std::int64_t told = -1;
    must(napi_get_value_int64(functions.env(), functions.invoke("now", {}), &told));
    if (told < 0) return SMX_CLOCK_FAILED;
    *seconds = static_cast<std::uint64_t>(told);
    return SMX_OK;
  });
}

}  // namespace

smx_store_callbacks store_callbacks(Context& context) {
  return {sizeof(smx_store_callbacks), &context, load, commit};
}

smx_key_wrap key_wrap_callbacks(Context& context) {
  return {sizeof(smx_key_wrap), &context, wrap, unwrap};
}

smx_rollback_counter counter_callbacks(Context& context) {
  return {sizeof(smx_rollback_counter), &context, read_counter, advance_counter};
}

smx_clock clock_callbacks(Context& context) { return {sizeof(smx_clock), &context, now}; }

}  // namespace smx::node
