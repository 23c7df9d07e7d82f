#ifndef SMX_H
#define SMX_H

/*
 * SMX for C, and for every language that can call C: one device with its keys, prekeys and
 * sessions.
 *
 * Conventions, which hold for every function unless its comment says otherwise:
 *
 * - Functions that can fail return an smx_status: SMX_OK, or why nothing was done. A call that
 * fails has changed nothing, neither the device nor the outputs, but for a size that it tells.
 * - Bytes in: a pointer and a size. A null pointer is fine when the size is 0.
 * - Bytes out: a buffer of the caller and `*size`, which holds the buffer's capacity before the
 * call and the number of bytes written after it. Where the capacity is less than the output could
 * need, the call returns SMX_BUFFER_TOO_SMALL, `*size` is what would be enough, and nothing else
 *   happened: call again. A null buffer with a capacity of 0 asks for that size.
 * - An output may lie neither over an input nor over another output: SMX_INVALID_ARGUMENT.
 * - Nothing that the library allocates is ever the caller's, and nothing of the caller's is kept
 *   after the call, but for handles, which the caller frees, and callback tables, which are copied;
 *   their `context` is the caller's and must live as long as the handle made with it.
 * - Freeing: in any order. A store that a device or another store stands on lives until that is
 *   freed. Freeing NULL does nothing.
 * - Threads: any thread may use any handle. Calls on one handle wait for each other; calls on
 *   different devices do not. A callback must not use a handle, any handle: SMX_INVALID_ARGUMENT,
 * as it could wait for the call that it is part of; freeing is allowed, and everything that takes
 * no handle. Free a handle when no call of another thread uses it any more.
 * - No state but what smx_init makes, once; nothing is read from the environment and nothing is
 *   printed.
 * - Structures that begin with `struct_size` grow: set it to sizeof the structure, the rest to zero
 *   or to what you want. A size that no version of the library knew is SMX_INVALID_ARGUMENT.
 * - Every function may return SMX_NOT_INITIALISED before smx_init and SMX_OUT_OF_MEMORY.
 */

#include <stddef.h>
#include <stdint.h>

#ifndef SMX_API
#if defined(_WIN32)
#error "SMX is not built for Windows"
#else
#define SMX_API __attribute__((visibility("default")))
#endif
#endif

#if defined(__cplusplus)
#define SMX_NODISCARD [[nodiscard]]
#elif defined(__GNUC__)
#define SMX_NODISCARD __attribute__((warn_unused_result))
#else
#define SMX_NODISCARD
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Errors and limits: generated from the core's tables. */
#include "smx_tables.h"

/* The version of this interface. It grows by one when a function or a field is added; a library
 * serves every header with an interface version from 1 to its own. */
#define SMX_ABI_VERSION 1

/* SMX_OK or one number of the error table (smx_tables.h; docs/spec/errors.md). */
typedef int32_t smx_status;

/* ---------------------------------------------------------------- The library */

/* The library's own version, "0.1.0". Static storage; needs no smx_init. */
SMX_API const char* smx_version(void);
/* SMX_ABI_VERSION of the library that runs; needs no smx_init. */
SMX_API uint32_t smx_abi_version(void);

/* The one name of a status ("decryption_failed", "ok"), and a sentence for people, without any
 * value of the failing call. "unknown" for a number that is not of the table. Static storage; never
 * null; need no smx_init. */
SMX_API const char* smx_status_name(smx_status status);
SMX_API const char* smx_status_description(smx_status status);

/* AES-GCM without AES instructions is not constant time: accept it where nobody can time the
 * process [PRIM-21]. */
#define SMX_INIT_ACCEPT_VARIABLE_TIME_AES 1u

/* Prepares the library: before anything else, from any thread, as often as you like. `flags`: 0 or
 * SMX_INIT_ACCEPT_VARIABLE_TIME_AES. Errors: SMX_CPU_UNSUPPORTED, SMX_RANDOM_FAILED,
 * SMX_INVALID_ARGUMENT (a flag that is not known). */
SMX_NODISCARD SMX_API smx_status smx_init(uint32_t flags);

/* What smx_init found; everything 0 before. */
typedef struct smx_cpu_report {
  size_t struct_size;
  uint8_t initialised;
  uint8_t has_aes_instructions;
  uint8_t has_carryless_multiply;
  uint8_t variable_time_aes; /* the accepted fallback is in use */
} smx_cpu_report;
SMX_NODISCARD SMX_API smx_status smx_get_cpu_report(smx_cpu_report* report);

/* Overwrites bytes that held a secret, so that the compiler cannot leave it out. */
SMX_API void smx_wipe(void* bytes, size_t size);

/* ---------------------------------------------------------------- Wire formats */

/* A device's two public identities, 32 bytes each: the X25519 identity key and the Ed25519 signing
 * key [KEY]. */
typedef struct smx_device_keys {
  uint8_t identity_key[SMX_KEY_SIZE];
  uint8_t signing_key[SMX_KEY_SIZE];
} smx_device_keys;

/* A prekey's id: `size` bytes (1 to 64) of UTF-8 without control characters. */
typedef struct smx_key_id {
  uint8_t bytes[SMX_MAX_KEY_ID_SIZE];
  uint8_t size;
} smx_key_id;

/* A signed prekey as it is published. */
typedef struct smx_signed_prekey {
  smx_key_id key_id;
  uint8_t public_key[SMX_KEY_SIZE];
  uint8_t signature[SMX_SIGNATURE_SIZE];
} smx_signed_prekey;

/* A one-time prekey as it is published. */
typedef struct smx_one_time_prekey {
  smx_key_id key_id;
  uint8_t public_key[SMX_KEY_SIZE];
} smx_one_time_prekey;

/* The parts of a prekey bundle, for who makes one from a directory's fields, or looks into one. */
typedef struct smx_bundle {
  smx_device_keys keys;
  smx_signed_prekey signed_prekey;
  uint8_t has_one_time_prekey; /* 0 or 1 */
  smx_one_time_prekey one_time_prekey;
} smx_bundle;

/* Where a decoder stopped and why, for people; holds no byte of the input. `field` and `kind` are
 * names as docs/spec uses them, in static storage. Filled only when the status is SMX_MALFORMED. */
typedef struct smx_fault {
  size_t struct_size;
  size_t offset; /* the first offending byte; the input's size when bytes are missing */
  const char* field;
  const char* kind;
} smx_fault;

/* The bundle's byte layout "SMXB" (files, QR codes), 168 bytes and the ids, at most
 * SMX_MAX_BUNDLE_SIZE. Form only: smx_bundle_verify looks at the signature. `fault` may be null.
 * Errors: SMX_MALFORMED; SMX_INVALID_ARGUMENT (encode: a key id of 0 or over 64 bytes). */
SMX_NODISCARD SMX_API smx_status smx_bundle_decode(const uint8_t* bytes, size_t size,
                                                   smx_bundle* bundle, smx_fault* fault);
SMX_NODISCARD SMX_API smx_status smx_bundle_encode(const smx_bundle* bundle, uint8_t* out,
                                                   size_t* size);
/* Does the signing key vouch for the identity key and the signed prekey [KEY-09]? Errors:
 * SMX_BAD_SIGNATURE, SMX_MALFORMED (a key id). Needs no smx_init. */
SMX_NODISCARD SMX_API smx_status smx_bundle_verify(const smx_bundle* bundle);
SMX_NODISCARD SMX_API smx_status smx_signed_prekey_verify(const smx_device_keys* owner,
                                                          const smx_signed_prekey* prekey);

/* The header of an SMX1 bootstrap envelope [SMX1], and where its ciphertext lies in it. */
typedef struct smx_envelope_header {
  size_t struct_size;
  uint8_t ephemeral_key[SMX_KEY_SIZE];
  smx_key_id signed_prekey_id;
  uint8_t has_one_time_prekey; /* 0 or 1: the flags byte */
  smx_key_id one_time_prekey_id;
  uint8_t nonce[SMX_NONCE_SIZE];
  size_t ciphertext_offset;
  size_t ciphertext_size; /* with the tag */
} smx_envelope_header;
SMX_NODISCARD SMX_API smx_status smx_envelope_decode(const uint8_t* envelope, size_t size,
                                                     smx_envelope_header* header, smx_fault* fault);

/* The header of a DR_V1 frame [DRV1]. */
typedef struct smx_frame_header {
  size_t struct_size;
  uint8_t ratchet_key[SMX_KEY_SIZE];
  uint32_t previous_count; /* PN */
  uint32_t number;         /* N */
  size_t ciphertext_offset;
  size_t ciphertext_size; /* with the tag */
} smx_frame_header;
SMX_NODISCARD SMX_API smx_status smx_frame_decode(const uint8_t* frame, size_t size,
                                                  smx_frame_header* header, smx_fault* fault);

/* ---------------------------------------------------------------- Stores */

/* Where a device's state lives [STO]. */
typedef struct smx_store smx_store;

/* A store that lives and dies with the process. */
SMX_NODISCARD SMX_API smx_status smx_store_open_memory(smx_store** store);

/* A store in one SQLite file, made with mode 0600 where it is missing. Several processes may have
 * it open. `path`: `path_size` bytes of UTF-8 without a zero byte. It writes values as they come:
 * put a sealed store in front of it. Errors: SMX_STORAGE_FAILED, SMX_STORAGE_CORRUPT,
 * SMX_STATE_TOO_NEW. */
SMX_NODISCARD SMX_API smx_status smx_store_open_sqlite(const char* path, size_t path_size,
                                                       smx_store** store);

/* One named piece of a device's state. Ids are short ASCII without keys, names or times; values are
 * secret unless a sealed store is in front. */
typedef struct smx_record {
  const char* id; /* ends with a zero byte */
  const uint8_t* value;
  size_t value_size;
  uint8_t deleted; /* in a commit: 1 to delete it; value is null then */
} smx_record;

/* What `load` gives its records to, one at a time; they are copied. It returns SMX_OK, or a status
 * that `load` returns at once. */
typedef smx_status (*smx_record_sink)(void* sink_context, const smx_record* record);

/* A store of the application: its own database, its platform's. Both functions are called from the
 * thread that calls the device, and return SMX_OK, SMX_STORAGE_FAILED, SMX_STORAGE_CORRUPT or
 * SMX_STALE_STATE; any other number counts as SMX_STORAGE_FAILED. */
typedef struct smx_store_callbacks {
  size_t struct_size;
  void* context;
  /* Gives every record to the sink, all of one generation, and sets `*generation`: 0 for a store
   * that was never written. */
  smx_status (*load)(void* context, uint64_t* generation, smx_record_sink sink, void* sink_context);
  /* Writes all the changes in their order, or none, and returns only when they are durable. The
   * store's generation must be `expected_generation` (else SMX_STALE_STATE) and is one more
   * afterwards. Deleting what is not there is fine. The changes are the library's, for the call. */
  smx_status (*commit)(void* context, uint64_t expected_generation, const smx_record* changes,
                       size_t count);
} smx_store_callbacks;
SMX_NODISCARD SMX_API smx_status smx_store_open_callbacks(const smx_store_callbacks* callbacks,
                                                          smx_store** store);

/* Where the platform's key store plugs in: it keeps the 32-byte data key that seals the records in
 * a form that only this device can open. Both write to `out` and set `*out_size`, which holds the
 * capacity when they are called: at least SMX_MAX_WRAPPED_KEY_SIZE for wrap, SMX_KEY_SIZE for
 * unwrap. They return SMX_OK; any other number counts as SMX_KEY_UNAVAILABLE. */
typedef struct smx_key_wrap {
  size_t struct_size;
  void* context;
  smx_status (*wrap)(void* context, const uint8_t* data_key, size_t data_key_size, uint8_t* out,
                     size_t* out_size);
  smx_status (*unwrap)(void* context, const uint8_t* wrapped, size_t wrapped_size, uint8_t* out,
                       size_t* out_size);
} smx_key_wrap;

/* A number that only grows and that no backup brings back. With one, a restored older state is
 * refused (SMX_STALE_STATE); without one, no rollback protection is claimed. Both return SMX_OK;
 * any other number counts as SMX_COUNTER_FAILED. */
typedef struct smx_rollback_counter {
  size_t struct_size;
  void* context;
  smx_status (*read)(void* context, uint64_t* value);   /* 0 before the first `advance` */
  smx_status (*advance)(void* context, uint64_t value); /* durable on return; never lowers it */
} smx_rollback_counter;

/* Seals every record of another store with AES-256-GCM [STO]. `name`: the device's, 1 to 255 bytes,
 * bound to every record. `counter` may be null. Makes a data key when `inner` is empty, else
 * unwraps the one it holds. Errors: SMX_KEY_UNAVAILABLE, SMX_STORAGE_FAILED, SMX_STORAGE_CORRUPT,
 * SMX_STALE_STATE, SMX_STATE_TOO_NEW, SMX_COUNTER_FAILED, SMX_RANDOM_FAILED,
 * SMX_MEMORY_LOCK_FAILED. */
SMX_NODISCARD SMX_API smx_status smx_store_open_sealed(smx_store* inner, const smx_key_wrap* wrap,
                                                       const smx_rollback_counter* counter,
                                                       const uint8_t* name, size_t name_size,
                                                       smx_store** store);
/* Makes a new data key and seals everything again under it; the generation moves by one, so a
 * device over this store has to be reloaded. SMX_INVALID_ARGUMENT for a store that is not sealed.
 */
SMX_NODISCARD SMX_API smx_status smx_store_rekey(smx_store* store);
/* Seals done under the present data key; one serves 2^32. */
SMX_NODISCARD SMX_API smx_status smx_store_seals_used(smx_store* store, uint64_t* seals);

SMX_API void smx_store_free(smx_store* store);

/* ---------------------------------------------------------------- The device */

/* One device over a store [SES]. Every operation is one atomic commit: nothing it yields leaves
 * before that is durable. Besides the errors named, every operation that writes may return
 * SMX_STORAGE_FAILED, SMX_STALE_STATE, SMX_SEAL_LIMIT, SMX_COUNTER_FAILED and SMX_RANDOM_FAILED;
 * after SMX_STALE_STATE (another process was faster) and SMX_STORAGE_FAILED call smx_device_reload
 * and try again. */
typedef struct smx_device smx_device;

/* The clock of a device: seconds since 1970. Null where a function takes one: the system's. It
 * returns SMX_OK; any other number makes the operation return SMX_CLOCK_FAILED. */
typedef struct smx_clock {
  size_t struct_size;
  void* context;
  smx_status (*now)(void* context, uint64_t* seconds);
} smx_clock;

/* Makes a device in an empty store, with 0 to SMX_MAX_PREKEY_BATCH one-time prekeys. Errors:
 * SMX_INVALID_ARGUMENT (the store is not empty, too many), SMX_MEMORY_LOCK_FAILED. */
SMX_NODISCARD SMX_API smx_status smx_device_create(smx_store* store, const smx_clock* clock,
                                                   size_t one_time_prekeys, smx_device** device);
/* Opens the device that a store holds. Errors: SMX_INVALID_ARGUMENT (the store is empty),
 * SMX_STATE_UNREADABLE, SMX_STATE_TOO_NEW, SMX_STORAGE_CORRUPT, SMX_MEMORY_LOCK_FAILED. */
SMX_NODISCARD SMX_API smx_status smx_device_open(smx_store* store, const smx_clock* clock,
                                                 smx_device** device);
SMX_API void smx_device_free(smx_device* device);
/* Reads the state again. */
SMX_NODISCARD SMX_API smx_status smx_device_reload(smx_device* device);
/* The number of the last commit, as this device knows it. */
SMX_NODISCARD SMX_API smx_status smx_device_generation(smx_device* device, uint64_t* generation);

SMX_NODISCARD SMX_API smx_status smx_device_keys_of_own(smx_device* device, smx_device_keys* keys);
/* The signed prekey to publish. */
SMX_NODISCARD SMX_API smx_status smx_device_signed_prekey(smx_device* device,
                                                          smx_signed_prekey* prekey);
/* The one-time prekeys that are left, in the order in which they were made; `*count` is a capacity
 * and a number of prekeys as `*size` is of bytes. All are durable and may be published again. */
SMX_NODISCARD SMX_API smx_status smx_device_one_time_prekeys(smx_device* device,
                                                             smx_one_time_prekey* prekeys,
                                                             size_t* count);
/* Makes `count` one-time prekeys; `prekeys` has room for as many. Errors: SMX_INVALID_ARGUMENT
 * (over SMX_MAX_PREKEY_BATCH, or over SMX_MAX_ONE_TIME_PREKEYS in all). */
SMX_NODISCARD SMX_API smx_status smx_device_replenish(smx_device* device, size_t count,
                                                      smx_one_time_prekey* prekeys);
/* `*low`: 1 when fewer than `threshold` one-time prekeys are left, else 0. */
SMX_NODISCARD SMX_API smx_status smx_device_low_on_one_time_prekeys(smx_device* device,
                                                                    size_t threshold, uint8_t* low);
/* `*due`: 1 when the signed prekey is 7 days old, or of unknown age. */
SMX_NODISCARD SMX_API smx_status smx_device_rotation_due(smx_device* device, uint8_t* due);
/* Makes a new signed prekey; the one it replaces serves 14 days more. */
SMX_NODISCARD SMX_API smx_status smx_device_rotate(smx_device* device, smx_signed_prekey* prekey);

/* A bundle: without a one-time prekey (SMX_BUNDLE_PLAIN), or with one that was made for it, so that
 * no other bundle carries it (SMX_BUNDLE_ONE_TIME). */
#define SMX_BUNDLE_PLAIN 0u
#define SMX_BUNDLE_ONE_TIME 1u
SMX_NODISCARD SMX_API smx_status smx_device_bundle(smx_device* device, uint32_t kind,
                                                   smx_bundle* bundle);

/* How an output relates to the delivery id it was asked for under [STO]. */
#define SMX_DELIVERY_FRESH 0u /* made by this call */
#define SMX_DELIVERY_REPEATED \
  1u                         /* made by an earlier call and never acknowledged: the same bytes */
#define SMX_DELIVERY_DONE 2u /* made by an earlier call and acknowledged: no bytes */

/* What a message did besides. */
typedef struct smx_outcome {
  size_t struct_size;
  smx_device_keys peer; /* the pair of keys that it is for, or from */
  uint32_t delivery;    /* SMX_DELIVERY_ */
  uint8_t session_started;
  uint8_t session_replaced; /* receive: the peer lost its state or restarted: tell the user */
  uint8_t one_time_prekey_used;
  uint8_t peer_keys_changed; /* the label stood for other keys until now: tell the user */
} smx_outcome;

/* A label (0 to SMX_MAX_LABEL_SIZE bytes) is the application's name of a peer's device. A delivery
 * id (null, or 1 to SMX_MAX_DELIVERY_ID_SIZE bytes) names a message: its output is kept, in the
 * same commit, until smx_device_acknowledge, so that a crash neither loses nor repeats it. Ids of
 * sent and of received messages are separate. `outcome` may be null. */

/* Encrypts for the device behind the label; with a bundle, where there is no session, for the
 * bundle's device, which the label stands for from then on. `bundle` may be null. `envelope` has
 * room for smx_envelope_bound(plaintext_size) bytes. Errors: SMX_NO_SESSION (and no bundle);
 * SMX_MALFORMED, SMX_BAD_SIGNATURE, SMX_LOW_ORDER_POINT (the bundle); SMX_NO_SENDING_CHAIN,
 * SMX_TOO_LARGE (over SMX_MAX_PLAINTEXT_SIZE bytes), SMX_CHAIN_EXHAUSTED; SMX_MEMORY_LOCK_FAILED.
 */
SMX_NODISCARD SMX_API smx_status smx_device_send(smx_device* device, const uint8_t* label,
                                                 size_t label_size, const uint8_t* plaintext,
                                                 size_t plaintext_size, const smx_bundle* bundle,
                                                 const uint8_t* delivery_id,
                                                 size_t delivery_id_size, uint8_t* envelope,
                                                 size_t* envelope_size, smx_outcome* outcome);
/* The largest envelope of a plaintext of this size; 0 when it is too large to be sent. */
SMX_API size_t smx_envelope_bound(size_t plaintext_size);

/* Decrypts one envelope from a device whose keys the caller took from an authenticated directory
 * entry; the label stands for that pair from then on. `plaintext` has room for `envelope_size`
 * bytes (SMX_MAX_PLAINTEXT_SIZE are always enough), and for the kept plaintext when a delivery is
 * repeated; wipe it with smx_wipe. Errors:
 * SMX_MALFORMED, SMX_NO_SESSION, SMX_REPLAYED_BOOTSTRAP, SMX_UNKNOWN_PREKEY, SMX_LOW_ORDER_POINT,
 * SMX_TOO_MANY_SKIPPED, SMX_DUPLICATE_MESSAGE, SMX_DECRYPTION_FAILED, SMX_MEMORY_LOCK_FAILED. */
SMX_NODISCARD SMX_API smx_status smx_device_receive(
    smx_device* device, const uint8_t* label, size_t label_size, const smx_device_keys* sender,
    const uint8_t* envelope, size_t envelope_size, const uint8_t* delivery_id,
    size_t delivery_id_size, uint8_t* plaintext, size_t* plaintext_size, smx_outcome* outcome);

/* Replaces the session with a peer that no longer understands us: the old one still decrypts and
 * never sends again. Errors: as smx_device_send, and SMX_RESTART_LIMITED. */
SMX_NODISCARD SMX_API smx_status smx_device_restart(smx_device* device, const uint8_t* label,
                                                    size_t label_size, const smx_bundle* bundle,
                                                    const uint8_t* plaintext, size_t plaintext_size,
                                                    const uint8_t* delivery_id,
                                                    size_t delivery_id_size, uint8_t* envelope,
                                                    size_t* envelope_size, smx_outcome* outcome);
/* `*suggested`: 1 after three frames in a row from this peer failed as a lost session fails. A
 * relay can forge that: the restart limit is the defence. */
SMX_NODISCARD SMX_API smx_status smx_device_restart_suggested(smx_device* device,
                                                              const smx_device_keys* peer,
                                                              uint8_t* suggested);

/* The output of this delivery id was handed over. Unknown ids are fine. `outgoing`: 0 or 1. */
SMX_NODISCARD SMX_API smx_status smx_device_acknowledge(smx_device* device,
                                                        const uint8_t* delivery_id,
                                                        size_t delivery_id_size, uint8_t outgoing);

/* An output that was made and never acknowledged. */
typedef struct smx_pending_delivery {
  uint8_t id[SMX_MAX_DELIVERY_ID_SIZE];
  size_t id_size;
  uint8_t label[SMX_MAX_LABEL_SIZE];
  size_t label_size;
  uint8_t outgoing; /* 1: an envelope to send; 0: a plaintext that was received */
} smx_pending_delivery;
SMX_NODISCARD SMX_API smx_status smx_device_pending_deliveries(smx_device* device,
                                                               smx_pending_delivery* deliveries,
                                                               size_t* count);

/* A peer device that this one has sessions with. */
typedef struct smx_peer {
  uint8_t label[SMX_MAX_LABEL_SIZE];
  size_t label_size;
  smx_device_keys keys;
  size_t sessions; /* the active one and the archived ones */
  size_t skipped_keys;
  uint8_t awaiting_first_reply;
  uint8_t one_time_prekey_used;
} smx_peer;
SMX_NODISCARD SMX_API smx_status smx_device_peers(smx_device* device, smx_peer* peers,
                                                  size_t* count);
/* The pair of keys that a label stands for. SMX_NO_SESSION: for none. */
SMX_NODISCARD SMX_API smx_status smx_device_keys_of(smx_device* device, const uint8_t* label,
                                                    size_t label_size, smx_device_keys* keys);

/* Lets go what is too old: skipped keys, archived sessions, replaced signed prekeys with their seen
 * bootstraps, acknowledged delivery ids. Call it about once a day. */
SMX_NODISCARD SMX_API smx_status smx_device_purge(smx_device* device);

#ifdef __cplusplus
}
#endif

#endif
