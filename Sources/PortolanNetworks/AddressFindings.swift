// SPDX-License-Identifier: Apache-2.0
public import PortolanManifest
public import PortolanModel

/// A piece of a manifest that may hold literal addresses.
public struct AddressOccurrence: Hashable, Sendable {
    /// The text: one address, a URL, a list, a file.
    public var text: String
    /// Where it stands.
    public var location: SourceLocation
    /// The object that it belongs to.
    public var subject: ObjectReference

    /// Makes an occurrence.
    public init(text: String, location: SourceLocation, subject: ObjectReference) {
        self.text = text
        self.location = location
        self.subject = subject
    }
}

extension RangeTable {
    /// What the manifest's literal addresses say: code `address-of-cloud` for each that lies in a range that a cloud publishes, once
    /// for each place.
    public func findings(for occurrences: some Sequence<AddressOccurrence>) -> [Finding] {
        var seen: Set<Finding> = []
        var findings: [Finding] = []
        for occurrence in occurrences {
            for literal in AddressScanner.literals(in: occurrence.text) {
                guard literal.block.address.isGloballyReachable, let match = match(literal.block) else { continue }
                let finding = finding(literal, match, occurrence)
                if seen.insert(finding).inserted { findings.append(finding) }
            }
        }
        return findings
    }

    private func finding(_ literal: AddressScanner.Literal, _ match: Match, _ occurrence: AddressOccurrence) -> Finding {
        let owner = [
            CloudName.title(match.cloud), match.region.isEmpty ? nil : "region \(match.region)",
            match.service.isEmpty ? nil : "service \(match.service)",
        ].compactMap { $0 }.joined(separator: ", ")
        let isBlock = literal.block.length < literal.block.address.bitCount
        return Finding(
            code: "address-of-cloud", severity: .warning, subject: occurrence.subject, location: occurrence.location,
            message: "\(literal.text) belongs to \(owner) (published range \(match.prefix), \(match.provenance.date)) and will not follow"
                + " the app to another cloud",
            remedy: isBlock
                ? "set the range for each target, or let clients in by something other than the cloud's own addresses"
                : "use a DNS name, or set the address for each target")
    }
}

extension AddressOccurrence {
    /// Walks an object of a manifest and gives every text in it that may hold a literal address.
    ///
    /// Image names and versions are left out (`1.2.3.4` is a version there), and whom the app may call: third parties stay where they are.
    public static func occurrences(in object: YAMLNode, subject: ObjectReference) -> [AddressOccurrence] {
        var result: [AddressOccurrence] = []
        // A third party's address is no lock-in to a cloud: it stays where it is.
        if object.value("kind")?.isText("ServiceEntry") == true { return [] }
        var open = [object]
        while let node = open.popLast() {
            switch node.kind {
            case .scalar:
                guard let text = node.text, text.utf8.count >= 3,
                    text.utf8.contains(UInt8(ascii: ".")) || text.utf8.contains(UInt8(ascii: ":"))
                else { continue }
                result.append(AddressOccurrence(text: text, location: node.location, subject: subject))
            case .sequence:
                open += node.elements.reversed()
            case .mapping:
                for entry in node.entries.reversed() where !Self.isVersion(entry.key) && !entry.key.isText("egress") {
                    open.append(entry.value)
                    open.append(entry.key)
                }
            case .alias:
                continue
            }
        }
        return result
    }

    private static func isVersion(_ key: YAMLNode) -> Bool {
        for name in versionKeys where key.isText(name) { return true }
        return false
    }

    private static let versionKeys = [
        "image", "apiVersion", "version", "app.kubernetes.io/version", "helm.sh/chart", "chart", "resourceVersion",
    ]
}

/// The names that people know clouds by.
public enum CloudName {
    /// The name of a cloud's id; the id itself where no other is known.
    public static func title(_ cloud: String) -> String { titles[cloud] ?? cloud }

    private static let titles = [
        "aws": "AWS", "gcp": "Google Cloud", "azure": "Azure", "oci": "Oracle Cloud", "digitalocean": "DigitalOcean",
        "linode": "Akamai (Linode)", "vultr": "Vultr", "cloudflare": "Cloudflare", "fastly": "Fastly", "exoscale": "Exoscale",
        "hetzner": "Hetzner", "ovh": "OVHcloud", "scaleway": "Scaleway",
    ]
}
