// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanModel

extension Assessment {
    /// Ports of an endpoint on which clients get no answer on some target, as the plan shows it.
    ///
    /// What the manifests show whatever the target has findings of its own.
    func silence(_ endpoint: Endpoint) -> [Finding] { endpoint.columns.flatMap { silence(endpoint, $0) } }

    private func silence(_ endpoint: Endpoint, _ column: Column) -> [Finding] {
        let here = column.unserved.filter { !$0.isEverywhere }
        guard !here.isEmpty else { return [] }
        let ports = endpoint.requirements.filter { $0.id == .portProtocol }
        guard here.count == column.unserved.count, column.unserved.count == ports.count, let first = here.first else {
            return here.map { port in
                finding(
                    "port-not-served", endpoint, column, port,
                    "port \(port.words) is not served on \(column.target): \(port.reason)")
            }
        }
        let reasons = Set(here.map(\.reason))
        let why = reasons.count == 1 ? first.reason : here.map { "\($0.words): \($0.reason)" }.joined(separator: "; ")
        return [finding("no-client-answered", endpoint, column, first, "nobody is answered on \(column.target): \(why)")]
    }

    private func finding(_ code: String, _ endpoint: Endpoint, _ column: Column, _ port: UnservedPort, _ message: String) -> Finding {
        let asked = endpoint.requirements.first { requirement in
            requirement.id == .portProtocol && requirement.port?.number == port.port && requirement.port?.protocol == port.protocol
        }
        return Finding(
            code: code, severity: .error, subject: endpoint.reference, target: column.target,
            location: (asked ?? endpoint.requirements.first)?.origin.location ?? SourceLocation(file: "-", line: 1), message: message,
            remedy: remedy(port, column))
    }

    private func remedy(_ port: UnservedPort, _ column: Column) -> String {
        if let repair = port.repairs.first { return "write \(repair.words)" }
        let isCured = !column.adapted.unserved.contains { $0.port == port.port && $0.protocol == port.protocol }
        if isCured, !column.adapted.changes.isEmpty { return "portolan adapt --to \(column.target) writes what is missing" }
        if port.isAppAlone { return "let the app take connections without the header there" }
        return "no line of the Service changes it on \(column.target): serve the port by other means there"
    }
}
