#include "smx/error.h"

namespace smx {

std::string_view error_name(Error error) noexcept {
  switch (error) {
    case Error::malformed:
      return "malformed";
    case Error::bad_signature:
      return "bad_signature";
    case Error::low_order_point:
      return "low_order_point";
    case Error::unknown_prekey:
      return "unknown_prekey";
    case Error::decryption_failed:
      return "decryption_failed";
    case Error::duplicate_message:
      return "duplicate_message";
    case Error::too_many_skipped:
      return "too_many_skipped";
    case Error::replayed_bootstrap:
      return "replayed_bootstrap";
    case Error::no_session:
      return "no_session";
    case Error::no_sending_chain:
      return "no_sending_chain";
    case Error::chain_exhausted:
      return "chain_exhausted";
    case Error::too_large:
      return "too_large";
    case Error::stale_state:
      return "stale_state";
    case Error::restart_limited:
      return "restart_limited";
    case Error::invalid_argument:
      return "invalid_argument";
    case Error::not_initialised:
      return "not_initialised";
    case Error::cpu_unsupported:
      return "cpu_unsupported";
    case Error::random_failed:
      return "random_failed";
    case Error::out_of_memory:
      return "out_of_memory";
    case Error::memory_lock_failed:
      return "memory_lock_failed";
    case Error::storage_failed:
      return "storage_failed";
    case Error::storage_corrupt:
      return "storage_corrupt";
    case Error::state_unreadable:
      return "state_unreadable";
    case Error::state_too_new:
      return "state_too_new";
    case Error::key_unavailable:
      return "key_unavailable";
    case Error::seal_limit:
      return "seal_limit";
    case Error::counter_failed:
      return "counter_failed";
    case Error::buffer_too_small:
      return "buffer_too_small";
    case Error::clock_failed:
      return "clock_failed";
  }
  return "unknown_error";
}

std::string_view error_description(Error error) noexcept {
  switch (error) {
    case Error::malformed:
      return "The bytes do not have the form that the protocol demands; they were damaged, cut off "
             "or made by something else.";
    case Error::bad_signature:
      return "The signature is not one that this signing key made over these bytes; do not use the "
             "bundle or message.";
    case Error::low_order_point:
      return "A Diffie-Hellman output was all zero because a public key is a point of low order; "
             "no honest device sends such a key.";
    case Error::unknown_prekey:
      return "The envelope names a prekey that this device no longer holds or never had; the "
             "sender needs a fresh bundle.";
    case Error::decryption_failed:
      return "The authentication tag does not match: the message was altered, or is meant for "
             "other keys.";
    case Error::duplicate_message:
      return "No key is left for this message: it was received before, or its key was evicted or "
             "expired.";
    case Error::too_many_skipped:
      return "Opening this message would skip more messages than one chain may skip.";
    case Error::replayed_bootstrap:
      return "This bootstrap was seen before, or so many were seen from its sender that it cannot "
             "be shown to be fresh.";
    case Error::no_session:
      return "There is no session with this peer device; start one with its prekey bundle.";
    case Error::no_sending_chain:
      return "This session cannot send before it has received its first message.";
    case Error::chain_exhausted:
      return "The sending chain has used its last message number; it can send again once the peer "
             "has answered.";
    case Error::too_large:
      return "The plaintext is longer than one message may be.";
    case Error::stale_state:
      return "The stored state has moved on under this operation, or is older than the device has "
             "seen; load it again and repeat.";
    case Error::restart_limited:
      return "The session with this peer was restarted too recently; wait for its interval to "
             "pass.";
    case Error::invalid_argument:
      return "An argument is outside what the function documents; the caller has a defect.";
    case Error::not_initialised:
      return "The library was not initialised, or that failed; initialise it before anything else.";
    case Error::cpu_unsupported:
      return "This CPU has no AES and carry-less multiply instructions, or they are masked, and "
             "without them AES-GCM looks up tables by secret values, which others on the machine "
             "can time; accept that (accept_variable_time_aes) only where nobody can.";
    case Error::random_failed:
      return "The random generator gave no value for this draw.";
    case Error::out_of_memory:
      return "Memory could not be had; nothing was changed.";
    case Error::memory_lock_failed:
      return "Guarded memory could not be locked against being swapped out; raise the limit on "
             "locked memory (ulimit -l).";
    case Error::storage_failed:
      return "The store could not read or write; nothing was released.";
    case Error::storage_corrupt:
      return "What the store holds is damaged or was not written by this library.";
    case Error::state_unreadable:
      return "The encoded state is truncated, extended or damaged.";
    case Error::state_too_new:
      return "The encoded state was written by a later version of this library; update before "
             "opening it.";
    case Error::key_unavailable:
      return "The key store did not unwrap the key that the stored state is sealed under.";
    case Error::seal_limit:
      return "This key has sealed as often as one key safely may; rotate it.";
    case Error::counter_failed:
      return "The rollback counter could not be read or advanced.";
    case Error::buffer_too_small:
      return "The caller's buffer is smaller than the output may become; nothing was done, and the "
             "size that is enough was told.";
    case Error::clock_failed:
      return "The application's clock could not be read.";
  }
  return "An error of no known number.";
}

}  // namespace smx
