#pragma once

#include <string_view>

// Made by known_answers.py, without the core. Test data: every key here is public.
namespace smx::test::known {

inline constexpr std::string_view kAliceIdentityPrivate =
    "8fec99958e25ad084c556a5908feb5711a764d5229efc68ce96d5c228c8c1006";
inline constexpr std::string_view kAliceSigningPrivate =
    "91acadfa3a7a7645d4fd63d91ce1276d9632bba3dd015980e923b8e968c2375a";
inline constexpr std::string_view kBobIdentityPrivate =
    "47c8b37eeac768c8c10786c1226733cb95f3dfab6f9e847f53dca1ca42fb788d";
inline constexpr std::string_view kBobSigningPrivate =
    "0c46b700350c88f55ceb597137b92805da9d59eda165cc18a0e44d1ebaf73968";
inline constexpr std::string_view kSignedPrekeyPrivate =
    "f0e47801f5ed2d7591826d2832bea0cdf42043d55c8e5060a335450a740be4c3";
inline constexpr std::string_view kOneTimePrekeyPrivate =
    "da973963b83dc20018d363150681d863e459523ca8b94ee6200ddada7fdcff1f";
inline constexpr std::string_view kEphemeralPrivate =
    "f109686e6df52cf9b7f043cbda4ce9341237e666fc8063e1f3962df232b13acd";
inline constexpr std::string_view kSignedPrekeyId = "73706b2dc3a931";
inline constexpr std::string_view kOneTimePrekeyId = "6f706b2d32303236";
inline constexpr std::string_view kSignedMessage =
    "53656d61466f72652d53504b2d7631aab59eb2e748c22db926bcd06e74fc9402e78eea572d7cd2e5"
    "67f9e89be6da2825f2bdd7757d74bc2c064e1db64630e53af6882b64538fb6a728bdfb69b1d56173"
    "706b2dc3a931";
inline constexpr std::string_view kSignedPrekeySignature =
    "0bac38114b4cc943a0c76db7502959c1909eb8b679b260c501e546ff11e165b104076adc35ec9f65"
    "ed2075cdd887bcadeee4454e3f8f3e065a237e0fad0e1307";
inline constexpr std::string_view kAssociatedData =
    "d494628cb7d3ac41651c0c30f894eca5034ce3e31cca869a366e7f9b3fd7bf09e6e7f777423219de"
    "7198d7392cac66a5d03c07b841256c21b260b91c713750f0aab59eb2e748c22db926bcd06e74fc94"
    "02e78eea572d7cd2e567f9e89be6da285fbaaaacee22dc3ed65fcdb5ca5e17546f1d2ada7840d3dd"
    "600da6b2c5d8a45e";
inline constexpr std::string_view kDh1 =
    "966bf2ef813522173198d580f2fd1c19d8dd83a8b25817bf2001a16198deae20";
inline constexpr std::string_view kDh2 =
    "3c22f510060005ec2451a0016eaaabe01431bc2577ddc08e2ed56f5837eeef5f";
inline constexpr std::string_view kDh3 =
    "a7c8e31897b3cbc31d65d6b3330f89aa68852ed58d4efcf91782d70aa4431961";
inline constexpr std::string_view kDh4 =
    "128485da58901f0cc70e6c4b2a9c16cbc8ceddb340a5931c8afa6ec72b6fc37e";
inline constexpr std::string_view kSharedSecretWithout =
    "85e93b0b0349316140056009e8b7a92f12fc748daa9d022ccd33f67151b9cc8c";
inline constexpr std::string_view kRootKeyWithout =
    "0d773033d0f63527ba11eb0f44d088d72a3d5e2c6579670a6e83e2ccdcf1d6da";
inline constexpr std::string_view kBootstrapKeyWithout =
    "721ab2ae0ce1fd517b12991a3afb498b0d24a9ca871d5ea6a64e53a1c0d9157e";
inline constexpr std::string_view kSharedSecretWith =
    "2dab0b17fb9a446f9b72df28137ccc8ed930666d831eddd350f3464d1f525e5c";
inline constexpr std::string_view kRootKeyWith =
    "4385dc51c8aada55b3572c5ca9f98d11ab33ee5da61ef5761768b3c6c3482648";
inline constexpr std::string_view kBootstrapKeyWith =
    "a426a741adbdbb35426bf1807185b710f783de7c0931c46405b36dd9412762d8";
inline constexpr std::string_view kAliceRatchetPrivate =
    "f2bf4a85203cedc5aaf106c7b1e9515fff4c83ae4836e031ff903c125be5894f";
inline constexpr std::string_view kRootKeyAfterStart =
    "f0762ac760d8473caa2e1bdffff849e99326ac084b57736ced2459177aaa69a5";
inline constexpr std::string_view kChainKeyA =
    "fcee190867bcf20702077e93652e7e821b8b098bfad1f4f958a982b3f5e747fe";
inline constexpr std::string_view kMessageKeyA0 =
    "f965134857acbdad47c8325d1fe99ba3fc12253c712c4455414b32a9e7dcbff1";
inline constexpr std::string_view kChainKeyA1 =
    "6ae0a5264a0e91d2ac08c4f80036f95627f2ced5f10d5d891e090cf9c093e18f";
inline constexpr std::string_view kMessageKeyA1 =
    "dbb90b5cdf0042ca18f9e04cd7b4896711367f165d49a2a6792e4ddd2e9bbe37";
inline constexpr std::string_view kKeyA0 =
    "ce2518a9fb6e75013407ef1ec1489ee0b214b0b396cba62a0b55443dbb610a3b";
inline constexpr std::string_view kNonceA0 = "2ea7e2b55afc744e094b8140";
inline constexpr std::string_view kFrameA0 =
    "4452563100de17f0c995a2bc8178fec1453c681e48216372e975f735078d45a55c39e4f834000000"
    "0000000000a5ad27edd2c4ee7e2f90ce973dacb408d3b8b58ed91c3a9b3bb172";
inline constexpr std::string_view kFrameA1 =
    "4452563100de17f0c995a2bc8178fec1453c681e48216372e975f735078d45a55c39e4f834000000"
    "00000000014397fe0d16b23f3ce85292f94e6aaa43";
inline constexpr std::string_view kEnvelopeNonce = "a0a1a2a3a4a5a6a7a8a9aaab";
inline constexpr std::string_view kEnvelopeA0 =
    "534d5831013b3a2b3e5b9bda0288ba5e251ee5c9bd80d46809f467ab7cca4bd00bfaf0ed6b000773"
    "706b2dc3a93100086f706b2d32303236a0a1a2a3a4a5a6a7a8a9aaab8e2d913b172ea526534262c3"
    "111d77fa4d142070b5a987c4f6c908484cfb3549a4efefa7e3772d4778ebb2ace2da5e2a09774e08"
    "d43cd7247e150799f53d8d9c5889bbf1b24be9268692f1970b5b2b6b9cdea75faf8de3c3";
inline constexpr std::string_view kBobRatchetPrivate =
    "8ea9ee00f069c3cc434037de53b510977f6f0101ec42b7e39de97b981f657e1e";
inline constexpr std::string_view kRootKeyAfterReply =
    "03fb0b8a67388e505ce8db18f5b7ceeea611431fbeceae109b20bcca15c8e98d";
inline constexpr std::string_view kChainKeyB =
    "d3df05ddbb9261e69c902163cc9afef4f49584d2d81b3d6f8fbd8cd8ebba38db";
inline constexpr std::string_view kFrameB0 =
    "44525631006135b7f167a297c2cdd1a60f07dc9364a4e8b48673c9ae7d15226be6fcf66230000000"
    "00000000006ffa766262814310dd2ae4c084ca0a372a14cfd1ec20";

}  // namespace smx::test::known
