// Preloaded into smx: writes every 32 bytes that libsodium's generator draws, as hexadecimal lines,
// to the file that SMX_DRAWS names. They are the private keys and the data keys. With
// SMX_DRAWS_LEAK=1 it also prints each to standard error, as a debug line left in a program would:
// the scan's control.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

static void write_hex(FILE* out, const char* before, const unsigned char* bytes) {
  fputs(before, out);
  for (int i = 0; i < 32; ++i) fprintf(out, "%02x", bytes[i]);
  fputc('\n', out);
}

void randombytes_buf(void* const buffer, const size_t size) {
  size_t done = 0;
  while (done < size) {
    const size_t part = size - done < 256 ? size - done : 256;
    if (getrandom((unsigned char*)buffer + done, part, 0) != (ssize_t)part) abort();
    done += part;
  }
  const char* path = getenv("SMX_DRAWS");
  if (size != 32 || path == NULL) return;
  FILE* file = fopen(path, "a");
  if (file == NULL) abort();
  write_hex(file, "", buffer);
  fclose(file);
  const char* leak = getenv("SMX_DRAWS_LEAK");
  if (leak != NULL && leak[0] == '1') write_hex(stderr, "debug: drew ", buffer);
}
