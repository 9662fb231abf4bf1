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

    /// Renders the traces of requests that were drawn up: an object after the other, a row a request, a column a target.
    ///
    /// A row whose targets answer alike has the answer once.
    public static func matrix(_ traces: [Trace], style: TerminalStyle) -> String {
        var lines: [String] = []
        var start = 0
        var (count, different) = (0, 0)
        while start < traces.count {
            let to = traces[start].probe.to
            var rows: [ArraySlice<Trace>] = []
            var end = start
            while end < traces.count, traces[end].probe.to == to {
                let first = end
                while end < traces.count, traces[end].probe == traces[first].probe { end += 1 }
                rows.append(traces[first..<end])
            }
            start = end
            let differing = rows.filter { Set($0.map(\.answer)).count > 1 }.count
            count += rows.count
            different += differing
            let name = to.map { "\($0.kind) \($0.namespace)/\($0.name)".printable } ?? ""
            lines.append(style.paint(name, .bold) + style.paint("  \(rows.count) requests, \(differing) answered differently", .dim))
            let width = rows.compactMap { $0.first?.probe.shownText.count }.max() ?? 0
            for row in rows { lines += self.row(row, width: width, style) }
            lines.append("")
        }
        lines.append("\(count) requests; on \(different) the targets differ (\u{2260})")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func row(_ traces: ArraySlice<Trace>, width: Int, _ style: TerminalStyle) -> [String] {
        guard let first = traces.first else { return [] }
        let isDifferent = Set(traces.map(\.answer)).count > 1
        let mark = isDifferent ? style.paint("≠ ", .yellow) : "  "
        let request = first.probe.shownText
        guard isDifferent else {
            return TerminalStyle.hanging(request.padded(to: width) + "  ", first.answer.words.printable, mark: mark, width: style.width)
        }
        let ids = traces.map(\.target.count).max() ?? 0
        return [mark + request]
            + traces.flatMap { trace in
                TerminalStyle.hanging("    \(trace.target.padded(to: ids))  ", trace.answer.words.printable, mark: "  ", width: style.width)
            }
    }

    private static func block(_ traces: ArraySlice<Trace>, _ style: TerminalStyle) -> [String] {
        guard let first = traces.first else { return [] }
        let isDifferent = Set(traces.map(\.answer)).count > 1
        var lines = [(isDifferent ? style.paint("≠ ", .yellow) : "  ") + style.paint(first.probe.text.printable, .bold)]
        let width = traces.map(\.target.count).max() ?? 0
        for trace in traces {
            let colour: TerminalStyle.Colour = trace.answer.isServed ? .green : trace.answer.location == nil ? .red : .yellow
            let head = trace.answer.words.printable
            let lead = "    \(trace.target.padded(to: width))  "
            let texts = TerminalStyle.hanging(lead, head + (trace.reason.map { ": \($0)".printable } ?? ""), mark: "", width: style.width)
            lines += texts.enumerated().map { index, line in
                index == 0 && line.hasPrefix(lead + head) ? lead + style.paint(head, colour) + line.dropFirst((lead + head).count) : line
            }
            let way = ["\(trace.to.kind) \(trace.to.namespace)/\(trace.to.name)"] + trace.hops.map(words)
            let room = style.width.map { max(20, $0 - width - 6) } ?? .max
            lines += way.joined(separator: " → ").printable.wrapped(to: room).map {
                String(repeating: " ", count: width + 6) + style.paint($0, .dim)
            }
            for note in trace.notes {
                lines += note.printable.wrapped(to: room).map { String(repeating: " ", count: width + 6) + style.paint($0, .dim) }
            }
        }
        return lines + [""]
    }

    private static func words(_ hop: Trace.Hop) -> String {
        hop.location.map { "\(hop.text) (\($0.file):\($0.line))" } ?? hop.text
    }
}

extension Probe {
    /// The request as a table shows it, with the headers that it has.
    fileprivate var shownText: String {
        ([text] + request.headers.map { "\($0.name): \($0.value)" }).joined(separator: ", ").printable
    }
}

extension TerminalStyle {
    /// A label, and beside it a text that goes on below itself where the line ends.
    fileprivate static func hanging(_ label: String, _ text: String, mark: String, width: Int?) -> [String] {
        let indent = label.count + 2
        let room = width.map { max(20, $0 - indent) } ?? .max
        return text.wrapped(to: room).enumerated().map { index, line in
            index == 0 ? mark + label + line : String(repeating: " ", count: indent) + line
        }
    }
}
