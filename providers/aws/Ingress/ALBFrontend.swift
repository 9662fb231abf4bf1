// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

// The Network Load Balancer that `enable-frontend-nlb` puts in front. What it gets is not laid out, but said.
// Source: aws-load-balancer-controller 3.5.0, pkg/ingress/model_build_frontend_nlb.go
extension ALBModel {
    /// Refuses members that disagree over it, and a scheme that there is not.
    func checkFrontend() throws(Refusal) {
        guard try agreed(.frontendNLB, conflict: "conflicting enable frontend NLB values") == true else { return }
        _ = try frontendScheme()
    }

    func frontendNotes() -> [String] {
        guard let isOn = try? agreed(.frontendNLB, conflict: ""), isOn, let scheme = try? frontendScheme() else { return [] }
        let name = scheme == .public ? "public" : "private"
        return ["a Network Load Balancer of its own stands in front (enable-frontend-nlb), \(name), with an address beside this one"]
    }

    /// Its own annotation, else the flag: the Ingress's scheme does not count.
    private func frontendScheme() throws(Refusal) -> Scope {
        let scheme = try agreed("conflicting scheme") { $0.annotations.text(.frontendScheme) } ?? options.common.defaultScheme
        switch scheme {
        case "internet-facing": return .public
        case "internal": return .private
        default: throw Refusal("unknown scheme: \(scheme)")
        }
    }
}
