// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import PortolanReport

/// When to colour.
enum ColourChoice: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

/// How to print for people.
struct TerminalOptions: ParsableArguments {
    @Option(name: .customLong("color"), help: "Whether to colour; auto does it on a terminal unless NO_COLOR is set or TERM is dumb.")
    var colour: ColourChoice = .auto

    /// The style for standard output.
    var style: TerminalStyle {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let noColour = getenv("NO_COLOR").map { $0.pointee != 0 } == true || getenv("TERM").map { String(cString: $0) } == "dumb"
        let isColoured = colour == .always || (colour == .auto && isTerminal && !noColour)
        return TerminalStyle(width: isTerminal ? Self.columns : nil, isColoured: isColoured)
    }

    private static var columns: Int {
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return max(40, Int(size.ws_col)) }
        return 80
    }
}
