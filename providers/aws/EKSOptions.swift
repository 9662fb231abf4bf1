// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

/// The flags of the AWS Load Balancer Controller that decide over Services, and what the cluster offers it.
struct EKSOptions {
    let options: TargetOptions
    /// What the controller does already.
    let release: ControllerRelease

    init(_ cluster: Cluster) {
        options = cluster.options
        release = cluster.release
    }

    /// The chart's webhook gives new Services the controller's class; where the chart has none, the option has no value.
    var setsClass: Bool { options.isOn("enableServiceMutatorWebhook") }
    var loadBalancerClass: String { options["loadBalancerClass"] ?? "service.k8s.aws/nlb" }
    var defaultTargetType: String { options["defaultTargetType"] ?? "instance" }
    var defaultScheme: String { options["defaultLoadBalancerScheme"] ?? "internal" }
    var defaultTLSPolicy: String { options["defaultSSLPolicy"] ?? "ELBSecurityPolicy-2016-08" }
    var hasBackendSecurityGroup: Bool { options["enableBackendSecurityGroup"] != "false" }
    var managesBackendRules: Bool { options.isOn("enableManageBackendSecurityGroupRules") }
    var externalManagedTags: [String] { options.list("externalManagedTags") }
    /// How many subnets discovery finds where the manifest names none.
    var discoveredSubnets: Int { options.integer("discoveredSubnets") ?? 3 }

    /// `--default-tags`, as `key=value` pairs.
    var defaultTags: [(key: String, value: String)] {
        options.list("defaultTags").compactMap { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, let key = halves.first, let value = halves.last else { return nil }
            return (String(key), String(value))
        }
    }

    /// An object's tags with those of `--default-tags`, which win unless a gate says otherwise.
    func withDefaultTags(_ tags: Settings) -> Settings {
        var result = tags
        let hasLowPriority = isOpen(.enableDefaultTagsLowPriority)
        for (key, value) in defaultTags where !hasLowPriority || tags[key] == nil { result[key] = value }
        return result
    }

    /// The feature gates that decide over Services, Ingresses and Gateways.
    enum Gate: String {
        case enableTCPUDPListener = "EnableTCPUDPListener"
        case serviceTypeLoadBalancerOnly = "ServiceTypeLoadBalancerOnly"
        case enableIPTargetType = "EnableIPTargetType"
        case nlbSecurityGroup = "NLBSecurityGroup"
        case nlbHealthCheckAdvancedConfig = "NLBHealthCheckAdvancedConfig"
        case enableDefaultTagsLowPriority = "EnableDefaultTagsLowPriority"
        case lbCapacityReservation = "LBCapacityReservation"
        case enableServiceController = "EnableServiceController"
        case albSingleSubnet = "ALBSingleSubnet"
        case enableCertificateManagement = "EnableCertificateManagement"
        case albGatewayAPI = "ALBGatewayAPI"
        case nlbGatewayAPI = "NLBGatewayAPI"

        /// Source: aws-load-balancer-controller 3.5.0, pkg/config/feature_gates.go:76-100.
        func isOnByDefault(in release: ControllerRelease) -> Bool {
            switch self {
            case .enableTCPUDPListener, .serviceTypeLoadBalancerOnly, .enableDefaultTagsLowPriority: false
            case .albSingleSubnet, .enableCertificateManagement: false
            case .enableIPTargetType, .nlbSecurityGroup, .nlbHealthCheckAdvancedConfig, .lbCapacityReservation: true
            case .enableServiceController: true
            case .albGatewayAPI, .nlbGatewayAPI: release.has(AWSGatewayFeature.openGates)
            }
        }

        /// Whether a release has what the gate is for, and so the gate.
        func isKnown(in release: ControllerRelease) -> Bool {
            switch self {
            case .enableTCPUDPListener: release.has(EKSFeature.tcpUDPListeners)
            case .nlbSecurityGroup: release.has(EKSFeature.securityGroups)
            case .albSingleSubnet: release.has(ALBFeature.singleSubnet)
            case .enableDefaultTagsLowPriority: release.has(LBCFeature.lowPriorityDefaultTags)
            case .albGatewayAPI, .nlbGatewayAPI: release.has(AWSGatewayFeature.gateways)
            // These are as old as what is known, or stand before an annotation that is as old as they are.
            case .serviceTypeLoadBalancerOnly, .enableIPTargetType, .nlbHealthCheckAdvancedConfig, .enableServiceController,
                .lbCapacityReservation, .enableCertificateManagement:
                true
            }
        }
    }

    /// Whether a gate is open: the flag's last word on it, else its default; shut where the release does not have it.
    func isOpen(_ gate: Gate) -> Bool {
        guard gate.isKnown(in: release) else { return false }
        var state = gate.isOnByDefault(in: release)
        for setting in options.list("featureGates") {
            let halves = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { $0.trimmingSpaces() }
            guard halves.count == 2, halves.first == gate.rawValue, let value = halves.last.flatMap(GoValue.bool) else { continue }
            state = value
        }
        return state
    }
}
