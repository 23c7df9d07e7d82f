/* Two devices and one message; the receiver's state is sealed in a file and opened again. */
#include <smx.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(const char* what, smx_status status) {
  if (status == SMX_OK) return;
  fprintf(stderr, "%s: %s\n", what, smx_status_description(status));
  exit(1);
}

/* Stands for the platform's key store: real ones keep a key that leaves no chip. */
static smx_status mask(void* chip, const uint8_t* in, size_t size, uint8_t* out, size_t* out_size) {
  if (*out_size < size) return SMX_BUFFER_TOO_SMALL;
  for (size_t i = 0; i < size; ++i) out[i] = in[i] ^ ((const uint8_t*)chip)[i % SMX_KEY_SIZE];
  *out_size = size;
  return SMX_OK;
}

static smx_store* sealed_file(const char* path, uint8_t chip[SMX_KEY_SIZE]) {
  const smx_key_wrap wrap = {sizeof wrap, chip, mask, mask};
  smx_store *file, *sealed;
  must("file", smx_store_open_sqlite(path, strlen(path), &file));
  must("seal", smx_store_open_sealed(file, &wrap, NULL, (const uint8_t*)"bob", 3, &sealed));
  smx_store_free(file); /* the sealed store keeps it alive */
  return sealed;
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  uint8_t chip[SMX_KEY_SIZE] = "only this device knows these 32";
  must("init", smx_init(0));
  smx_store *memory, *store = sealed_file(argv[1], chip);
  smx_device *alice, *bob;
  smx_bundle bundle;
  smx_device_keys alices_keys;
  must("memory", smx_store_open_memory(&memory));
  must("alice", smx_device_create(memory, NULL, 0, &alice));
  must("bob", smx_device_create(store, NULL, 10, &bob));
  must("bundle", smx_device_bundle(bob, SMX_BUNDLE_ONE_TIME, &bundle)); /* Bob publishes it */
  must("keys", smx_device_keys_of_own(alice, &alices_keys));            /* and Alice these */

  uint8_t envelope[512], text[512];
  size_t envelope_size = sizeof envelope, text_size = sizeof text;
  must("send", smx_device_send(alice, (const uint8_t*)"bob", 3, (const uint8_t*)"hello", 5, &bundle,
                               NULL, 0, envelope, &envelope_size, NULL));

  smx_device_free(bob); /* Bob's application ends, and starts again */
  smx_store_free(store);
  must("open", smx_device_open(store = sealed_file(argv[1], chip), NULL, &bob));
  must("receive", smx_device_receive(bob, (const uint8_t*)"alice", 5, &alices_keys, envelope,
                                     envelope_size, NULL, 0, text, &text_size, NULL));
  printf("bob read: %.*s\n", (int)text_size, (const char*)text);
  smx_wipe(text, sizeof text);
  smx_device_free(alice), smx_device_free(bob), smx_store_free(store), smx_store_free(memory);
}
