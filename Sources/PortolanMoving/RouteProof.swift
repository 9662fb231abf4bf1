// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanPlan
import PortolanPortability
package import PortolanTrace

/// The same requests, asked of both sides.
package struct RouteProof: Sendable {
    /// A request that gets another answer.
    package struct Difference: Hashable, Sendable {
        /// The request with its headers.
        package var request: String
        /// What answers at home.
        package var before: Answer
        /// The home, for people.
        package var from: String
        /// What answers here.
        package var after: Answer
        /// Here, for people.
        package var to: String
        /// Whether it is answered at home with a certificate that no client trusts, and has no listener here.
        package var isUntrusted: Bool

        /// The difference in one line.
        package var words: String {
            let copies = before.mirrors == after.mirrors ? ("", "") : (Self.copies(before), Self.copies(after))
            return "\(request): \(before.words)\(copies.0) on \(from), \(after.words)\(copies.1) on \(to)"
        }

        private static func copies(_ answer: Answer) -> String {
            !answer.isServed ? "" : answer.mirrors.isEmpty ? " without copies" : " with copies to \(answer.mirrors.joined(separator: ", "))"
        }

        /// Whether nobody serves the request on either side, which only say so differently: 503 and 500, 404 and no connection.
        package var isUnservedOnBoth: Bool { !before.isFromRule && !after.isFromRule }
    }

    /// How many requests were asked.
    package private(set) var asked = 0
    /// Those that get another answer, in the order in which they were drawn up.
    package private(set) var differences: [Difference] = []
    private var seen: Set<String> = []

    /// Asks nothing yet.
    package init() {}

    /// How many get the same answer.
    package var same: Int { asked - differences.count }
    /// Those that were served before, or are now, and get another answer.
    package var changed: [Difference] { differences.filter { !$0.isUnservedOnBoth && !$0.isUntrusted } }
    /// Those that were served with a certificate that no client trusts, and are not now.
    package var untrusted: [Difference] { differences.filter { $0.isUntrusted } }
    /// Those that nobody serves on either side, and that are told so in another way.
    package var unserved: [Difference] { differences.filter { $0.isUnservedOnBoth && !$0.isUntrusted } }

    /// The outcome in one line.
    package var words: String {
        if asked == 0 { return "no request could be drawn up" }
        if differences.isEmpty { return "all \(asked) requests get the same answer" }
        var words = "\(same) of \(asked) requests get the same answer"
        if !changed.isEmpty { words += ", \(changed.count) another one" }
        if !untrusted.isEmpty {
            words +=
                ", \(untrusted.count) \(untrusted.count == 1 ? "was" : "were") served over TLS without a certificate for the name, and not now"
        }
        if !unserved.isEmpty {
            words += ", \(unserved.count) \(unserved.count == 1 ? "is" : "are") served on neither side and told so otherwise"
        }
        return words
    }

    /// Asks a request of both sides.
    ///
    /// - Parameters:
    ///   - probe: The request.
    ///   - before: The home's load balancer.
    ///   - from: The home, for people.
    ///   - after: The load balancers that take its place; the one that knows the host is asked, else the first.
    ///   - to: Here, for people.
    ///   - isUntrusted: Whether nobody has a certificate for the host, over TLS.
    package mutating func ask(
        _ probe: Probe, of before: Evaluator, _ from: String, and after: [Evaluator], _ to: String, isUntrusted: Bool = false
    ) {
        let request = probe.named
        guard seen.insert("\(from) \(request)").inserted else { return }
        asked += 1
        let old = before.verdict(on: probe.request).answer
        var new = Answer.unanswered
        if let evaluator = after.first(where: { $0.knows(probe.request) }) ?? after.first {
            new = evaluator.verdict(on: probe.request).answer
        }
        if !Self.areSame(old, new) {
            let hidden = isUntrusted && new.refused != nil
            differences.append(Difference(request: request, before: old, from: from, after: new, to: to, isUntrusted: hidden))
        }
    }

    /// Whether a client, or a Service that gets copies, notices no difference.
    package static func areSame(_ one: Answer, _ other: Answer) -> Bool {
        one.agrees(with: other) && one.mirrors == other.mirrors
    }
}

extension Answer {
    /// No answer, since there is nothing to ask.
    fileprivate static var unanswered: Answer {
        var answer = Answer()
        answer.refused = .noListener
        return answer
    }
}
