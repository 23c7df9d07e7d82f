package primitive

import (
	"crypto/aes"
	"crypto/cipher"

	"smxdriver/internal/reject"
)

func gcm(key Key) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// Seal is AES-256-GCM, the tag behind the ciphertext. nonce has 12 bytes [PRIM-18].
func Seal(key Key, nonce, plaintext, aad []byte) ([]byte, error) {
	aead, err := gcm(key)
	if err != nil {
		return nil, err
	}
	return aead.Seal(nil, nonce, plaintext, aad), nil
}

// Open undoes Seal. A wrong tag, or fewer than 16 bytes, is decryption_failed [PRIM-18].
func Open(key Key, nonce, ciphertext, aad []byte) ([]byte, error) {
	aead, err := gcm(key)
	if err != nil {
		return nil, err
	}
	plaintext, err := aead.Open(nil, nonce, ciphertext, aad)
	if err != nil {
		return nil, reject.DecryptionFailed
	}
	return plaintext, nil
}
