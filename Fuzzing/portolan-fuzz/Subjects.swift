// SPDX-License-Identifier: Apache-2.0

import PortolanFetch
import PortolanFindings
import PortolanManifest
import PortolanModel
import PortolanNetworks
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanProviders
import PortolanReport
import PortolanTrace

/// What is fed, and what with: each takes a seed and must come to an end.
struct Subjects {
    static let names = ["manifest", "provider", "template", "cache", "trace", "document"]

    private let values = Values()
    private let all = Providers.ids.compactMap { Providers.target($0) }

    /// Runs one subject on what a seed makes.
    ///
    /// - Returns: The input, for a crash's fixture.
    @discardableResult func run(_ subject: String, seed: UInt64) -> String {
        switch subject {
        case "provider": provider(seed)
        case "template": template(seed)
        case "cache": cache(seed)
        case "trace": trace(seed)
        case "document": document(seed)
        default: manifest(seed)
        }
    }

    /// The input that a seed makes, without running it.
    func input(_ subject: String, seed: UInt64) -> String {
        switch subject {
        case "provider": providerText(seed)
        case "template": templateText(seed)
        case "cache": cacheText(seed)
        case "document": documentText(seed)
        default: manifestText(seed)
        }
    }

    // MARK: Manifests

    private func manifestText(_ seed: UInt64) -> String {
        var generator = ObjectGenerator(values, seed: seed)
        return generator.documents()
    }

    private func plan(_ text: String, _ seed: UInt64) -> Plan {
        var choices = Choices(seed: ~seed)
        let targets = (0...choices.below(3)).map { _ in choices.one(of: all) }
        var seen: Set<String> = []
        let assignments = targets.filter { seen.insert($0.id).inserted }.map { target -> Planner.Assignment in
            var set: [String: String] = [:]
            for option in target.catalogue.options where choices.once(in: 6) {
                let value = choices.once(in: 2) && !option.values.isEmpty ? choices.one(of: option.values) : values.text(&choices)
                if target.catalogue.check(option: option.name, value: value) == nil { set[option.name] = value }
            }
            if choices.once(in: 2) { set["routing"] = choices.one(of: Providers.routingIDs) }
            return Planner.Assignment(target: target, set: set, modules: Providers.allRouting)
        }
        let file = ManifestReader.read(Array(text.utf8), path: "fuzz.yaml")
        return Planner(assignments).plan(file.documents)
    }

    private func manifest(_ seed: UInt64) -> String {
        let text = manifestText(seed)
        let plan = plan(text, seed)
        let assessment = Assessor(homes: all).assess(plan)
        let findings = Findings.all(in: plan.inventory, graph: plan.graph) + assessment.dangerFindings
        let app = PlannedApp(name: nil, plan: plan, assessment: assessment, findings: findings)
        _ = PlanJSON.render([app])
        _ = PlanTable.render(app, style: TerminalStyle(width: 80), showsAll: true).disarmed()
        if seed.isMultiple(of: 16) { _ = try? HTMLReport().render(app, edition: ReportEdition(title: "fuzz", version: "0")) }
        return text
    }

    // MARK: Requests

    private func trace(_ seed: UInt64) -> String {
        let text = manifestText(seed)
        let plan = plan(text, seed)
        var choices = Choices(seed: seed ^ 0x5EED)
        let probes = (0..<4).compactMap { _ -> Probe? in
            let method = choices.one(of: ["GET", "POST", "", "get", values.text(&choices)])
            let scheme = choices.one(of: ["http", "https", "tcp", "tls", "udp", "", "ftp"])
            let host =
                choices.once(in: 2)
                ? values.text(&choices) : choices.one(of: ["a.example.com", "b.example.com:8443", "[::1]", "user:pw@x"])
            let path =
                choices.once(in: 2) ? values.text(&choices) : choices.one(of: ["/", "/a/../b", "/%2e%2e/", "//a//", "/a?b=c&d", "/%zz"])
            return try? Probe("\(method) \(scheme)://\(host)\(path)", headers: [Header("X-A", values.text(&choices))])
        }
        let traces = Tracer(plan).traces(of: probes)
        _ = TraceJSON.render(traces)
        _ = TraceTable.render(traces, style: TerminalStyle(width: 80))
        return text
    }

    // MARK: Provider files

    private func providerText(_ seed: UInt64) -> String {
        var choices = Choices(seed: seed)
        let base = choices.one(of: Providers.ids)
        var lines = Providers.text(of: base).map { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) } ?? []
        for _ in 0...choices.below(8) where !lines.isEmpty {
            let place = choices.below(lines.count)
            switch choices.below(5) {
            case 0: lines.remove(at: place)
            case 1: lines.insert(lines[choices.below(lines.count)], at: place)
            case 2: lines[place] = String(lines[place].prefix { $0 != ":" }) + ": " + values.number(&choices)
            case 3:
                lines[place] =
                    String(lines[place].prefix { $0 != ":" }) + ": " + ObjectGenerator(values, seed: seed).quoted(values.text(&choices))
            default: lines[place] = (choices.once(in: 2) ? "  " : "") + lines[place].drop { $0 == " " && choices.once(in: 2) }
            }
        }
        return lines.joined(separator: "\n")
    }

    private func provider(_ seed: UInt64) -> String {
        let text = providerText(seed)
        guard let target = Providers.load(Array(text.utf8), file: "fuzz.yaml").target else { return text }
        let manifest = manifestText(seed)
        let plan = Planner([Planner.Assignment(target: target)]).plan(ManifestReader.read(Array(manifest.utf8), path: "m").documents)
        let assessment = Assessor(homes: [target]).assess(plan)
        _ = PlanJSON.render(plan, assessment: assessment, findings: assessment.dangerFindings)
        return text
    }

    // MARK: Templates

    private func templateText(_ seed: UInt64) -> String {
        var choices = Choices(seed: seed)
        let names = ["endpoints", "rows", "findings", "workloads", "targets", "losses", "paths", "name", "app", "hasScore", ".", "nosuch"]
        let tags = ["#", "^", "/", ">", "&", "{", "", "!", "=", "<", "$", "> *"]
        return (0..<choices.below(40)).map { _ -> String in
            if choices.once(in: 3) { return choices.one(of: ["text", "\n", "  ", "{{", "}}", values.text(&choices)]) }
            return "{{\(choices.one(of: tags))\(choices.one(of: names + ["summary", "report", "input", "style"]))}}"
        }.joined()
    }

    private static let app: PlannedApp = {
        let text =
            "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}\n"
        let target = Providers.ids.prefix(2).compactMap { Providers.target($0) }
        let plan = Planner(target.map { Planner.Assignment(target: $0) }).plan(ManifestReader.read(Array(text.utf8), path: "a").documents)
        return PlannedApp(name: nil, plan: plan, assessment: Assessor(homes: target).assess(plan), findings: [])
    }()

    private func template(_ seed: UInt64) -> String {
        let text = templateText(seed)
        if let report = try? HTMLReport(overrides: ["input.mustache": text]) {
            _ = try? report.render(Self.app, edition: ReportEdition(title: "a", version: "0"))
        }
        return text
    }

    // MARK: Cache

    private func cacheText(_ seed: UInt64) -> String {
        var choices = Choices(seed: seed)
        let rows = [
            "G\taws\tus-east-1\tEC2", "10.0.0.0/8", "2001:db8::/32", "P\tp\ti\tr\t\(values.number(&choices))\tUSD\thour",
            "Q\tn\t\(values.number(&choices))", "G\t", "",
            "\t", values.text(&choices), "10.0.0.0/\(values.number(&choices))",
        ]
        let times = [values.number(&choices), values.number(&choices), "1700000000"]
        let head =
            "source: fuzz\nurl: https://x/\nfetched: \(choices.one(of: times))\nchecked: \(choices.one(of: times))\ndate: \(values.text(&choices))\n\n"
        return head + (0..<choices.below(12)).map { _ in choices.one(of: rows) + "\n" }.joined()
    }

    private func cache(_ seed: UInt64) -> String {
        let text = cacheText(seed)
        CacheProbe.read(text, source: "fuzz", isDamaged: seed.isMultiple(of: 8))
        return text
    }

    // MARK: Published documents

    private func documentText(_ seed: UInt64) -> String {
        var choices = Choices(seed: seed)
        let keys = [
            "prefixes", "ip_prefix", "region", "service", "values", "properties", "addressPrefixes", "regions", "cidrs", "products",
            "terms", "Items",
        ]
        func json(_ depth: Int) -> String {
            switch depth > 5 ? 0 : choices.below(4) {
            case 0:
                return choices.once(in: 2)
                    ? choices.one(of: ["1", "-1", "1e400", "null", "true"]) : "\"10.\(choices.below(300)).0.0/\(choices.below(40))\""
            case 1: return "[" + (0..<choices.below(4)).map { _ in json(depth + 1) }.joined(separator: ",") + "]"
            default:
                return "{" + (0..<choices.below(5)).map { _ in "\"\(choices.one(of: keys))\":\(json(depth + 1))" }.joined(separator: ",")
                    + "}"
            }
        }
        switch choices.below(4) {
        case 0: return (0..<choices.below(20)).map { _ in "\(values.text(&choices)),US,US-1,City,\n" }.joined()
        case 1: return "<a href=\"\(values.text(&choices))\">" + String(repeating: "<b>", count: choices.below(2_000))
        default: return json(0)
        }
    }

    private func document(_ seed: UInt64) -> String {
        let text = documentText(seed)
        for format in SourceFormat.allCases { CacheProbe.parse(text, format) }
        return text
    }
}
