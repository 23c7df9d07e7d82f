#include "relay/attachments.h"

#include <gtest/gtest.h>

#include "auth/digest.h"
#include "store/file_blob_store.h"
#include "tests/support/population.h"

namespace smx::relay {
namespace {

class AttachmentsTest : public testing::Test {
 protected:
  Bytes octets(std::size_t size) {
    Bytes bytes(size);
    db_.random.fill(bytes);
    return bytes;
  }
  Outcome<Announced> announce(const Caller& caller, std::uint64_t size, const std::string& sha256) {
    return test::call(
        db_, [&](Context& context) { return announce_attachment(context, caller, size, sha256); });
  }
  Outcome<Announced> announce(const Caller& caller, const Bytes& bytes) {
    return announce(caller, bytes.size(), auth::sha256_hex(bytes));
  }
  Outcome<Progress> append(const Caller& caller, const UploadId& upload, std::uint64_t offset,
                           ByteView bytes) {
    return test::call(db_, [&](Context& context) {
      return append_to_upload(context, blobs_, caller, upload, offset, bytes);
    });
  }
  std::string store(const Caller& caller, const Bytes& bytes) {
    const auto announced = announce(caller, bytes);
    return append(caller, announced->upload->id, 0, bytes)->attachment.value();
  }
  Outcome<AttachmentPart> read(const Caller& caller, const std::string& attachment,
                               const std::optional<OctetRange>& range = std::nullopt) {
    return test::call(db_, [&](Context& context) {
      return read_attachment(context, blobs_, caller, attachment, range);
    });
  }
  std::size_t purge() {
    std::size_t removed = 0;
    test::run(db_, [&](Context& context) { removed = purge_attachments(context, blobs_, 100); });
    return removed;
  }
  std::int64_t charged() {
    return test::number(db_, "SELECT coalesce(sum(bytes), 0) FROM attachment_usage");
  }
  std::size_t files() {
    std::size_t count = 0;
    const auto visit = [&](const std::string&, std::uint64_t) { ++count; };
    blobs_.for_each_blob(visit);
    blobs_.for_each_upload(visit);
    return count;
  }

  test::TemporaryDatabase db_{test::relay_schema()};
  store::FileBlobStore blobs_{db_.folder().file("attachments")};
  test::Population people_{db_};
  OrganisationId organisation_ = people_.organisation();
  Caller alice_ = people_.member(organisation_);
  Caller bob_ = people_.member(organisation_);
};

TEST_F(AttachmentsTest, FilesThatNoRowNamesAreRemoved) {
  const std::string kept = store(alice_, octets(100));
  const Bytes begun = octets(100);
  const auto announced = announce(alice_, begun);
  ASSERT_TRUE(append(alice_, announced->upload->id, 0, std::span(begun).first(10)));
  // As after a backup was restored: what came later is here and not in the tables.
  blobs_.write("upl_later", 0, octets(10));
  blobs_.write("upl_other", 0, octets(10));
  blobs_.finish("upl_other", 10, "upl_other");
  std::size_t found = 0;
  const auto discard = [&] {
    test::run(db_, [&](Context& context) {
      found = discard_unknown_files(context.transaction, blobs_, context.now);
    });
  };
  discard();
  EXPECT_EQ(found, 2u);
  discard();
  EXPECT_EQ(found, 0u);
  db_.clock.advance_seconds(61);
  EXPECT_EQ(purge(), 2u);
  EXPECT_EQ(files(), 2u);
  EXPECT_TRUE(read(alice_, kept).has_value());
  EXPECT_TRUE(append(alice_, announced->upload->id, 10, std::span(begun).subspan(10)).has_value());
}

TEST_F(AttachmentsTest, IsUploadedInPiecesAndNamedByItsDigest) {
  const Bytes bytes = octets(1000);
  const auto announced = announce(alice_, bytes);
  ASSERT_TRUE(announced && announced->upload);
  const UploadId upload = announced->upload->id;
  EXPECT_EQ(announced->upload->received, 0u);
  EXPECT_EQ(append(alice_, upload, 0, std::span(bytes).first(400))->received, 400u);
  // Where it stands is said to whoever goes on elsewhere.
  for (const std::uint64_t offset : {0u, 399u, 401u}) {
    const auto refused = append(alice_, upload, offset, std::span(bytes).subspan(400, 10));
    EXPECT_EQ(refused.error().problem, Problem::offset_mismatch);
    EXPECT_EQ(refused.error().detail.at("offset"), 400);
  }
  // Announced again it goes on.
  const auto again = announce(alice_, bytes);
  EXPECT_EQ(again->upload->id, upload);
  EXPECT_EQ(again->upload->received, 400u);
  EXPECT_EQ(charged(), 1000);
  EXPECT_FALSE(read(alice_, auth::sha256_hex(bytes)));
  const auto last = append(alice_, upload, 400, std::span(bytes).subspan(400));
  ASSERT_TRUE(last);
  EXPECT_EQ(last->attachment, auth::sha256_hex(bytes));
  EXPECT_EQ(read(bob_, *last->attachment)->octets, bytes);
  EXPECT_EQ(charged(), 1000);
  EXPECT_EQ(append(alice_, upload, 1000, std::span(bytes).first(1)).error().problem,
            Problem::not_found);
}

TEST_F(AttachmentsTest, OtherBytesThanAnnouncedAreNotKept) {
  const Bytes bytes = octets(100);
  Bytes others = bytes;
  others[50] ^= 1;
  const UploadId upload = announce(alice_, bytes)->upload->id;
  EXPECT_EQ(append(alice_, upload, 0, others).error().problem, Problem::digest_mismatch);
  EXPECT_EQ(charged(), 0);
  EXPECT_FALSE(read(alice_, auth::sha256_hex(bytes)));
  EXPECT_FALSE(read(alice_, auth::sha256_hex(others)));
  db_.clock.advance_seconds(60);
  EXPECT_EQ(purge(), 1u);
  EXPECT_EQ(files(), 0u);
}

TEST_F(AttachmentsTest, PiecesAndSizesAreLimitedExactly) {
  db_.policy.attachment_bytes = 1000;
  db_.policy.attachment_chunk_bytes = 400;
  const Bytes bytes = octets(1000);
  EXPECT_EQ(announce(alice_, octets(1001)).error().problem, Problem::too_large);
  EXPECT_EQ(announce(alice_, 0, auth::sha256_hex({})).error().problem, Problem::malformed_request);
  EXPECT_EQ(announce(alice_, 10, std::string(64, 'A')).error().problem, Problem::malformed_request);
  const UploadId upload = announce(alice_, bytes)->upload->id;
  EXPECT_EQ(append(alice_, upload, 0, std::span(bytes).first(401)).error().problem,
            Problem::too_large);
  EXPECT_EQ(append(alice_, upload, 0, {}).error().problem, Problem::malformed_request);
  EXPECT_TRUE(append(alice_, upload, 0, std::span(bytes).first(400)));
  EXPECT_TRUE(append(alice_, upload, 400, std::span(bytes).first(400)));
  EXPECT_EQ(append(alice_, upload, 800, std::span(bytes).first(201)).error().problem,
            Problem::too_large);
}

TEST_F(AttachmentsTest, TheQuotaOfAnOrganisationIsExact) {
  db_.policy.attachment_bytes_per_organisation = 1000;
  const Bytes first = octets(400);
  store(alice_, first);
  EXPECT_TRUE(announce(bob_, octets(599)));
  EXPECT_EQ(announce(alice_, octets(2)).error().problem, Problem::quota_exceeded);
  EXPECT_TRUE(announce(alice_, octets(1)));
  EXPECT_EQ(announce(alice_, octets(1)).error().problem, Problem::quota_exceeded);
  // What is there already costs nothing.
  EXPECT_TRUE(announce(bob_, first)->attachment);
  const Caller stranger = people_.member(people_.organisation());
  EXPECT_TRUE(announce(stranger, octets(1000)));
}

TEST_F(AttachmentsTest, ADeviceHasSoManyUploadsAtOnce) {
  db_.policy.uploads_per_device = 2;
  EXPECT_TRUE(announce(alice_, octets(10)));
  EXPECT_TRUE(announce(alice_, octets(10)));
  EXPECT_EQ(announce(alice_, octets(10)).error().problem, Problem::quota_exceeded);
  EXPECT_TRUE(announce(bob_, octets(10)));
}

TEST_F(AttachmentsTest, NothingIsSharedBetweenOrganisations) {
  const Bytes bytes = octets(100);
  const std::string attachment = store(alice_, bytes);
  const Caller stranger = people_.member(people_.organisation(), Role::administrator);
  EXPECT_EQ(read(stranger, attachment).error().problem, Problem::not_found);
  // Not even that somebody has it: it has to be uploaded like any other.
  const auto announced = announce(stranger, bytes);
  ASSERT_TRUE(announced->upload);
  EXPECT_EQ(append(bob_, announced->upload->id, 0, bytes).error().problem, Problem::not_found);
  EXPECT_TRUE(append(stranger, announced->upload->id, 0, bytes));
  EXPECT_EQ(files(), 2u);
  EXPECT_EQ(read(stranger, attachment)->octets, bytes);
}

TEST_F(AttachmentsTest, AnUploadIsItsDevicesOwn) {
  const Bytes bytes = octets(100);
  const UploadId upload = announce(alice_, bytes)->upload->id;
  const Caller laptop = people_.device(organisation_, alice_.user);
  for (const Caller& caller : {bob_, laptop}) {
    EXPECT_EQ(append(caller, upload, 0, bytes).error().problem, Problem::not_found);
    const auto found =
        test::call(db_, [&](Context& context) { return find_upload(context, caller, upload); });
    EXPECT_EQ(found.error().problem, Problem::not_found);
  }
}

TEST_F(AttachmentsTest, TwoUploadsOfTheSameBytesLeaveOneAttachment) {
  const Bytes bytes = octets(100);
  const UploadId first = announce(alice_, bytes)->upload->id;
  const UploadId second = announce(bob_, bytes)->upload->id;
  EXPECT_TRUE(append(alice_, first, 0, bytes));
  EXPECT_EQ(append(bob_, second, 0, bytes)->attachment, auth::sha256_hex(bytes));
  EXPECT_EQ(charged(), 100);
  db_.clock.advance_seconds(60);
  EXPECT_EQ(purge(), 1u);
  EXPECT_EQ(files(), 1u);
  EXPECT_EQ(read(bob_, auth::sha256_hex(bytes))->octets, bytes);
}

TEST_F(AttachmentsTest, RangesAreThoseOfTheRequestAsFarAsThereIsSomething) {
  db_.policy.attachment_read_bytes = 60;
  const Bytes bytes = octets(100);
  const std::string attachment = store(alice_, bytes);
  const auto part = [&](std::optional<std::uint64_t> first, std::optional<std::uint64_t> last,
                        std::uint64_t suffix = 0) {
    return read(bob_, attachment, OctetRange{.first = first, .last = last, .suffix = suffix});
  };
  const auto is = [&](const Outcome<AttachmentPart>& read, std::size_t offset, std::size_t size) {
    return read && read->size == 100 && read->offset == offset &&
           std::ranges::equal(read->octets, std::span(bytes).subspan(offset, size));
  };
  EXPECT_TRUE(is(part(10, 19), 10, 10));
  EXPECT_TRUE(is(part(99, 99), 99, 1));
  EXPECT_TRUE(is(part(90, 1000), 90, 10));
  EXPECT_TRUE(is(part(50, std::nullopt), 50, 50));
  EXPECT_TRUE(is(part(std::nullopt, std::nullopt, 5), 95, 5));
  EXPECT_TRUE(is(part(0, std::nullopt), 0, 60));                   // as much as one answer carries
  EXPECT_TRUE(is(part(std::nullopt, std::nullopt, 1000), 0, 60));  // all there is, from its start
  EXPECT_EQ(part(100, std::nullopt).error().detail.at("size"), 100);
  EXPECT_FALSE(part(std::nullopt, std::nullopt, 0));
  EXPECT_EQ(read(bob_, attachment).error().problem, Problem::too_large);
}

TEST_F(AttachmentsTest, TimesAreExact) {
  const Bytes bytes = octets(100);
  const UploadId upload = announce(alice_, bytes)->upload->id;
  ASSERT_TRUE(append(alice_, upload, 0, std::span(bytes).first(10)));
  db_.clock.advance_seconds(db_.policy.upload_seconds - 1);
  EXPECT_TRUE(append(alice_, upload, 10, std::span(bytes).subspan(10, 10)));
  EXPECT_EQ(purge(), 0u);
  db_.clock.advance_seconds(1);
  EXPECT_EQ(append(alice_, upload, 20, std::span(bytes).subspan(20)).error().problem,
            Problem::expired);
  EXPECT_EQ(purge(), 1u);
  EXPECT_EQ(charged(), 0);
  EXPECT_EQ(files(), 1u);
  db_.clock.advance_seconds(59);
  EXPECT_EQ(purge(), 0u);
  db_.clock.advance_seconds(1);
  EXPECT_EQ(purge(), 1u);
  EXPECT_EQ(files(), 0u);

  const std::string attachment = store(alice_, bytes);
  db_.clock.advance_seconds(db_.policy.attachment_seconds - 1);
  EXPECT_TRUE(read(bob_, attachment));
  EXPECT_EQ(purge(), 0u);
  db_.clock.advance_seconds(1);
  EXPECT_FALSE(read(bob_, attachment));
  // Announced again it is new, although the old one was not removed yet.
  EXPECT_EQ(store(bob_, bytes), attachment);
  EXPECT_TRUE(read(alice_, attachment));
  db_.clock.advance_seconds(60);
  EXPECT_EQ(purge(), 1u);
  EXPECT_EQ(files(), 1u);
  EXPECT_EQ(charged(), 100);
  db_.clock.advance_seconds(db_.policy.attachment_seconds - 60);
  EXPECT_EQ(purge(), 1u);
  db_.clock.advance_seconds(60);
  EXPECT_EQ(purge(), 1u);
  EXPECT_EQ(files(), 0u);
  EXPECT_EQ(charged(), 0);
}

TEST_F(AttachmentsTest, AnnouncingWhatIsThereKeepsItLonger) {
  const Bytes bytes = octets(100);
  const std::string attachment = store(alice_, bytes);
  db_.clock.advance_seconds(db_.policy.attachment_seconds - 1);
  EXPECT_TRUE(announce(bob_, bytes)->attachment);
  db_.clock.advance_seconds(1);
  EXPECT_TRUE(read(bob_, attachment));
}

/// The end of an upload is on the disk before the commit that knows of it.
TEST_F(AttachmentsTest, ACrashBetweenTheFilesAndTheTablesIsMadeGood) {
  const Bytes bytes = octets(100);
  const UploadId upload = announce(alice_, bytes)->upload->id;
  ASSERT_TRUE(append(alice_, upload, 0, std::span(bytes).first(60)));
  EXPECT_THROW(test::run(db_,
                         [&](Context& context) {
                           EXPECT_TRUE(append_to_upload(context, blobs_, alice_, upload, 60,
                                                        std::span(bytes).subspan(60)));
                           throw store::StorageError(1, "crash");
                         }),
               store::StorageError);
  EXPECT_FALSE(read(alice_, auth::sha256_hex(bytes)));
  EXPECT_TRUE(append(alice_, upload, 60, std::span(bytes).subspan(60))->attachment);
  EXPECT_EQ(read(alice_, auth::sha256_hex(bytes))->octets, bytes);
  EXPECT_EQ(files(), 1u);
}

TEST_F(AttachmentsTest, AFileOlderThanItsRowIsUploadedAgainFromWhereItEnds) {
  const Bytes bytes = octets(100);
  const UploadId upload = announce(alice_, bytes)->upload->id;
  ASSERT_TRUE(append(alice_, upload, 0, std::span(bytes).first(60)));
  blobs_.abandon(upload.text());
  const auto refused = append(alice_, upload, 60, std::span(bytes).subspan(60));
  EXPECT_EQ(refused.error().problem, Problem::offset_mismatch);
  EXPECT_EQ(refused.error().detail.at("offset"), 0);
  EXPECT_TRUE(append(alice_, upload, 0, bytes)->attachment);
}

}  // namespace
}  // namespace smx::relay
