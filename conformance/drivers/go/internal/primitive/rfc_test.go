package primitive

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"smxdriver/internal/reject"
)

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func key(t *testing.T, text string) Key {
	t.Helper()
	return KeyFrom(unhex(t, text))
}

func same(t *testing.T, got []byte, want string) {
	t.Helper()
	if hex.EncodeToString(got) != want {
		t.Errorf("got %x, want %s", got, want)
	}
}

// RFC 7748 section 5.2. The second input has its most significant bit set [PRIM-09].
func TestX25519OfRFC7748(t *testing.T) {
	for _, row := range [][3]string{
		{
			"a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
			"e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
			"c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
		},
		{
			"4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
			"e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
			"95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
		},
	} {
		shared, err := DH(key(t, row[0]), key(t, row[1]))
		if err != nil {
			t.Fatal(err)
		}
		same(t, shared[:], row[2])
	}
}

// RFC 7748 section 6.1.
func TestExchangeOfRFC7748(t *testing.T) {
	alice, err := PairOf(key(t, "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"))
	if err != nil {
		t.Fatal(err)
	}
	bob, err := PairOf(key(t, "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"))
	if err != nil {
		t.Fatal(err)
	}
	same(t, alice.Public[:], "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
	same(t, bob.Public[:], "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
	shared, err := DH(alice.Private, bob.Public)
	if err != nil {
		t.Fatal(err)
	}
	same(t, shared[:], "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")
}

// [PRIM-10]: each of them, in every encoding that [PRIM-09] accepts.
func TestLowOrderPublicKeys(t *testing.T) {
	private := KeyFrom(bytes.Repeat([]byte{7}, KeySize))
	for _, low := range []string{
		strings.Repeat("00", 32),
		"01" + strings.Repeat("00", 31),
		"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
		"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
		"ec" + strings.Repeat("ff", 30) + "7f",
		"ed" + strings.Repeat("ff", 30) + "7f",
		"ee" + strings.Repeat("ff", 30) + "7f",
	} {
		public := key(t, low)
		for range 2 {
			if _, err := DH(private, public); !errors.Is(err, reject.LowOrderPoint) {
				t.Errorf("%x: %v", public, err)
			}
			public[31] |= 0x80
		}
	}
}

// [PRIM-09]: a value of p or more is reduced, not refused.
func TestUnreducedPublicKey(t *testing.T) {
	private := KeyFrom(bytes.Repeat([]byte{7}, KeySize))
	reduced, err := DH(private, key(t, "09"+strings.Repeat("00", 31)))
	if err != nil {
		t.Fatal(err)
	}
	unreduced, err := DH(private, key(t, "f6"+strings.Repeat("ff", 30)+"7f")) // p + 9
	if err != nil {
		t.Fatal(err)
	}
	if reduced != unreduced {
		t.Errorf("%x and %x", reduced, unreduced)
	}
}

// RFC 8032 section 7.1, tests 1 to 3 [PRIM-12].
func TestEd25519OfRFC8032(t *testing.T) {
	for _, row := range [][4]string{
		{
			"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
			"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
			"",
			"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155" +
				"5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
		},
		{
			"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
			"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
			"72",
			"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
				"085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
		},
		{
			"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
			"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
			"af82",
			"6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac" +
				"18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
		},
	} {
		seed, message := key(t, row[0]), unhex(t, row[2])
		public := VerifyingKey(seed)
		same(t, public[:], row[1])
		signature := Sign(seed, message)
		same(t, signature, row[3])
		if err := Verify(public, message, signature); err != nil {
			t.Error(err)
		}
		if err := Verify(public, append(message, 0), signature); !errors.Is(err, reject.BadSignature) {
			t.Errorf("another message: %v", err)
		}
	}
}

// RFC 5869 appendix A, tests 1 to 3.
func TestHKDFOfRFC5869(t *testing.T) {
	long := func(from, count int) []byte {
		b := make([]byte, count)
		for i := range b {
			b[i] = byte(from + i)
		}
		return b
	}
	for _, row := range []struct {
		ikm, salt, info []byte
		length          int
		okm             string
	}{
		{
			bytes.Repeat([]byte{0x0b}, 22), long(0, 13), long(0xf0, 10), 42,
			"3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
		},
		{
			long(0, 80), long(0x60, 80), long(0xb0, 80), 82,
			"b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09" +
				"da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
		},
		{
			bytes.Repeat([]byte{0x0b}, 22), nil, nil, 42,
			"8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
		},
	} {
		okm, err := HKDF(row.salt, row.ikm, string(row.info), row.length)
		if err != nil {
			t.Fatal(err)
		}
		same(t, okm, row.okm)
	}
}

// [PRIM-19]
func TestHKDFEdges(t *testing.T) {
	ikm := []byte("input")
	empty, err := HKDF(nil, ikm, "info", 64)
	if err != nil {
		t.Fatal(err)
	}
	zeros, err := HKDF(ZeroSalt, ikm, "info", 64)
	if err != nil || !bytes.Equal(empty, zeros) {
		t.Errorf("an empty salt and one of zeros: %x, %x, %v", empty, zeros, err)
	}
	for _, length := range []int{0, 1, MaxHKDF} {
		okm, err := HKDF(nil, ikm, "info", length)
		if err != nil || len(okm) != length {
			t.Errorf("%d bytes: got %d, %v", length, len(okm), err)
		}
	}
	if MaxHKDF != 8160 {
		t.Errorf("the longest output is %d", MaxHKDF)
	}
}

// RFC 4231, tests 1 and 6 (a key longer than a block).
func TestHMACOfRFC4231(t *testing.T) {
	first := HMAC(bytes.Repeat([]byte{0x0b}, 20), []byte("Hi There"))
	same(t, first[:], "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
	sixth := HMAC(bytes.Repeat([]byte{0xaa}, 131),
		[]byte("Test Using Larger Than Block-Size Key - Hash Key First"))
	same(t, sixth[:], "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
}

// The GCM specification of McGrew and Viega, test cases 13, 14 and 16 (256-bit keys).
func TestAES256GCM(t *testing.T) {
	for _, row := range []struct{ key, nonce, plaintext, aad, sealed string }{
		{
			strings.Repeat("00", 32), strings.Repeat("00", 12), "", "",
			"530f8afbc74536b9a963b4f1c4cb738b",
		},
		{
			strings.Repeat("00", 32), strings.Repeat("00", 12), strings.Repeat("00", 16), "",
			"cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
		},
		{
			"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
			"cafebabefacedbaddecaf888",
			"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72" +
				"1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
			"feedfacedeadbeeffeedfacedeadbeefabaddad2",
			"522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa" +
				"8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662" + "76fc6ece0f4e1768cddf8853bb2d551b",
		},
	} {
		k, nonce, aad := key(t, row.key), unhex(t, row.nonce), unhex(t, row.aad)
		sealed, err := Seal(k, nonce, unhex(t, row.plaintext), aad)
		if err != nil {
			t.Fatal(err)
		}
		same(t, sealed, row.sealed)
		opened, err := Open(k, nonce, sealed, aad)
		if err != nil {
			t.Fatal(err)
		}
		same(t, opened, row.plaintext)
	}
}

// [PRIM-18]: any changed bit, anything cut off, and the wrong associated data.
func TestOpenRefuses(t *testing.T) {
	k, nonce := KeyFrom(bytes.Repeat([]byte{1}, KeySize)), make([]byte, NonceSize)
	sealed, err := Seal(k, nonce, []byte("text"), []byte("aad"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if opened, err := Open(k, nonce, changed, []byte("aad")); !errors.Is(err, reject.DecryptionFailed) || opened != nil {
			t.Errorf("byte %d changed: %x, %v", i, opened, err)
		}
		if _, err := Open(k, nonce, sealed[:i], []byte("aad")); !errors.Is(err, reject.DecryptionFailed) {
			t.Errorf("%d bytes: %v", i, err)
		}
	}
	if _, err := Open(k, nonce, sealed, nil); !errors.Is(err, reject.DecryptionFailed) {
		t.Errorf("other associated data: %v", err)
	}
}
