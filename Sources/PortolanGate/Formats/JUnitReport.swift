// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanPortability
import PortolanReport
package import PortolanXML

/// JUnit's XML, which every CI system shows as test results: a suite for each app, a case for each thing that the gate looked at.
package enum JUnitReport {
    /// A case with how it ended.
    private struct Case {
        enum Ending {
            case passed(String?)
            case failed(message: String, type: String, text: String)
            case skipped(String)
            case error(String)
        }

        var name: String
        var group: String
        var ending: Ending
    }

    /// Renders a result.
    package static func render(_ result: GateResult) throws(XMLFailure) -> [UInt8] {
        var suites = result.apps.map { app in (name: app.name ?? "app", cases: cases(of: app, result)) }
        let rest = rest(of: result)
        if !rest.isEmpty || suites.isEmpty { suites.append((name: "gate", cases: rest)) }
        var xml = try XMLWriter()
        let all = suites.flatMap(\.cases)
        // Jenkins counts what is skipped by suite alone.
        let counts = counts(all).filter { $0.name.description != "skipped" }
        xml.element("testsuites", [("name", "portolan gate")] + counts) { xml in
            for suite in suites {
                xml.element("testsuite", [("name", suite.name.printable)] + Self.counts(suite.cases)) { xml in
                    for one in suite.cases { write(one, &xml) }
                }
            }
        }
        return xml.bytes()
    }

    private static func counts(_ cases: [Case]) -> [(name: StaticString, value: String)] {
        func count(_ matches: (Case.Ending) -> Bool) -> String { String(cases.count { matches($0.ending) }) }
        return [
            ("tests", String(cases.count)), ("failures", count { if case .failed = $0 { true } else { false } }),
            ("errors", count { if case .error = $0 { true } else { false } }),
            ("skipped", count { if case .skipped = $0 { true } else { false } }),
            // Nothing that is printed depends on how long it took.
            ("time", "0"),
        ]
    }

    private static func cases(of app: GateResult.App, _ result: GateResult) -> [Case] {
        let group = "portolan.\(app.name ?? "app")"
        let reasons = result.reasons.filter { $0.app == app.name }
        var cases: [Case] = app.targets.map { target in
            let words = "\(target.outlook.verdict.words(target.outlook.effort)), scores \(target.written)"
            let against = reasons.filter { $0.target == target.target && $0.location == nil }
            return Case(name: "target \(target.target)", group: group, ending: ending(against, otherwise: words))
        }
        if let score = app.written {
            let against = reasons.filter { $0.target == nil && $0.location == nil }
            cases.append(Case(name: "score", group: group, ending: ending(against, otherwise: "scores \(score)")))
        }
        let entries = result.entries.filter { $0.app == app.name && $0.isListed && ($0.severity > .info || $0.fails || $0.ignored != nil) }
        cases += entries.map { entry in
            Case(name: "\(entry.rule) \(place(entry))", group: group, ending: ending(entry))
        }
        let told = Set(entries.filter(\.fails).map(\.location))
        cases += reasons.filter { reason in reason.location.map { !told.contains($0) } ?? false }.map { reason in
            let place = reason.location.map { "\($0.file):\($0.line)" } ?? ""
            return Case(
                name: "\(reason.code.rawValue) \(place)", group: group,
                ending: .failed(message: reason.message, type: reason.code.rawValue, text: "\(place): \(reason.message)"))
        }
        return cases
    }

    private static func place(_ entry: GateEntry) -> String {
        let subject = entry.subject.map { "\($0.kind) \($0.namespace)/\($0.name)" } ?? "\(entry.location.file):\(entry.location.line)"
        return entry.targets.isEmpty ? subject : "\(subject) [\(entry.targets.joined(separator: ", "))]"
    }

    private static func ending(_ reasons: [GateReason], otherwise words: String) -> Case.Ending {
        guard let first = reasons.first else { return .passed(words) }
        return .failed(message: first.message, type: first.code.rawValue, text: reasons.map(\.message).joined(separator: "\n"))
    }

    private static func ending(_ entry: GateEntry) -> Case.Ending {
        if let ignored = entry.ignored {
            let place = "\(ignored.place.file):\(ignored.place.line)"
            return .skipped(ignored.reason.map { "ignored at \(place): \($0)" } ?? "ignored at \(place)")
        }
        let text = "\(entry.location): \(entry.sentence)" + (entry.remedy.map { "\n→ \($0)" } ?? "")
        return entry.fails ? .failed(message: entry.message, type: entry.rule, text: text) : .passed(text)
    }

    /// What belongs to no app.
    private static func rest(of result: GateResult) -> [Case] {
        let names = Set(result.apps.map(\.name))
        let entries = result.entries.filter { $0.kind == .ignore }.map { entry in
            Case(name: "\(entry.rule) \(entry.location.file):\(entry.location.line)", group: "portolan", ending: ending(entry))
        }
        let problems = result.problems.map { Case(name: "reading", group: "portolan", ending: .error($0)) }
        let reasons = result.reasons.filter { $0.code != .inputUnreadable && ($0.app == nil && !names.contains(nil)) }.map { reason in
            Case(
                name: reason.code.rawValue, group: "portolan",
                ending: .failed(message: reason.message, type: reason.code.rawValue, text: reason.message))
        }
        return problems + reasons + entries
    }

    private static func write(_ one: Case, _ xml: inout XMLWriter) {
        let attributes: [(name: StaticString, value: String)] = [
            ("classname", one.group.printable), ("name", one.name.printable), ("time", "0"),
        ]
        xml.element("testcase", attributes) { xml in
            switch one.ending {
            case .passed(let words):
                if let words { xml.element("system-out") { $0.text(words) } }
            case .failed(let message, let type, let text):
                xml.element("failure", [("message", message.printable), ("type", type)]) { $0.text(text) }
            case .skipped(let words): xml.element("skipped", [("message", words.printable)])
            case .error(let words):
                xml.element("error", [("message", words.printable), ("type", "input-unreadable")]) { $0.text(words) }
            }
        }
    }
}
