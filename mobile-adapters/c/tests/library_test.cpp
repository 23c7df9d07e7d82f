#include <gtest/gtest.h>

#include <set>
#include <string>

#include "smx.h"

namespace {

struct Row {
  smx_status status;
  const char* name;
};

constexpr Row kTable[] = {
    {SMX_OK, "ok"},
    {SMX_MALFORMED, "malformed"},
    {SMX_BAD_SIGNATURE, "bad_signature"},
    {SMX_LOW_ORDER_POINT, "low_order_point"},
    {SMX_UNKNOWN_PREKEY, "unknown_prekey"},
    {SMX_DECRYPTION_FAILED, "decryption_failed"},
    {SMX_DUPLICATE_MESSAGE, "duplicate_message"},
    {SMX_TOO_MANY_SKIPPED, "too_many_skipped"},
    {SMX_REPLAYED_BOOTSTRAP, "replayed_bootstrap"},
    {SMX_NO_SESSION, "no_session"},
    {SMX_NO_SENDING_CHAIN, "no_sending_chain"},
    {SMX_CHAIN_EXHAUSTED, "chain_exhausted"},
    {SMX_TOO_LARGE, "too_large"},
    {SMX_STALE_STATE, "stale_state"},
    {SMX_RESTART_LIMITED, "restart_limited"},
    {SMX_INVALID_ARGUMENT, "invalid_argument"},
    {SMX_NOT_INITIALISED, "not_initialised"},
    {SMX_CPU_UNSUPPORTED, "cpu_unsupported"},
    {SMX_RANDOM_FAILED, "random_failed"},
    {SMX_OUT_OF_MEMORY, "out_of_memory"},
    {SMX_MEMORY_LOCK_FAILED, "memory_lock_failed"},
    {SMX_STORAGE_FAILED, "storage_failed"},
    {SMX_STORAGE_CORRUPT, "storage_corrupt"},
    {SMX_STATE_UNREADABLE, "state_unreadable"},
    {SMX_STATE_TOO_NEW, "state_too_new"},
    {SMX_KEY_UNAVAILABLE, "key_unavailable"},
    {SMX_SEAL_LIMIT, "seal_limit"},
    {SMX_COUNTER_FAILED, "counter_failed"},
    {SMX_BUFFER_TOO_SMALL, "buffer_too_small"},
    {SMX_CLOCK_FAILED, "clock_failed"},
};

// [ERR-01] one name and one number on every platform.
TEST(Library, EveryStatusHasItsNameAndASentence) {
  std::set<smx_status> known;
  for (const Row& row : kTable) {
    known.insert(row.status);
    EXPECT_STREQ(smx_status_name(row.status), row.name);
    EXPECT_GT(std::string(smx_status_description(row.status)).size(), 4U) << row.name;
  }
  for (const smx_status status : {-1, 15, 63, 79, 255, 256, 257, 64 + 256, INT32_MIN, INT32_MAX}) {
    EXPECT_FALSE(known.contains(status));
    EXPECT_STREQ(smx_status_name(status), "unknown") << status;
    EXPECT_STREQ(smx_status_description(status), "An error of no known number.") << status;
  }
  for (smx_status status = 0; status < 256; ++status) {
    EXPECT_EQ(smx_status_name(status) != std::string("unknown"), known.contains(status)) << status;
  }
}

TEST(Library, VersionsAreThoseOfTheHeader) {
  EXPECT_STREQ(smx_version(), SMX_TEST_VERSION);
  EXPECT_EQ(smx_abi_version(), static_cast<uint32_t>(SMX_ABI_VERSION));
}

TEST(Library, UnknownFlagsAreRefused) {
  EXPECT_EQ(smx_init(0), SMX_OK);
  EXPECT_EQ(smx_init(SMX_INIT_ACCEPT_VARIABLE_TIME_AES), SMX_OK);
  for (const uint32_t flags : {2U, 3U, 0x8000'0000U, ~0U})
    EXPECT_EQ(smx_init(flags), SMX_INVALID_ARGUMENT) << flags;
}

TEST(Library, CpuReport) {
  smx_cpu_report report{};
  report.struct_size = sizeof report;
  ASSERT_EQ(smx_get_cpu_report(&report), SMX_OK);
  EXPECT_EQ(report.initialised, 1);
  for (const size_t size : {size_t{0}, sizeof report - 1, sizeof report + 1, SIZE_MAX}) {
    report.struct_size = size;
    EXPECT_EQ(smx_get_cpu_report(&report), SMX_INVALID_ARGUMENT) << size;
  }
  EXPECT_EQ(smx_get_cpu_report(nullptr), SMX_INVALID_ARGUMENT);
}

TEST(Library, WipeOverwritesAndTakesNothing) {
  unsigned char bytes[] = {1, 2, 3};
  smx_wipe(bytes, 2);
  EXPECT_EQ(bytes[0] + bytes[1], 0);
  EXPECT_EQ(bytes[2], 3);
  smx_wipe(nullptr, 0);
  smx_wipe(nullptr, 5);
}

// Freeing nothing does nothing.
TEST(Library, FreesNothing) {
  smx_store_free(nullptr);
  smx_device_free(nullptr);
}

}  // namespace
