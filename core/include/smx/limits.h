#pragma once

#include <cstddef>
#include <cstdint>

/// Every number of the protocol, each with its reason. No other file holds one.
namespace smx::limits {

// Sizes of the primitives, in bytes (PRIM-01).
inline constexpr std::size_t kKeySize = 32;
inline constexpr std::size_t kSignatureSize = 64;
inline constexpr std::size_t kNonceSize = 12;
inline constexpr std::size_t kTagSize = 16;
inline constexpr std::size_t kDigestSize = 32;
/// RFC 5869: 255 blocks of the hash.
inline constexpr std::size_t kMaxHkdfOutput = 255 * kDigestSize;

// Key ids: bounded so that a header is, and a log line stays readable.
inline constexpr std::size_t kMinKeyIdSize = 1;
inline constexpr std::size_t kMaxKeyIdSize = 64;

/// IK_A || SGK_A || IK_B || SGK_B.
inline constexpr std::size_t kAssociatedDataSize = 4 * kKeySize;

// DR_V1: magic, flags, ratchet key, PN, N; then ciphertext and tag.
inline constexpr std::size_t kFrameHeaderSize = 4 + 1 + kKeySize + 4 + 4;
inline constexpr std::size_t kMaxPlaintextSize = 65'536;
inline constexpr std::size_t kMinFrameSize = kFrameHeaderSize + kTagSize;
inline constexpr std::size_t kMaxFrameSize = kMinFrameSize + kMaxPlaintextSize;

// SMX1: the fixed part of the header is 53 bytes; a whole envelope holds at most the longest
// header, a maximal frame and the tag.
inline constexpr std::size_t kSmx1FixedHeaderSize = 4 + 1 + kKeySize + 2 + 2 + kNonceSize;
inline constexpr std::size_t kMaxSmx1HeaderSize = kSmx1FixedHeaderSize + 2 * kMaxKeyIdSize;
inline constexpr std::size_t kMaxSmx1Size = kMaxSmx1HeaderSize + kMaxFrameSize + kTagSize;
static_assert(kFrameHeaderSize == 45 && kMaxFrameSize == 65'597 && kMaxSmx1Size == 65'794);

// The ratchet. 2000 skipped keys a jump and in store: enough for a device that was off for a
// while, little enough that a forged header costs its sender more than us.
inline constexpr std::uint32_t kMaxSkip = 2000;
inline constexpr std::size_t kMaxStoredSkippedKeys = 2000;
/// Receiving chains before the current one whose ratchet keys are remembered.
inline constexpr std::size_t kEarlierChains = 4;
/// A chain numbers its messages 0 to 2^32 - 2; this N is never sent.
inline constexpr std::uint32_t kMaxChainLength = 0xFFFF'FFFF;

// Sessions of one peer device.
inline constexpr std::size_t kMaxArchivedSessions = 40;
/// Seen bootstraps for one peer and signed prekey; beyond that freshness cannot be shown.
inline constexpr std::size_t kMaxSeenPerPeerAndPrekey = 1000;
/// Frames in a row that must fail before a restart is suggested.
inline constexpr std::uint32_t kFailuresBeforeRestart = 3;

// Times, in seconds.
inline constexpr std::uint64_t kDay = 86'400;
inline constexpr std::uint64_t kSignedPrekeyRotation = 7 * kDay;
inline constexpr std::uint64_t kReplacedPrekeyLifetime = 14 * kDay;
inline constexpr std::uint64_t kSkippedKeyLifetime = 7 * kDay;
inline constexpr std::uint64_t kArchivedSessionLifetime = 30 * kDay;
inline constexpr std::uint64_t kFirstRestartInterval = 3'600;
inline constexpr std::uint64_t kMaxRestartInterval = kDay;
inline constexpr std::uint64_t kRestartIntervalReset = 7 * kDay;
/// How long an acknowledged delivery id is remembered.
inline constexpr std::uint64_t kDeliveryIdLifetime = 7 * kDay;

// This library's own bounds.
inline constexpr std::size_t kMaxLabelSize = 255;
inline constexpr std::size_t kMaxDeliveryIdSize = 64;
inline constexpr std::size_t kMaxPrekeyBatch = 1000;
/// One-time prekeys a device holds at most: bounds what a runaway replenishment can store.
inline constexpr std::size_t kMaxOneTimePrekeys = 10'000;
/// The bundle's byte layout: its fixed part, one-time prekey and two longest key ids.
inline constexpr std::size_t kMaxBundleSize =
    4 + 1 + 1 + 4 * kKeySize + kSignatureSize + 2 + 2 + 2 * kMaxKeyIdSize;
/// What a platform's key store may make of a data key.
inline constexpr std::size_t kMaxWrappedKeySize = 4096;
/// SP 800-38D section 8.3: random 96-bit nonces serve at most 2^32 seals under one key.
inline constexpr std::uint64_t kMaxSealsPerKey = std::uint64_t{1} << 32;

}  // namespace smx::limits
