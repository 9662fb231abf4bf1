// SPDX-License-Identifier: Apache-2.0

import Glibc
import PortolanReport

/// Standard output and standard error as bytes.
enum Console {
    /// Writes to standard output. A reader that has gone away (`| head`) is no error.
    static func write(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

    /// Says on standard error what is wrong. What a manifest holds must not steer the terminal.
    static func problem(_ text: String) { error("portolan: error: \(text.printableLines)") }

    /// Writes a line to standard error.
    static func error(_ text: String) { write(Array((text + "\n").utf8), to: STDERR_FILENO) }

    /// Writes to standard error as it is: progress bars steer the terminal themselves.
    static func raw(_ text: String) { write(Array(text.utf8), to: STDERR_FILENO) }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }
}

extension String {
    /// The text with control characters replaced, line breaks kept.
    var printableLines: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { $0.printable }.joined(separator: "\n")
    }
}
