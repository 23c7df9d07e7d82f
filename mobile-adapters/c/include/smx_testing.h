#ifndef SMX_TESTING_H
#define SMX_TESTING_H

/*
 * For tests and drivers alone: the library smx-c-testing has everything of smx.h and what is here,
 * over a core that can be told its random values. It is never installed and never packaged.
 */

#include "smx.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A private prekey with its id, for a device that is made of given keys. */
typedef struct smx_testing_prekey {
  smx_key_id key_id;
  uint8_t private_key[SMX_KEY_SIZE];
} smx_testing_prekey;

/* A device of given keys in a store that keeps the generation alone. `signed_prekeys`: oldest
 * first, at least one. `now` may be null: no time is known. The clock of such a device is set with
 * smx_testing_set_time. */
SMX_NODISCARD SMX_API smx_status smx_testing_device_create(
    const uint8_t identity_private[SMX_KEY_SIZE], const uint8_t signing_private[SMX_KEY_SIZE],
    const smx_testing_prekey* signed_prekeys, size_t signed_prekey_count,
    const smx_testing_prekey* one_time_prekeys, size_t one_time_prekey_count, const uint64_t* now,
    smx_device** device);
/* The same with drawn keys. */
SMX_NODISCARD SMX_API smx_status smx_testing_device_draw(size_t one_time_prekeys,
                                                         const uint64_t* now, smx_device** device);
/* What the device's clock tells from now on. */
SMX_NODISCARD SMX_API smx_status smx_testing_set_time(smx_device* device, uint64_t now);

/* The draws of a device. */
#define SMX_TESTING_EPHEMERAL_PRIVATE 1u /* 32 bytes */
#define SMX_TESTING_RATCHET_PRIVATE 2u   /* 32 bytes */
#define SMX_TESTING_NONCE 3u             /* 12 bytes */
/* From now on draws come from what was injected alone, and one that was not fails; then a value for
 * one kind of draw. */
SMX_NODISCARD SMX_API smx_status smx_testing_inject_only(smx_device* device);
SMX_NODISCARD SMX_API smx_status smx_testing_inject(smx_device* device, uint32_t draw,
                                                    const uint8_t* value, size_t size);
/* Back to the generator. */
SMX_NODISCARD SMX_API smx_status smx_testing_clear_injected(smx_device* device);

/* smx_device_rotate and smx_device_replenish with given keys. */
SMX_NODISCARD SMX_API smx_status smx_testing_rotate(smx_device* device,
                                                    const smx_testing_prekey* prekey,
                                                    smx_signed_prekey* published);
SMX_NODISCARD SMX_API smx_status smx_testing_replenish(smx_device* device,
                                                       const smx_testing_prekey* prekeys,
                                                       size_t count,
                                                       smx_one_time_prekey* published);

/* The ids of the signed prekeys, newest first, and SHA-256 over the device's whole state. */
SMX_NODISCARD SMX_API smx_status smx_testing_signed_prekey_ids(smx_device* device, smx_key_id* ids,
                                                               size_t* count);
SMX_NODISCARD SMX_API smx_status smx_testing_state_digest(smx_device* device,
                                                          uint8_t digest[SMX_DIGEST_SIZE]);

/* Ed25519 with a bare key (RFC 8032), and the signature of a signed prekey [KEY-09]. */
SMX_NODISCARD SMX_API smx_status smx_testing_ed25519_sign(const uint8_t private_key[SMX_KEY_SIZE],
                                                          const uint8_t* message, size_t size,
                                                          uint8_t signature[SMX_SIGNATURE_SIZE]);
SMX_NODISCARD SMX_API smx_status
smx_testing_ed25519_verify(const uint8_t public_key[SMX_KEY_SIZE], const uint8_t* message,
                           size_t size, const uint8_t signature[SMX_SIGNATURE_SIZE]);
SMX_NODISCARD SMX_API smx_status smx_testing_signed_prekey_sign(
    const uint8_t signing_private[SMX_KEY_SIZE], const uint8_t identity_key[SMX_KEY_SIZE],
    const uint8_t public_key[SMX_KEY_SIZE], const smx_key_id* key_id,
    uint8_t signature[SMX_SIGNATURE_SIZE]);

#ifdef __cplusplus
}
#endif

#endif
