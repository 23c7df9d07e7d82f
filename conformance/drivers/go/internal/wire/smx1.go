package wire

import (
	"encoding/binary"

	"smxdriver/internal/primitive"
	"smxdriver/internal/reject"
)

// Sizes of an SMX1 envelope: what stands around the two key ids, and the longest [SMX1-11].
const (
	EnvelopeMagic  = "SMX1"
	envelopeFixed  = 53
	maxEnvelope    = envelopeFixed + 2*MaxKeyID + maxFrame + primitive.TagSize
	flagOneTime    = 0x01
	signedIDOffset = 39
)

// Envelope is an SMX1 envelope that satisfies the form check. Ciphertext includes the tag; OneTimeID
// is empty when no one-time prekey was used.
type Envelope struct {
	Flags      byte
	Ephemeral  primitive.Key
	SignedID   []byte
	OneTimeID  []byte
	Nonce      []byte
	Header     []byte
	Ciphertext []byte
}

// ParseEnvelope is the form check [SMX1-11]: an envelope, or malformed. EK_A may be any 32 bytes. The
// result points into its input.
func ParseEnvelope(b []byte) (Envelope, error) {
	if len(b) < envelopeFixed || len(b) > maxEnvelope || string(b[:4]) != EnvelopeMagic {
		return Envelope{}, reject.Malformed
	}
	e := Envelope{Flags: b[4], Ephemeral: primitive.KeyFrom(b[5:37])}

	signedLength := int(binary.BigEndian.Uint16(b[37:39]))
	oneTimeAt := signedIDOffset + signedLength + 2
	if signedLength > MaxKeyID || len(b) < oneTimeAt {
		return Envelope{}, reject.Malformed
	}
	e.SignedID = b[signedIDOffset : signedIDOffset+signedLength]
	oneTimeLength := int(binary.BigEndian.Uint16(b[oneTimeAt-2 : oneTimeAt]))
	headerLength := envelopeFixed + signedLength + oneTimeLength
	if oneTimeLength > MaxKeyID || len(b) < headerLength+primitive.TagSize {
		return Envelope{}, reject.Malformed
	}
	e.OneTimeID = b[oneTimeAt : oneTimeAt+oneTimeLength]
	e.Nonce = b[headerLength-primitive.NonceSize : headerLength]
	e.Header = b[:headerLength]
	e.Ciphertext = b[headerLength:]
	return e, e.check()
}

// check is what remains of [SMX1-11] once the fields are cut: flags and key ids.
func (e Envelope) check() error {
	if e.Flags > flagOneTime || (e.Flags == flagOneTime) != (len(e.OneTimeID) > 0) {
		return reject.Malformed
	}
	if len(e.OneTimeID) > 0 {
		if err := CheckKeyID(e.OneTimeID); err != nil {
			return err
		}
	}
	return CheckKeyID(e.SignedID)
}

// EnvelopeHeaderBytes writes everything before the ciphertext [SMX1-01]. oneTimeID is empty when no
// one-time prekey is used.
func EnvelopeHeaderBytes(ephemeral primitive.Key, signedID, oneTimeID, nonce []byte) []byte {
	var flags byte
	if len(oneTimeID) > 0 {
		flags = flagOneTime
	}
	header := make([]byte, 0, envelopeFixed+len(signedID)+len(oneTimeID))
	header = append(header, EnvelopeMagic...)
	header = append(header, flags)
	header = append(header, ephemeral[:]...)
	header = binary.BigEndian.AppendUint16(header, uint16(len(signedID)))
	header = append(header, signedID...)
	header = binary.BigEndian.AppendUint16(header, uint16(len(oneTimeID)))
	header = append(header, oneTimeID...)
	return append(header, nonce...)
}
