// SPDX-License-Identifier: Apache-2.0

package import PortolanGatewayAPI
package import PortolanKubernetes
package import PortolanPlan
package import PortolanProvider

/// The implementation of the Gateway API that routes move to, and what it has.
package struct GatewayTarget: Sendable {
    /// The routing controller's id.
    package var controller: String
    /// The GatewayClass that the Gateways name.
    package var className: String
    /// The controller name of a class that has to be made; `nil` where the platform or the input has the class.
    package var madeClass: String?
    /// What its conformance reports say; `nil` where there are none.
    package var report: SupportReports.Implementation?
    /// The cluster that it is planned on.
    package var assignment: Planner.Assignment
    /// Whether nobody said which it is.
    package var isAssumed: Bool

    /// Why there is none.
    package struct Unknown: Error, CustomStringConvertible {
        /// What was found, and what to do.
        package var description: String
    }

    /// The implementation that is assumed where nobody names one.
    package static let assumed = "envoy-gateway"

    /// Finds the implementation of a class.
    ///
    /// - Parameters:
    ///   - name: A GatewayClass of the input, the usual class of an implementation, or its id; `nil` for the one that is assumed.
    ///   - inventory: The input.
    ///   - modules: All routing controllers.
    ///   - targets: All targets.
    ///   - cluster: The target where the implementation belongs to none.
    package init(
        class name: String?, in inventory: Inventory, modules: [RoutingModule], targets: [Target], cluster: Planner.Assignment
    ) throws(Unknown) {
        let gateways = modules.filter { $0.controller.kinds.contains("Gateway") }
        let object = name.flatMap { name in inventory.gatewayClasses.last { $0.metadata.name == name } }
        let wanted = name ?? Self.assumed
        let found: RoutingModule?
        if let object {
            found = gateways.first { $0.catalogue.controllerNames.contains(object.controllerName) }
        } else {
            found = gateways.first { $0.id == wanted } ?? gateways.first { $0.catalogue.classes.contains(wanted) }
        }
        guard let module = found else {
            let known = gateways.map { module in "\(module.id) (\(module.catalogue.classes.joined(separator: ", ")))" }.joined(
                separator: "; ")
            throw Unknown(
                description: "the GatewayClass \(wanted) is none of the input, of a known implementation, or of its id; known: \(known)")
        }
        controller = module.id
        isAssumed = name == nil
        let usual = module.catalogue.classes
        className = object != nil || (name != nil && usual.contains(wanted)) ? wanted : usual.first ?? wanted
        report =
            SupportReports.builtIn.implementation(named: module.id)
            ?? module.catalogue.controllerNames.lazy.compactMap { SupportReports.builtIn.implementation(controller: $0) }.first
        let own = targets.first { $0.catalogue.routing.contains(module.id) }
        let target = own ?? cluster.target
        var set = (own == nil || own?.id == cluster.target.id ? cluster.set : [:]).merging(["routing": module.id]) { _, new in new }
        // Off by default there, and pointless to ask without.
        if module.catalogue.hasOption("kubernetesGateway") { set["kubernetesGateway"] = "true" }
        assignment = Planner.Assignment(target: target, set: set, modules: modules)
        let isMade = object == nil && !Self.installsItsClasses.contains(module.id)
        madeClass = isMade ? Self.controllerName(of: module, class: className) : nil
    }

    /// Those whose classes come with the platform or the installation.
    private static let installsItsClasses: Set<String> = [
        "gke-gateway", "azure-alb", "cilium", "istio", "kgateway", "nginx-gateway-fabric", "traefik",
    ]

    private static func controllerName(of module: RoutingModule, class name: String) -> String? {
        let names = module.catalogue.controllerNames
        return names.first { $0.hasSuffix("/\(name)") } ?? names.first { $0.contains("gateway") } ?? names.first
    }

    // MARK: What it has

    /// Whether it has a feature, by the name in the Gateway API's `pkg/features`.
    func has(_ feature: String) -> Bool { report?.support(of: feature) == .supported }

    /// Whether paths may be regular expressions, which no feature of the reports names; none are written for GKE, where nothing says so.
    var takesExpressions: Bool { !["gke-gateway"].contains(controller) }

    /// Whether it is Envoy Gateway, whose SecurityPolicy can restrict who is let in.
    var hasSecurityPolicy: Bool { controller == "envoy-gateway" }

    /// Who it is, in words.
    package var words: String { report.map(\.source) ?? controller }
}
