// SPDX-License-Identifier: Apache-2.0

import PortolanProvider

// What the AWS Load Balancer Controller does since some release: the one place that names it. Since which release, and where that was read,
// stands in the catalogues under `versions.features`; code asks `release.has(…)`. Annotations and flags that a release does not know are no
// matter of code: the planner leaves them out by the rows' `since`.

/// What it does on Services, Ingresses and Gateways alike.
enum LBCFeature: String, ControllerFeature, CaseIterable {
    /// Numbers of annotations are `int32`; before, larger ones went through to AWS.
    case int32Numbers = "int32-numbers"
    /// In a list of pairs `\,` is a comma, and blanks around `=` are cut.
    case escapedPairs = "escaped-pairs"
    /// The gate `EnableDefaultTagsLowPriority`.
    case lowPriorityDefaultTags = "low-priority-default-tags"
    /// A target group without a port is refused by the controller; before, by AWS.
    case targetPortCheck = "target-port-check"
    /// `CapacityUnits` that is no number is refused; before, it was 0.
    case checkedCapacity = "checked-capacity"
}

/// What it does on Services.
enum EKSFeature: String, ControllerFeature, CaseIterable {
    /// An entry of `ssl-ports` that fits no port is refused.
    case checkedTLSPorts = "checked-tls-ports"
    /// A Network Load Balancer has security groups.
    case securityGroups = "nlb-security-groups"
    /// A health check's port may be named.
    case namedHealthCheckPort = "named-health-check-port"
    /// The client routing policy is checked.
    case checkedRoutingPolicy = "checked-routing-policy"
    /// TCP and UDP may become one listener: annotation, and the gate `EnableTCPUDPListener`.
    case tcpUDPListeners = "tcp-udp-listeners"
    /// Attributes of target groups are joined from several annotations, and `proxy_protocol_v2.enabled` without a value is left out.
    case joinedAttributes = "joined-target-group-attributes"
    /// On a load balancer without a group, source ranges hold for TCP_UDP whatever the targets.
    case tcpUDPRanges = "tcp-udp-ranges"
}

/// What it does on Ingresses.
enum ALBFeature: String, ControllerFeature, CaseIterable {
    /// The webhook looks at `conditions.NAME`.
    case checkedConditions = "checked-conditions"
    /// Several certificates of the account may fit one host.
    case severalCertificates = "several-certificates-for-a-host"
    /// The webhook leaves IngressClassParams to the controller.
    case parametersByController = "parameters-by-controller"
    /// The gate `ALBSingleSubnet`.
    case singleSubnet = "single-subnet"
    /// Listeners have mutual authentication.
    case mutualTLS = "mutual-tls"
    /// That mutual authentication is off is not said to AWS.
    case unsaidMutualTLS = "unsaid-mutual-tls"
    /// The address type `dualstack-without-public-ipv4`.
    case withoutPublicIPv4 = "without-public-ipv4"
    /// `none` takes a web ACL away, and an empty one says nothing.
    case noWebACL = "no-web-acl"
    /// That Shield is off is said to AWS.
    case saidShield = "said-shield"
    /// Where members of a group differ over an attribute, their class settles it.
    case classSettlesAttributes = "class-settles-attributes"
    /// `advertiseTrustStoreCaNames` of `mutual-authentication`.
    case advertisedTrustStore = "advertised-trust-store"
    /// The default certificate may stand among the others again.
    case repeatedCertificate = "repeated-default-certificate"
    /// `targetGroupName` in `actions.NAME`.
    case targetGroupNames = "target-group-names"
    /// `regexValues` in `conditions.NAME`.
    case regularExpressions = "regular-expressions"
    /// Redirects with regular expressions as paths are not taken for redirects of any path.
    case redirectsByExpression = "redirects-by-expression"
}

/// What it does on Gateways.
enum AWSGatewayFeature: String, ControllerFeature, CaseIterable {
    /// It serves Gateways where the gates `ALBGatewayAPI` and `NLBGatewayAPI` are open.
    case gateways = "gateways"
    /// The gates are open unless somebody shuts them.
    case openGates = "open-gates"
    /// It is the release at which the Gateway side was read; what older ones do otherwise is not known.
    case asRead = "as-read"
}

/// A field of IngressClassParams that not every release has: the API server drops it where the definition lacks it.
enum IngressClassParameterField: String, ControllerFeature, CaseIterable {
    case inboundCIDRs, sslPolicy, subnets
    case certificateArn
    case listeners
    case minimumLoadBalancerCapacity
    case ipamConfiguration
    case targetType
    case oldPrefixLists = "PrefixListsIDs"
    case prefixLists = "prefixListsIDs"
    case loadBalancerName, sslRedirectPort, wafv2AclArn, wafv2AclName

    var name: String { "IngressClassParams.\(rawValue)" }
}
