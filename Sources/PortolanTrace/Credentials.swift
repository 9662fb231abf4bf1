// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// Credentials of a request, held against lines of an htpasswd file.
enum Credentials {
    /// Whether they let the request in.
    ///
    /// Hashes that are made to be slow (bcrypt, SHA-crypt) and digests are not worked out: there the user's name must be known, and the
    /// password is taken to be right.
    static func fit(_ header: String?, _ check: CredentialCheck) -> Bool {
        guard let header, header.lowercased().hasPrefix(check.scheme.lowercased() + " ") else { return false }
        guard check.scheme == "Basic" else { return true }
        guard let bytes = Base64.decoded(String(header.dropFirst(6))) else { return false }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let colon = text.firstIndex(of: ":") else { return false }
        let password = Array(text[text.index(after: colon)...].utf8)
        guard let line = check.users.last(where: { $0.split(separator: ":").first == text[..<colon] }) else { return false }
        let hash = String(line.dropFirst(text[..<colon].count + 1))
        return check.readsPlainText && hash.hasPrefix("{") && !hash.hasPrefix("{SHA}")
            ? fitsScheme(password, hash) : fits(password, hash: hash)
    }

    /// nginx's own schemes (src/core/ngx_crypt.c): plain text, and SHA-1 of password and salt with the salt behind it.
    private static func fitsScheme(_ password: [UInt8], _ hash: String) -> Bool {
        if hash.hasPrefix("{PLAIN}") { return Array(hash.dropFirst(7).utf8) == password }
        guard hash.hasPrefix("{SSHA}"), let bytes = Base64.decoded(String(hash.dropFirst(6))), bytes.count > 20 else { return false }
        return Digest.sha1(password + bytes.dropFirst(20)) == Array(bytes.prefix(20))
    }

    private static func fits(_ password: [UInt8], hash: String) -> Bool {
        if hash.hasPrefix("{SHA}") { return Base64.decoded(String(hash.dropFirst(5))) == Digest.sha1(password) }
        let parts = hash.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        guard hash.hasPrefix("$"), parts.count >= 4 else { return false }
        guard parts[1] == "apr1" || parts[1] == "1" else { return ["2a", "2b", "2x", "2y", "5", "6"].contains(parts[1]) }
        return crypt(password, salt: Array(parts[2].utf8), magic: "$\(parts[1])$") == parts[3]
    }

    /// The MD5-based crypt of Apache and FreeBSD, without magic and salt in front.
    private static func crypt(_ password: [UInt8], salt: [UInt8], magic: String) -> String {
        let inner = Digest.md5(password + salt + password)
        var message = password + Array(magic.utf8) + salt
        for start in stride(from: 0, to: password.count, by: 16) { message += inner.prefix(min(16, password.count - start)) }
        var length = password.count
        while length > 0 {
            message.append(length & 1 == 1 ? 0 : password[0])
            length >>= 1
        }
        var digest = Digest.md5(message)
        for round in 0..<1000 {
            var next = round & 1 == 1 ? password : digest
            if round % 3 != 0 { next += salt }
            if round % 7 != 0 { next += password }
            next += round & 1 == 1 ? digest : password
            digest = Digest.md5(next)
        }
        let alphabet = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        var result: [UInt8] = []
        for (high, middle, low) in [(0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5)] {
            var value = Int(digest[high]) << 16 | Int(digest[middle]) << 8 | Int(digest[low])
            for _ in 0..<4 {
                result.append(alphabet[value & 63])
                value >>= 6
            }
        }
        result += [alphabet[Int(digest[11]) & 63], alphabet[Int(digest[11]) >> 6]]
        return String(decoding: result, as: UTF8.self)
    }
}
