#include "ratchet/symmetric_chain.h"

#include <gtest/gtest.h>

#include "support/known_answers.h"
#include "support/results.h"
#include "support/test_keys.h"
#include "support/trace_steps.h"

namespace smx {
namespace {

using test::bytes_of;
using test::error_of;
using test::must;
using test::secret_of;
using test::view_of;
namespace known = test::known;

Bytes copy(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

/// The frame's parts of the known first frame.
struct KnownFrame {
  Bytes ad = bytes_of(known::kAssociatedData);
  Bytes frame = bytes_of(known::kFrameA0);
  ByteView header = ByteView(frame).first(limits::kFrameHeaderSize);
  ByteView ciphertext = ByteView(frame).subspan(limits::kFrameHeaderSize);
};

// [DR-02] Against values made without the core.
TEST(SymmetricChain, StepsToTheKnownKeys) {
  const ChainStep first(secret_of<ChainKey>(known::kChainKeyA));
  EXPECT_EQ(copy(first.message_key.reveal()), bytes_of(known::kMessageKeyA0));
  EXPECT_EQ(copy(first.next.reveal()), bytes_of(known::kChainKeyA1));
  const ChainStep second(first.next);
  EXPECT_EQ(copy(second.message_key.reveal()), bytes_of(known::kMessageKeyA1));
}

// [DR-03] Key, nonce and sealed bytes against values made without the core.
TEST(SymmetricChain, SealsToTheKnownBytes) {
  const KnownFrame expected;
  const internal::TraceRecorder recorder;
  Bytes sealed(expected.ciphertext.size());
  must(seal_message(secret_of<MessageKey>(known::kMessageKeyA0), {expected.ad, expected.header},
                    view_of("first words"), sealed));
  EXPECT_EQ(sealed, copy(expected.ciphertext));
  EXPECT_EQ(test::traced(recorder, "dr.key"), bytes_of(known::kKeyA0));
  EXPECT_EQ(test::traced(recorder, "dr.nonce"), bytes_of(known::kNonceA0));
}

// [DR-03] [DRV1-02] Everything counts: message key, AD, header, ciphertext, tag.
TEST(SymmetricChain, OpensOnlyWhatWasSealed) {
  const KnownFrame genuine;
  const auto key = secret_of<MessageKey>(known::kMessageKeyA0);
  Bytes plaintext(11);
  must(open_message(key, {genuine.ad, genuine.header}, genuine.ciphertext, plaintext));
  EXPECT_EQ(plaintext, copy(view_of("first words")));

  const auto refuses = [&](const MessageKey& with, const Bytes& ad, const Bytes& header,
                           const Bytes& ciphertext) {
    Bytes out(ciphertext.size() - limits::kTagSize, 0xEE);
    EXPECT_EQ(error_of(open_message(with, {ad, header}, ciphertext, out)),
              Error::decryption_failed);
    EXPECT_EQ(out, Bytes(out.size(), 0));
  };
  const Bytes header = copy(genuine.header);
  const Bytes ciphertext = copy(genuine.ciphertext);
  refuses(secret_of<MessageKey>(known::kMessageKeyA1), genuine.ad, header, ciphertext);
  const auto flipped = [](Bytes bytes, std::size_t at) {
    bytes[at] ^= 0x80;
    return bytes;
  };
  for (const std::size_t at : {0u, 32u, 64u, 127u})
    refuses(key, flipped(genuine.ad, at), header, ciphertext);
  for (std::size_t at = 0; at < header.size(); ++at)
    refuses(key, genuine.ad, flipped(header, at), ciphertext);
  for (std::size_t at = 0; at < ciphertext.size(); ++at)
    refuses(key, genuine.ad, header, flipped(ciphertext, at));
}

}  // namespace
}  // namespace smx
