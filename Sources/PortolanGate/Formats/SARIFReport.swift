// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanReport

/// SARIF 2.1.0, which GitHub's code scanning, Azure DevOps and editors read.
package enum SARIFReport {
    /// Renders a result.
    package static func render(_ result: GateResult, pages: RulePages, version: String) -> [UInt8] {
        let entries = result.entries.filter(\.isListed)
        let rules = pages.pages(of: entries)
        let places = Dictionary(rules.enumerated().map { ($1.id, $0) }) { first, _ in first }
        var json = JSONWriter()
        json.object { json in
            json.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
            json.member("version", "2.1.0")
            json.member("runs", [result]) { json, result in
                json.object { json in
                    json.member("tool") { json in
                        json.member("driver") { json in
                            json.member("name", "Portolan")
                            json.member("semanticVersion", version)
                            json.member("rules", rules) { $0.value($1) }
                        }
                    }
                    json.member("automationDetails") { $0.member("id", "portolan/gate") }
                    json.member("columnKind", "unicodeCodePoints")
                    json.member("invocations", [result]) { $0.invocation($1) }
                    json.member("results", entries) { json, entry in json.value(entry, rule: places[entry.rule] ?? 0) }
                }
            }
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }
}

extension Severity {
    /// SARIF's word for it.
    fileprivate var level: String {
        switch self {
        case .critical, .error: "error"
        case .warning: "warning"
        case .info: "note"
        }
    }
}

extension JSONWriter {
    fileprivate mutating func value(_ page: RulePage) {
        object { json in
            json.member("id", page.id)
            json.member("name", page.id.split { $0 == "-" || $0 == "." }.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined())
            json.member("shortDescription") { $0.member("text", page.title) }
            json.member("fullDescription") { $0.member("text", page.meaning) }
            json.member("help") { json in
                json.member("text", "\(page.meaning)\n\n\(page.remedy)")
                json.member("markdown", "\(page.meaning)\n\n**What to do:** \(page.remedy)")
            }
            json.member("defaultConfiguration") { $0.member("level", page.severity.level) }
            json.member("properties") { $0.member("tags", always: ["kubernetes", "portability"]) }
        }
    }

    /// How the run ended, with what has no place in a file.
    fileprivate mutating func invocation(_ result: GateResult) {
        object { json in
            json.member("executionSuccessful", result.status != .none)
            json.member("exitCode", result.exitStatus)
            json.member("exitCodeDescription", result.headline)
            json.member("toolExecutionNotifications", result.reasons) { json, reason in
                json.object { json in
                    json.member("level", "error")
                    json.member("descriptor") { $0.member("id", reason.code.rawValue) }
                    json.member("message") { $0.member("text", ((reason.app.map { "\($0): " } ?? "") + reason.message).printable) }
                }
            }
        }
    }

    fileprivate mutating func value(_ entry: GateEntry, rule: Int) {
        object { json in
            json.member("ruleId", entry.rule)
            json.member("ruleIndex", rule)
            json.member("kind", "fail")
            json.member("level", entry.severity.level)
            json.member("message") { $0.member("text", entry.sentence.printable) }
            json.member("locations", [entry]) { $0.location(of: $1) }
            json.member("partialFingerprints") { json in
                json.member("portolanEntry/v1", entry.fingerprint)
                json.member("primaryLocationLineHash", "\(entry.fingerprint):1")
            }
            if let isNew = entry.isNew { json.member("baselineState", isNew ? "new" : "unchanged") }
            json.member("suppressions", entry.ignored.map { [$0] } ?? []) { json, ignored in
                json.object { json in
                    json.member("kind", ignored.isOnObject ? "inSource" : "external")
                    json.member("status", "accepted")
                    json.member("justification", ignored.reason?.printable)
                }
            }
            json.member("properties") { json in
                json.member("targets", always: entry.targets)
                json.member("failsGate", entry.fails)
                json.member("points", entry.points)
                json.member("remedy", entry.remedy?.printable)
            }
        }
    }

    private mutating func location(of entry: GateEntry) {
        object { json in
            let place = entry.location.inRepository
            if place.isInFile {
                json.member("physicalLocation") { json in
                    json.member("artifactLocation") { json in
                        json.member("uri", FileAddress.uri(place.file))
                        if !place.file.hasPrefix("/"), !place.file.hasPrefix("../") { json.member("uriBaseId", "%SRCROOT%") }
                    }
                    json.member("region") { json in
                        json.member("startLine", max(1, place.line))
                        json.member("startColumn", max(1, place.column))
                    }
                }
            }
            guard let subject = entry.subject else { return }
            let name = [subject.namespace, subject.kind, subject.name].filter { !$0.isEmpty }.joined(separator: "/")
            json.member("logicalLocations", [name]) { json, name in
                json.object { json in
                    json.member("name", allowingEmpty: subject.name.printable)
                    json.member("fullyQualifiedName", name.printable)
                    json.member("kind", "resource")
                }
            }
        }
    }
}

/// Paths as addresses.
enum FileAddress {
    /// A path as a relative or absolute address: every byte that is no letter, digit, `-._~` or slash is escaped.
    static func uri(_ path: String) -> String {
        var result = path.hasPrefix("/") ? "file://" : ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                result += "%" + (hex.count == 1 ? "0" : "") + hex
            }
        }
        return result
    }
}

extension GateEntry {
    /// What happens, to what and where, in one sentence.
    package var sentence: String {
        let subject = subject.map { "\($0.kind) \([$0.namespace, $0.name].filter { !$0.isEmpty }.joined(separator: "/")): " } ?? ""
        let targets = targets.isEmpty ? "" : " [\(targets.joined(separator: ", "))]"
        return "\(app.map { "\($0): " } ?? "")\(subject)\(message)\(targets)"
    }
}
