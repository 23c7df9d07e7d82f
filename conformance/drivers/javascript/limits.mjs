// Every number of the byte contract, each beside its clause. Lengths are in bytes, times in
// seconds.

export const kKeyBytes = 32; // [PRIM-02], [PRIM-04]
export const kSignatureBytes = 64; // [PRIM-04]
export const kNonceBytes = 12; // [PRIM-07]
export const kTagBytes = 16; // [PRIM-07]
export const kAssociatedDataBytes = 128; // [X3DH-09]

export const kKeyIdMaxBytes = 64; // [KEY-03]
export const kLabelMaxBytes = 255; // [KEY-15]

export const kPlaintextMaxBytes = 65536; // [DRV1-03]
export const kFrameHeaderBytes = 45; // [DRV1-01]
export const kFrameMinBytes = kFrameHeaderBytes + kTagBytes; // [DRV1-05]
export const kFrameMaxBytes = kFrameHeaderBytes + kPlaintextMaxBytes + kTagBytes; // [DRV1-05]
export const kNoMessageNumber = 0xffffffff; // [DRV1-06], [DR-23]: 2^32 - 1 numbers no frame

export const kEnvelopeFixedBytes = 53; // [SMX1-01]: the header without its two key ids
export const kEnvelopeMaxBytes =
  kEnvelopeFixedBytes + 2 * kKeyIdMaxBytes + kFrameMaxBytes + kTagBytes; // [SMX1-11]

export const kMaxSkip = 2000; // [DR-15], [DR-16]
export const kMaxStoredKeys = 2000; // [DR-18]
export const kEarlierChains = 4; // [DR-20]

export const kMaxArchivedSessions = 40; // [SES-01]
export const kSeenPerPrekey = 1000; // [SMX1-15]

export const kSkippedKeyAge = 7 * 86400; // [SES-30]
export const kArchivedSessionAge = 30 * 86400; // [SES-30]
export const kReplacedPrekeyAge = 14 * 86400; // [KEY-20]

export const kFirstRestartInterval = 3600; // [SES-23]
export const kMaxRestartInterval = 86400; // [SES-23]
export const kRestartIntervalReset = 7 * 86400; // [SES-23]

export const kHkdfMaxBytes = 255 * 32; // [PRIM-19]
export const kMaxTime = Number.MAX_SAFE_INTEGER; // driver protocol, "Numbers"
export const kLineMaxBytes = 1024 * 1024; // driver protocol, "Framing"
