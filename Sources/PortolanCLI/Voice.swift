// SPDX-License-Identifier: Apache-2.0

import Glibc
import PortolanModel
import PortolanReport

/// How much a run says on standard error beside its output.
enum Voice {
    /// Problems, warnings, notes, and progress on a terminal.
    case all
    /// Problems only: `--quiet`.
    case problems
    /// Nothing: what is said of a baseline is said by who compares with it.
    case none

    /// As `--quiet` says.
    init(quiet: Bool) { self = quiet ? .problems : .all }

    /// Says what is wrong.
    func problem(_ words: String) {
        if self != .none { Console.problem(words) }
    }

    /// Says what is good to know.
    func warn(_ words: String) {
        if self == .all { Console.error("portolan: warning: \(words)") }
    }

    /// Says what was done.
    func note(_ words: String) {
        if self == .all { Console.error("portolan: \(words)") }
    }

    /// The line that tells how far a run is; `nil` where nobody watches.
    func progress() -> Progress? { self == .all ? Progress() : nil }
}

/// One line on standard error that tells what is done, and how many of how many: on a terminal only.
final class Progress {
    /// The line's room: where it fills the terminal the cursor stands in the next one.
    private let width: Int
    private var isShown = false

    /// A dumb terminal cannot go back to a line's begin.
    init?() {
        guard isatty(STDERR_FILENO) == 1, getenv("TERM").map({ String(cString: $0) }) != "dumb" else { return nil }
        var size = winsize()
        let columns = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
        width = max(20, min(columns, 79) - 1)
    }

    /// Tells what is done now.
    func tell(_ what: String, _ number: Int, of count: Int) {
        let line = "portolan: \(what), \(number) of \(count)".printable.prefix(width)
        Console.raw("\r\(line)" + String(repeating: " ", count: width - line.count))
        isShown = true
    }

    /// Takes the line away, so that what is said next stands in its place.
    func clear() {
        guard isShown else { return }
        Console.raw("\r" + String(repeating: " ", count: width) + "\r")
        isShown = false
    }
}
