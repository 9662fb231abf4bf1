// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

/// Why a controller, or AWS itself, refuses an object: the message that ends up in its events.
struct Refusal: Error {
    let message: String
    /// Whether AWS refuses what the controller has built.
    let isFromDeployment: Bool
    /// What more there is to say of it than its message, where it is an Ingress's.
    var trouble: RoutingTrouble?

    /// The controller refuses.
    init(_ message: String) {
        self.message = message
        isFromDeployment = false
    }

    /// AWS refuses what the controller asks for.
    init(deploying message: String) {
        self.message = message
        isFromDeployment = true
    }

    /// Instances as targets where the Service has no node port: AWS refuses the port 0, and newer releases do not ask it.
    ///
    /// Source: pkg/service/model_build_target_group.go:140, pkg/ingress/model_build_target_group.go:187 of 2.13.4
    static func noInstancePort(in release: ControllerRelease) -> Refusal {
        guard release.has(LBCFeature.targetPortCheck) else {
            return Refusal(deploying: "AWS refuses a target group with port 0: it takes 1 to 65535")
        }
        return Refusal(
            "TargetGroup port is empty. When using Instance targets, your service be must of type 'NodePort' or 'LoadBalancer'")
    }

    /// The same behind words that say where it happened.
    func wrapped(_ place: String) -> Refusal {
        var refusal = isFromDeployment ? Refusal(deploying: "\(place): \(message)") : Refusal("\(place): \(message)")
        refusal.trouble = trouble
        return refusal
    }
}

/// The texts of Go's `strconv` errors, which the controllers wrap.
enum GoParseError {
    static func bool(_ text: String) -> String { "strconv.ParseBool: parsing \(GoValue.quoted(text)): invalid syntax" }

    static func int(_ text: String) -> String {
        var digits = Substring(text)
        if digits.hasPrefix("-") || digits.hasPrefix("+") { digits = digits.dropFirst() }
        let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return "strconv.ParseInt: parsing \(GoValue.quoted(text)): \(isNumber ? "value out of range" : "invalid syntax")"
    }
}
