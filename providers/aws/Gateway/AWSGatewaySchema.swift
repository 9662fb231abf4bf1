// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes

/// The controller's own kinds beside the Gateway API's.
///
/// Source: aws-load-balancer-controller 3.5.0, apis/gateway/v1
enum AWSGatewaySchema: String, CaseIterable {
    case loadBalancer = "LoadBalancerConfiguration"
    case targetGroup = "TargetGroupConfiguration"
    case listenerRule = "ListenerRuleConfiguration"

    var schema: CustomResourceSchema {
        switch self {
        case .loadBalancer: Self.loadBalancerSchema
        case .targetGroup: Self.targetGroupSchema
        case .listenerRule: Self.listenerRuleSchema
        }
    }

    private static let loadBalancerSchema = CustomResourceSchema.object([
        "mergingMode": .string, "loadBalancerName": .string, "scheme": .string, "ipAddressType": .string,
        "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic": .string, "customerOwnedIpv4Pool": .string, "ipv4IPAMPoolId": .string,
        "loadBalancerSubnets": .list(
            .object([
                "identifier": .string, "eipAllocation": .string, "privateIPv4Allocation": .string, "ipv6Allocation": .string,
                "sourceNatIPv6Prefix": .string,
            ])),
        "loadBalancerSubnetsSelector": .anything, "listenerConfigurations": .list(listener), "disableSecurityGroup": .boolean,
        "securityGroups": .list(.string), "securityGroupPrefixes": .list(.string), "sourceRanges": .list(.string),
        "loadBalancerAttributes": .list(.keyAndValue), "tags": .anything, "enableICMP": .boolean,
        "manageBackendSecurityGroupRules": .boolean,
        "minimumLoadBalancerCapacity": .object(["capacityUnits": .integer], required: ["capacityUnits"]),
        "wafV2": .object(["webACL": .string], required: ["webACL"]), "shieldConfiguration": .object(["enabled": .boolean]),
        "defaultTargetGroupConfiguration": .object(["name": .string], required: ["name"]),
    ])

    private static let listener = CustomResourceSchema.object(
        [
            "protocolPort": .string, "defaultCertificate": .string, "certificates": .list(.string), "sslPolicy": .string,
            "alpnPolicy": .string, "targetGroupStickiness": .boolean,
            "mutualAuthentication": .object(
                [
                    "mode": .string, "trustStore": .string, "ignoreClientCertificateExpiry": .boolean,
                    "advertiseTrustStoreCaNames": .string,
                ], required: ["mode"]), "listenerAttributes": .list(.keyAndValue), "quicEnabled": .boolean,
        ], required: ["protocolPort"])

    private static let targetGroupSchema = CustomResourceSchema.object([
        "targetReference": .object(["group": .string, "kind": .string, "name": .string], required: ["name"]),
        "defaultConfiguration": properties,
        "routeConfigurations": .list(
            .object(
                [
                    "routeIdentifier": .object(["kind": .string, "namespace": .string, "name": .string]), "targetGroupProps": properties,
                ], required: ["routeIdentifier", "targetGroupProps"])),
    ])

    private static let properties = CustomResourceSchema.object([
        "targetGroupName": .string, "ipAddressType": .string,
        "healthCheckConfig": .object([
            "healthyThresholdCount": .integer, "healthCheckInterval": .integer, "healthCheckPath": .string, "healthCheckPort": .string,
            "healthCheckProtocol": .string, "healthCheckTimeout": .integer, "unhealthyThresholdCount": .integer,
            "matcher": .object(["httpCode": .string, "grpcCode": .string]),
        ]), "nodeSelector": .anything, "targetGroupAttributes": .list(.keyAndValue), "targetType": .string, "protocol": .string,
        "protocolVersion": .string, "targetControlPort": .integer, "enableMultiCluster": .boolean, "tags": .anything,
    ])

    private static let listenerRuleSchema = CustomResourceSchema.object([
        "actions": .list(
            .object(
                [
                    "type": .string,
                    "forwardConfig": .object([
                        "targetGroupStickinessConfig": .object(["durationSeconds": .integer, "enabled": .boolean])
                    ]), "redirectConfig": .object(["query": .string]),
                    "fixedResponseConfig": .object(
                        ["statusCode": .integer, "contentType": .string, "messageBody": .string], required: ["statusCode"]),
                    "authenticateCognitoConfig": .object(
                        session(["userPoolArn": .string, "userPoolClientId": .string, "userPoolDomain": .string])),
                    "authenticateOIDCConfig": .object(
                        session([
                            "authorizationEndpoint": .string, "secret": .object(["name": .string], required: ["name"]), "issuer": .string,
                            "tokenEndpoint": .string, "userInfoEndpoint": .string, "useExistingClientSecret": .boolean,
                        ])), "jwtValidationConfig": .object(["issuer": .string, "jwksEndpoint": .string, "additionalClaims": .anything]),
                ], required: ["type"])),
        "conditions": .list(
            .object(
                ["field": .string, "sourceIPConfig": .object(["values": .list(.string)]), "matchIndexes": .list(.integer)],
                required: ["field"])), "tags": .anything,
    ])

    /// The fields of an authentication with those that all kinds have.
    private static func session(_ fields: [String: CustomResourceSchema]) -> [String: CustomResourceSchema] {
        fields.merging([
            "scope": .string, "authenticationRequestExtraParams": .anything, "onUnauthenticatedRequest": .string,
            "sessionCookieName": .string, "sessionTimeout": .integer,
        ]) { first, _ in first }
    }
}
