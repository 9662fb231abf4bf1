// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import Testing

@Suite struct DigestTests {
    @Test(arguments: [
        ("", "d41d8cd98f00b204e9800998ecf8427e"), ("abc", "900150983cd24fb0d6963f7d28e17f72"),
        ("12345678901234567890123456789012345678901234567890123456789012345678901234567890", "57edf4a22be3c955ac49da2e2107b67a"),
    ]) func `MD5 is that of RFC 1321's own examples`(_ text: String, _ digest: String) {
        #expect(Digest.hex(Digest.md5(Array(text.utf8))) == digest)
    }

    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"), ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
    ]) func `SHA-1 is that of RFC 3174's own examples`(_ text: String, _ digest: String) {
        #expect(Digest.hex(Digest.sha1(Array(text.utf8))) == digest)
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ]) func `base64 is that of RFC 4648's own examples`(_ text: String, _ encoded: String) {
        #expect(Digest.base64(Array(text.utf8)) == encoded)
    }

    @Test(arguments: [55, 56, 63, 64, 65]) func `a text that fills a block to the brim has a digest`(_ length: Int) {
        #expect(Digest.md5([UInt8](repeating: 0, count: length)).count == 16)
        #expect(Digest.sha1([UInt8](repeating: 0, count: length)).count == 20)
    }
}
