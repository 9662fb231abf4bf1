// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
public import PortolanModel
import PortolanPlan

/// The way of a request, from the address that the client connects to, to container and port.
struct Hops {
    let plan: Plan
    let endpoint: Plan.Endpoint
    let exposure: Exposure
    let verdict: Evaluator.Verdict

    func all() -> [Trace.Hop] {
        var hops: [Trace.Hop] = []
        if let address = exposure.address {
            hops.append(Trace.Hop(kind: "address", text: "\(address.scope.rawValue) \(address.kind == .ip ? "IP" : "hostname")"))
        }
        if let reason = exposure.reason, exposure.status != .provisioned { hops.append(Trace.Hop(kind: "controller", text: reason)) }
        if let product = verdict.product { hops.append(Trace.Hop(kind: "load-balancer", text: product)) }
        if let listener = verdict.listener { hops.append(Trace.Hop(kind: "listener", text: "\(listener.port)/\(listener.protocol)")) }
        if let rule = verdict.rule { hops.append(Trace.Hop(kind: "rule", text: rule.words, location: rule.origin?.location)) }
        if verdict.answer.service != nil, let entry = entry { hops.append(entry) }
        if let service = verdict.answer.service { hops += way(to: service) }
        for share in verdict.answer.services where share.name.contains("/") { hops += way(to: share.name) }
        return hops
    }

    /// The node or proxy by which the load balancer reaches the pods; `nil` where it dials them itself, or where that is not known.
    private var entry: Trace.Hop? {
        if let backend = verdict.listener?.backend { return Self.entry(backend.via, backend.port) }
        let pools = exposure.loadBalancers.flatMap(\.backends).filter { $0.service == verdict.answer.service }
        return (pools.first { $0.port == verdict.answer.port } ?? pools.first).flatMap { Self.entry($0.via, nil) }
    }

    private static func entry(_ via: Backend.Via, _ port: PortValue?) -> Trace.Hop? {
        switch via {
        case .pod: nil
        case .node: Trace.Hop(kind: "node", text: port.map { "node \($0.words)" } ?? "node")
        case .proxy: Trace.Hop(kind: "proxy", text: "proxy in the cluster")
        }
    }

    /// The Service, and the pods behind its port.
    private func way(to name: String) -> [Trace.Hop] {
        let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return [] }
        guard let service = plan.graph.services(named: parts[1], in: parts[0]).last else {
            return [Trace.Hop(kind: "service", text: "\(name), not in the input")]
        }
        let port = service.ports.first { port in
            switch verdict.answer.port {
            case .number(let number)?: port.port == number
            case .name(let text)?: port.name == text
            default: true
            }
        }
        let entry = port?.words ?? "no such port"
        let hop = Trace.Hop(kind: "service", text: "\(name):\(entry)", location: service.metadata.location)
        guard let port else { return [hop] }
        return [hop]
            + plan.graph.workloads(behind: service).map { workload in
                let target = ServiceGraph.target(of: port, in: workload.pod)
                let container = target.container.map { "/\($0)" } ?? ""
                return Trace.Hop(
                    kind: "pod", text: "\(workload.reference.name)\(container):\(target.port.words)", location: workload.metadata.location)
            }
    }
}

extension ServicePort {
    fileprivate var words: String { String(port) }
}

extension PortValue {
    fileprivate var words: String {
        switch self {
        case .number(let number): String(number)
        case .allocated: "(allocated)"
        case .traffic: "(the same)"
        case .name(let name): name
        }
    }
}

extension Rule {
    /// Host, path and conditions in one line, as the data plane reads them.
    public var words: String {
        // A rule that the fields cannot express has its own text.
        if condition != nil, let text = settings["rule"] { return text }
        let host = hosts.isEmpty ? "any host" : hosts.joined(separator: ", ")
        let path =
            switch path?.kind {
            case nil: "any path"
            case .exact?: "= \(path?.value ?? "")"
            case .segments?: "\(path?.value ?? "") and below"
            case .prefix?: "\(path?.value ?? "")…"
            case .pattern?: path?.value ?? ""
            case .regex?: "~ \(path?.value ?? "")"
            }
        var words = ["\(host), \(path)"]
        if !methods.isEmpty { words.append(methods.joined(separator: " or ")) }
        words += headers.map { "header \($0.name ?? "") \($0.kind.rawValue) \($0.value)" }
        words += query.map { "query \($0.name ?? "") \($0.kind.rawValue) \($0.value)" }
        if let ranges = sourceRanges { words.append("from \(ranges.isEmpty ? "nowhere" : ranges.joined(separator: ", "))") }
        return words.joined(separator: ", ")
    }
}
