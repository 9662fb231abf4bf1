// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanTrace

/// Makes the lanes of endpoints from the hops of traces.
struct Lanes {
    /// Ports of one endpoint that are drawn, each on its own, where they differ.
    private static let mostPorts = 4

    private let plan: Plan
    private let tracer: Tracer
    private let draft: RequestDraft

    init(_ plan: Plan) {
        self.plan = plan
        tracer = Tracer(plan)
        draft = RequestDraft(plan.inventory)
    }

    /// The drawings of an endpoint: one for each port whose way differs, or for the request that shows most.
    func drawings(of endpoint: Plan.Endpoint, _ judged: Assessment.Endpoint, _ requests: RequestTable?) -> [Drawing] {
        guard endpoint.reference.kind == "Service" else {
            guard let probe = requests?.telling ?? endpoint.entrance.flatMap({ draft.probes(of: $0).first }) else {
                return [Drawing(caption: "", lanes: merged(lanes(nil, nil, endpoint, judged, isFirst: true)))]
            }
            return [Drawing(caption: probe.text, lanes: merged(lanes(probe, nil, endpoint, judged, isFirst: true)))]
        }
        var drawings: [Drawing] = []
        var shapes: [[String]: Int] = [:]
        for port in endpoint.ports {
            let lanes = merged(lanes(port.probe(to: endpoint.reference), port, endpoint, judged, isFirst: drawings.isEmpty))
            let shape = lanes.map(\.shape)
            if let same = shapes[shape] {
                drawings[same].caption += ", \(port.words)"
            } else if drawings.count < Self.mostPorts {
                shapes[shape] = drawings.count
                drawings.append(Drawing(caption: "port \(port.words)", lanes: lanes))
            }
        }
        return drawings.isEmpty ? [Drawing(caption: "", lanes: merged(lanes(nil, nil, endpoint, judged, isFirst: true)))] : drawings
    }

    /// The requests for an Ingress or Gateway whose answers differ between targets.
    func requests(of endpoint: Plan.Endpoint) -> RequestTable? {
        guard endpoint.reference.kind != "Service", plan.targets.count > 1, let entrance = endpoint.entrance else { return nil }
        let probes = draft.probes(of: entrance)
        return probes.isEmpty ? nil : RequestTable(tracer.traces(of: probes), targets: plan.targets.count)
    }

    // MARK: One lane a target

    private func lanes(
        _ probe: Probe?, _ port: EndpointPort?, _ endpoint: Plan.Endpoint, _ judged: Assessment.Endpoint, isFirst: Bool
    ) -> [Lane] {
        let traces = probe.map { tracer.traces(of: [$0]) } ?? []
        return endpoint.exposures.indices.map { target in
            let exposure = endpoint.exposures[target]
            let id = plan.targets[target].id
            var lane = Lane(targets: [target], steps: [], deadEnd: nil, remarks: [])
            lane.steps.append(Lane.Step(column: .client, lines: ["client"] + (port.map { [$0.clientWords(judged)] } ?? [])))
            if exposure.status == .nodeOnly, let port {
                lane.add(nodePort: port, of: endpoint)
            } else {
                let trace = traces.first { $0.target == id }
                lane.add(trace, exposure, endpoint)
            }
            if let column = target < judged.columns.count ? judged.columns[target] : nil {
                lane.add(column, port: port, target: id, isFirst: isFirst)
            }
            return lane
        }
    }

    /// Lanes that say the same, told once; where there are many targets, whatever stands for a product's name says the same.
    private func merged(_ lanes: [Lane]) -> [Lane] {
        let isMany = plan.targets.count > 4
        var order: [Lane.Key] = []
        var found: [Lane.Key: Lane] = [:]
        for lane in lanes {
            let key = lane.key(isMany: isMany)
            if found[key] == nil { order.append(key) }
            guard var first = found[key] else {
                found[key] = lane
                continue
            }
            first.targets += lane.targets
            for (index, step) in first.steps.enumerated() where step.column == .balancer && step.lines != lane.steps[index].lines {
                first.steps[index].lines[0] = "each its own"
            }
            found[key] = first
        }
        return order.compactMap { found[$0] }
    }
}

extension Lane {
    /// What two lanes must have in common to be told once.
    struct Key: Hashable {
        var steps: [Step]
        var deadEnd: String?
        var remarks: [String]
    }

    fileprivate func key(isMany: Bool) -> Key {
        guard isMany else { return Key(steps: steps, deadEnd: deadEnd, remarks: remarks.map(\.words)) }
        let steps = steps.map { step -> Step in
            var step = step
            if step.column == .balancer { step.lines[0] = "" }
            return step
        }
        return Key(steps: steps, deadEnd: deadEnd, remarks: remarks.map(\.words))
    }

    /// The lane without the numbers in it: ports that only differ in those are drawn once.
    fileprivate var shape: String {
        let text = "\(targets) \(steps.filter { $0.column != .client }.map(\.words)) \(deadEnd ?? "") \(remarks.map(\.words))"
        return text.filter { !$0.isNumber }
    }

    /// The way of a trace.
    fileprivate mutating func add(_ trace: Trace?, _ exposure: Exposure, _ endpoint: Plan.Endpoint) {
        var pods: [String] = []
        for hop in trace?.hops ?? [] {
            switch hop.kind {
            case "address": steps.append(Step(column: .address, lines: [hop.text]))
            case "load-balancer": steps.append(Step(column: .balancer, lines: [hop.text]))
            case "listener":
                let isEnd = exposure.loadBalancers.flatMap(\.listeners).contains {
                    "\($0.port)/\($0.protocol)" == hop.text && $0.tls != nil
                }
                append(isEnd ? [hop.text, "TLS ends here"] : [hop.text], to: .balancer)
            case "rule": steps.append(Step(column: .rule, lines: [hop.text]))
            case "node", "proxy": steps.append(Step(column: .entry, lines: [hop.text]))
            case "service" where endpoint.reference.kind != "Service": append([hop.text], to: .service)
            case "pod": pods.append(hop.text)
            default: break
            }
        }
        let ends = pods.uniqued
        if !ends.isEmpty {
            steps.append(Step(column: .pod, lines: Array(ends.prefix(3)) + (ends.count > 3 ? ["and \(ends.count - 3) more"] : [])))
        }
        deadEnd = end(trace, exposure, endpoint, reachesPods: !ends.isEmpty)
    }

    /// Why nobody gets an answer from the app.
    private mutating func end(_ trace: Trace?, _ exposure: Exposure, _ endpoint: Plan.Endpoint, reachesPods: Bool) -> String? {
        if let reason = exposure.unjudged { return "not judged: \(reason)" }
        if exposure.status != .provisioned, let reason = exposure.reason { return reason }
        guard let answer = trace?.answer else { return exposure.reason ?? exposure.addressWords }
        if answer.refused != nil { return answer.words }
        if let status = answer.status {
            steps.append(Step(column: .service, lines: [answer.words]))
            return status >= 400 ? "the load balancer itself answers \(status)" : nil
        }
        guard !reachesPods else { return nil }
        if let workload = endpoint.refusedWorkload { return "no pods: the API server refuses \(workload.kind) \(workload.name)" }
        return endpoint.workloads.isEmpty ? "no pods in the input" : "no port of the pods"
    }

    private mutating func append(_ lines: [String], to column: Column) {
        if let index = steps.lastIndex(where: { $0.column == column }) {
            steps[index].lines += lines
        } else {
            steps.append(Step(column: column, lines: lines))
        }
    }

    /// The way by a port that every node opens.
    fileprivate mutating func add(nodePort port: EndpointPort, of endpoint: Plan.Endpoint) {
        steps.append(Step(column: .address, lines: ["a node's own address"]))
        let ports = endpoint.service?.ports.first { $0.port == port.number && $0.protocol.rawValue == port.protocol }
        let number = ports?.nodePort.flatMap { $0 == 0 ? nil : String($0) } ?? "(allocated)"
        steps.append(Step(column: .entry, lines: ["node \(number)"]))
        let ends = endpoint.routes.filter { $0.port == port.number && $0.protocol.rawValue == port.protocol }.map(ClientPath.end).uniqued
        if ends.isEmpty { deadEnd = "no pods in the input" } else { steps.append(Step(column: .pod, lines: Array(ends.prefix(3)))) }
    }

    /// What is lost on the way.
    fileprivate mutating func add(_ column: Assessment.Column, port: EndpointPort?, target: String, isFirst: Bool) {
        if deadEnd == nil, let port {
            deadEnd = column.unserved.first { $0.port == port.number && $0.protocol == port.protocol }?.reason
        }
        if isFirst {
            for danger in column.dangers {
                mark(danger.requirement)
                remark("\(danger.code): \(danger.message)", target, isDanger: true)
            }
        }
        for loss in column.score.losses where loss.points > 0 && !loss.isDanger {
            guard column.isLost(loss, at: port, isFirst: isFirst) else { continue }
            mark(loss.requirement)
            // A danger says what its requirement loses, and a dead end that nobody is reached.
            let isSaid = deadEnd != nil && loss.requirement == .reachability
            guard !isSaid, !column.dangers.contains(where: { $0.requirement == loss.requirement }) else { continue }
            remark("\(loss.requirement.rawValue): \(loss.reason)", target, isDanger: false)
        }
    }

    /// Adds a remark, unless the dead end says it.
    private mutating func remark(_ words: String, _ target: String, isDanger: Bool) {
        guard deadEnd.map({ !words.contains($0) }) ?? true else { return }
        remarks.append(Remark(isDanger: isDanger, words: FindingGroup.generic(words, target), own: words))
    }
}

extension Assessment.Column {
    /// Whether a loss is to be told of a port: one of the whole endpoint is told with the first.
    fileprivate func isLost(_ loss: Score.Loss, at port: EndpointPort?, isFirst: Bool) -> Bool {
        guard !loss.ports.isEmpty else { return isFirst }
        guard let port else { return true }
        guard loss.ports.contains(port.number) else { return false }
        // Two ports of one number differ in their protocol.
        let silent = unserved.filter { $0.port == port.number && loss.reason.hasSuffix($0.reason) }
        return silent.isEmpty || silent.contains { $0.protocol == port.protocol }
    }
}

/// A port of a Service, as clients know it.
struct EndpointPort: Hashable {
    var number: Int
    var `protocol`: String

    var words: String { "\(number)/\(`protocol`)" }

    /// What a client speaks: what the manifest asks the load balancer to speak, or the transport alone.
    func clientWords(_ judged: Assessment.Endpoint) -> String {
        let asked = judged.requirements.first { requirement in
            requirement.id == .portProtocol && requirement.port?.number == number && requirement.port?.protocol == `protocol`
        }
        return "\(asked?.value ?? `protocol`) \(number)"
    }

    /// A connection to it; `nil` for a protocol that no request has.
    func probe(to reference: ObjectReference) -> Probe? {
        switch `protocol` {
        case "TCP": try? Probe("tcp://client.example.com:\(number)", to: reference)
        case "UDP": try? Probe("udp://client.example.com:\(number)", to: reference)
        default: nil
        }
    }
}

extension Plan.Endpoint {
    /// The ports of a Service, in the order written.
    var ports: [EndpointPort] {
        (service?.ports ?? []).map { EndpointPort(number: $0.port, protocol: $0.protocol.rawValue) }.uniqued
    }
}
