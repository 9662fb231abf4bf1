// SPDX-License-Identifier: Apache-2.0

import Glibc
import PortolanModel
import PortolanReport

/// The only way out by standard output and standard error: whatever is said for people passes here, and steers neither a terminal nor a CI.
enum Console {
    /// Writes a text for people to standard output.
    ///
    /// - Parameter isColoured: Whether the text holds colours of ours.
    static func text(_ text: String, isColoured: Bool = false) { write(Array(text.disarmed(keepsColours: isColoured).utf8)) }

    /// Writes what programs read to standard output, as it is: JSON, a page, a manifest.
    ///
    /// A reader that has gone away (`| head`) is no error; a full disk is, and ends the program.
    static func write(_ bytes: [UInt8]) {
        let failure = write(bytes, to: STDOUT_FILENO)
        guard failure != 0, failure != EPIPE else { return }
        problem("standard output: \(String(cString: strerror(failure)))")
        exit(2)
    }

    /// Writes a line to standard output.
    static func line(_ text: String) { self.text(text + "\n") }

    /// Writes a sentence to standard output, within the terminal's width.
    static func lines(_ text: String, _ style: TerminalStyle) {
        line(text.printable.wrapped(to: style.width ?? .max).joined(separator: "\n"))
    }

    /// Says on standard error what is wrong.
    static func problem(_ text: String) { error("portolan: error: \(text)") }

    /// Says on standard error what is wrong with the call, and how it is called.
    static func wrongCall(_ text: String) { put("portolan: error: \(text)") }

    /// Writes a line to standard error, with what belongs to it indented below: a name with a line break in it makes no line that stands
    /// for itself.
    static func error(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        put(
            lines.enumerated().map { $0.offset == 0 || $0.element.hasPrefix("  ") ? String($0.element) : "  " + $0.element }.joined(
                separator: "\n"))
    }

    /// Writes to standard error as it is: progress bars steer the terminal themselves.
    static func raw(_ text: String) { _ = write(Array(text.utf8), to: STDERR_FILENO) }

    private static func put(_ text: String) { raw(text.disarmed() + "\n") }

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
