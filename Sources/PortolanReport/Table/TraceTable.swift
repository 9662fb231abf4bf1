// SPDX-License-Identifier: Apache-2.0

import PortolanModel
public import PortolanTrace

/// Traces for people: a block a request, a row a target.
public enum TraceTable {
    /// Renders traces, which come request by request.
    public static func render(_ traces: [Trace], style: TerminalStyle) -> String {
        var lines: [String] = []
        var start = 0
        while start < traces.count {
            var end = start + 1
            while end < traces.count, traces[end].probe == traces[start].probe { end += 1 }
            lines += block(traces[start..<end], style)
            start = end
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func block(_ traces: ArraySlice<Trace>, _ style: TerminalStyle) -> [String] {
        guard let first = traces.first else { return [] }
        let isDifferent = Set(traces.map(\.answer)).count > 1
        var lines = [(isDifferent ? style.paint("≠ ", .yellow) : "  ") + style.paint(first.probe.text.printable, .bold)]
        let width = traces.map(\.target.count).max() ?? 0
        for trace in traces {
            let colour: TerminalStyle.Colour = trace.answer.isServed ? .green : trace.answer.location == nil ? .red : .yellow
            lines.append("    \(trace.target.padded(to: width))  \(style.paint(trace.answer.words.printable, colour))")
            let way = ["\(trace.to.kind) \(trace.to.namespace)/\(trace.to.name)"] + trace.hops.map(words)
            let room = style.width.map { max(20, $0 - width - 6) } ?? .max
            lines += way.joined(separator: " → ").printable.wrapped(to: room).map {
                String(repeating: " ", count: width + 6) + style.paint($0, .dim)
            }
        }
        return lines + [""]
    }

    private static func words(_ hop: Trace.Hop) -> String {
        hop.location.map { "\(hop.text) (\($0.file):\($0.line))" } ?? hop.text
    }
}

extension Answer {
    /// Whether a Service of the input answers.
    public var isServed: Bool { service != nil || !services.isEmpty }

    /// The answer in one line.
    public var words: String {
        if let refused {
            switch refused {
            case .noListener: return "no connection: nothing listens on the port"
            case .noCertificate: return "no connection: no certificate for the name"
            case .noBackend: return "no connection: nothing stands behind the port"
            case .unclaimed: return "nobody serves it"
            case .failed: return "the controller refuses it"
            case .invalid: return "it is refused when it is applied"
            }
        }
        if let location { return "\(status ?? 302) to \(location)" }
        if let status { return String(status) }
        var parts: [String] = []
        if let service { parts.append(service + (port.map { ":\($0.words)" } ?? "")) }
        parts += services.map { "\($0.permille / 10)\($0.permille % 10 == 0 ? "" : ".\($0.permille % 10)") % \($0.name)" }
        if let path { parts.append("as \(path)") }
        if let host { parts.append("for host \(host)") }
        return parts.joined(separator: ", ")
    }
}

extension PortValue {
    /// The port as a reader sees it.
    fileprivate var words: String {
        switch self {
        case .number(let number): String(number)
        case .allocated: "allocated"
        case .traffic: "traffic"
        case .name(let name): name
        }
    }
}
