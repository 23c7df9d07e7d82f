/* An application in C: two devices, one message; the receiver's state is sealed in a file, and the
 * process that reads the message is one that opens it again. */
#include <smx.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(smx_status status, const char* what) {
  if (status == SMX_OK) return;
  fprintf(stderr, "consumer: %s: %s (%s)\n", what, smx_status_name(status),
          smx_status_description(status));
  exit(1);
}

/* In place of a platform's key store. */
static smx_status copy_key(void* context, const uint8_t* in, size_t size, uint8_t* out,
                           size_t* out_size) {
  int* calls = context;
  ++*calls;
  if (*out_size < size) return SMX_BUFFER_TOO_SMALL;
  memcpy(out, in, size);
  *out_size = size;
  return SMX_OK;
}

static smx_store* open_sealed(const char* path, int* calls) {
  const smx_key_wrap wrap = {sizeof wrap, calls, copy_key, copy_key};
  smx_store* file = NULL;
  smx_store* sealed = NULL;
  must(smx_store_open_sqlite(path, strlen(path), &file), "open the file");
  must(smx_store_open_sealed(file, &wrap, NULL, (const uint8_t*)"phone", 5, &sealed), "seal");
  smx_store_free(file);
  return sealed;
}

int main(int argc, char** argv) {
  static const uint8_t words[] = "from C";
  uint8_t envelope[1024];
  uint8_t text[1024];
  size_t envelope_size = sizeof envelope;
  size_t text_size = sizeof text;
  int calls = 0;
  smx_bundle bundle;
  smx_device_keys sender;
  smx_store* store;
  smx_store* memory;
  smx_device* phone;
  smx_device* desk;

  if (argc != 2) return 2;
  if (smx_abi_version() < SMX_ABI_VERSION) return 3;
  must(smx_init(0), "init");
  store = open_sealed(argv[1], &calls);
  must(smx_device_create(store, NULL, 3, &phone), "create the phone");
  must(smx_device_bundle(phone, SMX_BUNDLE_ONE_TIME, &bundle), "bundle");
  must(smx_bundle_verify(&bundle), "verify the bundle");
  smx_device_free(phone);
  smx_store_free(store);

  must(smx_store_open_memory(&memory), "memory");
  must(smx_device_create(memory, NULL, 0, &desk), "create the desk");
  must(smx_device_keys_of_own(desk, &sender), "keys");
  must(smx_device_send(desk, (const uint8_t*)"phone", 5, words, sizeof words, &bundle, NULL, 0,
                       envelope, &envelope_size, NULL),
       "send");

  store = open_sealed(argv[1], &calls);
  must(smx_device_open(store, NULL, &phone), "open the phone");
  must(smx_device_receive(phone, (const uint8_t*)"desk", 4, &sender, envelope, envelope_size, NULL,
                          0, text, &text_size, NULL),
       "receive");
  if (text_size != sizeof words || memcmp(text, words, text_size) != 0 || calls < 2) return 4;
  printf("consumer in C: %zu bytes over a sealed file, library %s, interface %u\n", text_size,
         smx_version(), (unsigned)smx_abi_version());
  smx_wipe(text, sizeof text);
  smx_device_free(phone);
  smx_device_free(desk);
  smx_store_free(store);
  smx_store_free(memory);
  return 0;
}
