// Two devices of an application that uses the installed package: one keeps its state in memory, the
// other in the SQLite file named by the argument. Prints what arrived; exit status 1 on any
// failure.
#include <cstdio>
#include <string>
#include <string_view>

#include "smx/device.h"
#include "smx/init.h"
#include "smx/memory_store.h"
#include "smx/sqlite_store.h"

namespace {

smx::ByteView bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

int failed(const char* what, smx::Error error) {
  const std::string_view name = smx::error_name(error);
  std::fprintf(stderr, "%s: %.*s\n", what, static_cast<int>(name.size()), name.data());
  return 1;
}

bool arrived(const smx::Received& received, std::string_view text) {
  const auto view = received.plaintext.reveal();
  return std::string_view(reinterpret_cast<const char*>(view.data()), view.size()) == text;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: consumer FILE.db\n", stderr);
    return 2;
  }
  if (auto started = smx::init(); !started) return failed("init", started.error());

  smx::MemoryStore memory;
  auto file = smx::SqliteStore::open(argv[1]);
  if (!file) return failed("open", file.error());
  auto alice = smx::Device::create(memory);
  if (!alice) return failed("create in memory", alice.error());
  auto bob = smx::Device::create(**file);
  if (!bob) return failed("create in SQLite", bob.error());

  auto bundle = bob->bundle_with_one_time_prekey();
  if (!bundle) return failed("bundle", bundle.error());
  smx::SendOptions options;
  options.bundle = &*bundle;
  auto sent = alice->send("bob", bytes_of("over the installed package"), options);
  if (!sent) return failed("send", sent.error());
  auto received = bob->receive("alice", alice->keys(), sent->envelope);
  if (!received) return failed("receive", received.error());
  if (!arrived(*received, "over the installed package")) return 1;

  auto reply = bob->send("alice", bytes_of("and back"));
  if (!reply) return failed("reply", reply.error());
  auto answered = alice->receive("bob", bob->keys(), reply->envelope);
  if (!answered) return failed("receive the reply", answered.error());
  if (!arrived(*answered, "and back")) return 1;

  std::printf("smx %s: %zu bytes there, %zu back, both opened\n", smx::version(),
              sent->envelope.size(), reply->envelope.size());
}
