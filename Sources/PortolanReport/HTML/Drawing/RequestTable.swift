// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanTrace

/// The requests for an Ingress or Gateway, and those of them that targets answer differently.
struct RequestTable {
    /// Requests that are written out; `portolan trace` prints all.
    private static let mostRows = 24

    /// An answer, with the targets that give it.
    struct Answer {
        var words: String
        var isServed: Bool
        /// Whether it leads elsewhere.
        var isRedirect: Bool
        var targets: [Int]
    }

    /// A request whose answers differ.
    struct Row {
        var probe: Probe
        var answers: [Answer]
    }

    /// How many requests were asked.
    let count: Int
    /// How many of them are answered differently.
    let differing: Int
    /// Those that are shown.
    let rows: [Row]
    /// Targets that give every request the same refusal, and which: one line says it.
    let silent: [Answer]

    /// The request that shows most: one that some targets serve and others do not, else the first that differs.
    var telling: Probe? { (rows.first { Set($0.answers.map(\.isServed)).count > 1 } ?? rows.first)?.probe ?? first }

    private let first: Probe?

    /// Sorts out traces, which come request by request and for each the targets in their order.
    init(_ traces: [Trace], targets: Int) {
        let requests = Self.byRequest(traces)
        let mute = (0..<targets).filter { target in
            let answers = Set(requests.map { target < $0.count ? $0[$0.startIndex + target].answer : nil })
            return answers.count == 1 && answers.first.flatMap { $0?.refused } != nil
        }
        silent = requests.first.map { Self.answers($0, among: mute) } ?? []
        let speaking = (0..<targets).filter { !mute.contains($0) }
        let differing = requests.filter { request in
            Set(speaking.filter { $0 < request.count }.map { request[request.startIndex + $0].answer }).count > 1
        }
        count = requests.count
        self.differing = differing.count
        rows = differing.prefix(Self.mostRows).compactMap { request in
            request.first.map { Row(probe: $0.probe, answers: Self.answers(request, among: speaking)) }
        }
        first = traces.first?.probe
    }

    private static func byRequest(_ traces: [Trace]) -> [ArraySlice<Trace>] {
        var requests: [ArraySlice<Trace>] = []
        var start = 0
        while start < traces.count {
            var end = start + 1
            while end < traces.count, traces[end].probe == traces[start].probe { end += 1 }
            requests.append(traces[start..<end])
            start = end
        }
        return requests
    }

    private static func answers(_ traces: ArraySlice<Trace>, among targets: [Int]) -> [Answer] {
        var answers: [Answer] = []
        for (place, trace) in traces.enumerated() where targets.contains(place) {
            let words = trace.answer.wordsWithHeaders
            if let index = answers.firstIndex(where: { $0.words == words }) {
                answers[index].targets.append(place)
            } else {
                answers.append(
                    Answer(words: words, isServed: trace.answer.isServed, isRedirect: trace.answer.location != nil, targets: [place]))
            }
        }
        return answers
    }
}

extension PortolanTrace.Answer {
    /// The answer with the headers that are changed: two answers that differ in nothing else would look the same.
    fileprivate var wordsWithHeaders: String {
        let changes = [("to the app", requestHeaders), ("to the client", responseHeaders)].filter { !$0.1.isEmpty }.map { side, changes in
            let names = (changes.set + changes.add).map { "\($0.name): \($0.value)" } + changes.remove.map { "no \($0)" }
            return "\(side) \(names.joined(separator: ", "))"
        }
        let copies = mirrors.isEmpty ? [] : ["a copy to \(mirrors.joined(separator: ", "))"]
        return ([words] + changes + copies).joined(separator: "; ")
    }
}
