package wire

import (
	"encoding/binary"
	"math"

	"smxdriver/internal/primitive"
	"smxdriver/internal/reject"
)

// Sizes of a DR_V1 frame [DRV1-03], [DRV1-05].
const (
	FrameMagic   = "DRV1"
	FrameHeader  = 45
	MaxPlaintext = 65536
	minFrame     = FrameHeader + primitive.TagSize
	maxFrame     = FrameHeader + MaxPlaintext + primitive.TagSize
)

// Frame is a DR_V1 frame that satisfies the form check. Ciphertext includes the tag.
type Frame struct {
	Flags      byte
	RatchetKey primitive.Key
	PN         uint32
	N          uint32
	Header     []byte
	Ciphertext []byte
}

// ParseFrame is the form check [DRV1-04] to [DRV1-06]: a frame, or malformed. The ratchet key may be
// any 32 bytes. The result points into its input.
func ParseFrame(b []byte) (Frame, error) {
	if len(b) < minFrame || len(b) > maxFrame || string(b[:4]) != FrameMagic || b[4] != 0 {
		return Frame{}, reject.Malformed
	}
	frame := Frame{
		Flags:      b[4],
		RatchetKey: primitive.KeyFrom(b[5:37]),
		PN:         binary.BigEndian.Uint32(b[37:41]),
		N:          binary.BigEndian.Uint32(b[41:45]),
		Header:     b[:FrameHeader],
		Ciphertext: b[FrameHeader:],
	}
	if frame.N == math.MaxUint32 {
		return Frame{}, reject.Malformed
	}
	return frame, nil
}

// FrameHeaderBytes writes the 45 bytes before the ciphertext [DRV1-01].
func FrameHeaderBytes(ratchetKey primitive.Key, pn, n uint32) []byte {
	header := make([]byte, 0, FrameHeader)
	header = append(header, FrameMagic...)
	header = append(header, 0)
	header = append(header, ratchetKey[:]...)
	header = binary.BigEndian.AppendUint32(header, pn)
	return binary.BigEndian.AppendUint32(header, n)
}
