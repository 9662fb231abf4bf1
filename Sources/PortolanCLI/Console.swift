// SPDX-License-Identifier: Apache-2.0

import Glibc
import PortolanReport

/// Standard output and standard error as bytes.
enum Console {
    /// Writes to standard output.
    ///
    /// A reader that has gone away (`| head`) is no error; a full disk is, and ends the program.
    static func write(_ bytes: [UInt8]) {
        let failure = write(bytes, to: STDOUT_FILENO)
        guard failure != 0, failure != EPIPE else { return }
        problem("standard output: \(String(cString: strerror(failure)))")
        exit(2)
    }

    /// Writes a line to standard output.
    static func line(_ text: String) { write(Array((text + "\n").utf8)) }

    /// Writes a sentence to standard output, within the terminal's width.
    static func lines(_ text: String, _ style: TerminalStyle) {
        let room = style.width ?? .max
        write(Array((text.printable.wrapped(to: room).joined(separator: "\n") + "\n").utf8))
    }

    /// Says on standard error what is wrong.
    ///
    /// What a manifest holds must not steer the terminal.
    static func problem(_ text: String) { error("portolan: error: \(text.printableLines)") }

    /// Writes a line to standard error.
    static func error(_ text: String) { _ = write(Array((text + "\n").utf8), to: STDERR_FILENO) }

    /// Writes to standard error as it is: progress bars steer the terminal themselves.
    static func raw(_ text: String) { _ = write(Array(text.utf8), to: STDERR_FILENO) }

    /// Writes to a descriptor; the system's error number, or 0.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return errno }
                rest = rest.dropFirst(count)
            }
            return 0
        }
    }
}

extension String {
    /// The text with control characters replaced, line breaks kept.
    var printableLines: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { $0.printable }.joined(separator: "\n")
    }
}
