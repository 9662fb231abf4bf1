// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
public import PortolanModel
import PortolanProvider

/// What an app asks of its network edge, what becomes of it on each target, and how many points that leaves.
public struct Assessment: Sendable {
    /// One endpoint.
    public struct Endpoint: Sendable {
        /// The object.
        public var reference: ObjectReference
        /// Where it starts.
        public var location = SourceLocation(file: "-", line: 1)
        /// The target that it was written for; `nil` where it uses no cloud's words.
        public var home: String?
        /// The annotations that the home's controller acts on, in the order written.
        public var homeKeys: [String]
        /// Whether its annotations are in the words of one cloud alone.
        public var isOneCloud: Bool
        /// What it asks for, in the order of the vocabulary; none where it exposes nothing.
        public var requirements: [Requirement]
        /// One column for each target of the plan; none where the endpoint exposes nothing.
        public var columns: [Column]
    }

    /// One endpoint on one target.
    public struct Column: Sendable {
        /// The target's id.
        public var target: String
        /// What becomes of each requirement as written.
        public var judgements: [Judgement]
        /// What nobody asked for but differs.
        public var dangers: [Danger]
        /// Ports that nobody is answered on as written.
        public var unserved: [UnservedPort]
        /// The score as written.
        public var score: Score
        /// The same after the changes that Portolan can write.
        public var adapted: Adaptation
        /// Whether it can work there, and what that takes.
        public var outlook: Outlook
        /// What of the cluster decides over it and is not known.
        public var assumptions: [Assumption]
    }

    /// Scores of a target over all endpoints.
    public struct TargetScore: Hashable, Sendable {
        /// The target's id.
        public var target: String
        /// As written.
        public var written: Int
        /// After adaptation.
        public var adapted: Int
        /// Whether all of them can work there, and what that takes.
        public var outlook: Outlook
    }

    /// The endpoints, in the order of the plan.
    public var endpoints: [Endpoint]
    /// The targets' scores, in the order of the plan; none where the app exposes nothing.
    public var targets: [TargetScore]
    /// The app's score as written: the mean over endpoints and targets, rounded down; `nil` where the app exposes nothing.
    public var written: Int?
    /// The same after adaptation.
    public var adapted: Int?
    /// What there is to know of Ingresses and Gateways on each target, beside dangers and losses.
    public var routeFindings: [Finding] = []
}

extension Assessment {
    /// The home of most endpoints; of equals the first by id.
    public var home: String? {
        var counts: [String: Int] = [:]
        for endpoint in endpoints { if let home = endpoint.home { counts[home, default: 0] += 1 } }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}
