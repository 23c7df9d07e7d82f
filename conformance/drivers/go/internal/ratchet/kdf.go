package ratchet

import (
	"smxdriver/internal/label"
	"smxdriver/internal/primitive"
	"smxdriver/internal/trace"
)

// rootStep is one Diffie-Hellman and KDF_RK: the new root key and a chain key [DR-01].
func rootStep(root, private, public primitive.Key, log *trace.Log) (newRoot, chain primitive.Key,
	err error) {
	shared, err := primitive.DH(private, public)
	if err != nil {
		return newRoot, chain, err
	}
	okm, err := primitive.HKDF(root[:], shared[:], label.RatchetRoot, 2*primitive.KeySize)
	if err != nil {
		return newRoot, chain, err
	}
	newRoot = primitive.KeyFrom(okm[:primitive.KeySize])
	chain = primitive.KeyFrom(okm[primitive.KeySize:])
	log.Add("dr.dh_out", shared[:])
	log.Add("dr.root_key", newRoot[:])
	log.Add("dr.chain_key", chain[:])
	return newRoot, chain, nil
}

// chainStep is KDF_CK: the message key and the next chain key [DR-02].
func chainStep(chain primitive.Key) (message, next primitive.Key) {
	return primitive.HMAC(chain[:], []byte{1}), primitive.HMAC(chain[:], []byte{2})
}

// frameKey gives key and nonce of one frame [DR-03], with their steps and that of the associated
// data, AD and the header [DRV1-02].
func frameKey(message primitive.Key, ad, header []byte, log *trace.Log) (key primitive.Key,
	nonce, aad []byte, err error) {
	okm, err := primitive.HKDF(primitive.ZeroSalt, message[:], label.RatchetMessage,
		primitive.KeySize+primitive.NonceSize)
	if err != nil {
		return key, nil, nil, err
	}
	key, nonce = primitive.KeyFrom(okm[:primitive.KeySize]), okm[primitive.KeySize:]
	aad = append(append(make([]byte, 0, len(ad)+len(header)), ad...), header...)
	log.Add("dr.message_key", message[:])
	log.Add("dr.key", key[:])
	log.Add("dr.nonce", nonce)
	log.Add("dr.aad", aad)
	return key, nonce, aad, nil
}
