// SPDX-License-Identifier: Apache-2.0

import PortolanProvider

extension LoadBalancerRequest {
    /// The names of the rule sets, sorted: every listener carries all of them.
    ///
    /// Whatever follows the first JSON value is not looked at. Source: load_balancer_spec.go:1699
    func ruleSetNames() throws(GoError) -> [String] {
        guard let text = service[.ruleSets] else { return [] }
        guard kind == .loadBalancer else {
            throw GoError("invalid annotation \(AnnotationKey.ruleSets.rawValue). Rule Sets are not supported by Network Load Balancer")
        }
        guard !text.isEmpty else { return [] }
        guard !text.trimmingSpaces().isEmpty else { throw GoError("EOF") }
        let json = try JSONShape.read(text, as: .map(Self.ruleSet), ignoringRest: true)
        return Set(json.members.map(\.key)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    // Source: vendor/github.com/oracle/oci-go-sdk/v65/loadbalancer: rule_set_details.go, rule.go and the files of its rules
    private static let ruleSet = JSONShape.fields(["items": .list(.variant(by: "action", rules))])

    private static let rules: [String: JSONShape] = [
        "ADD_HTTP_REQUEST_HEADER": .fields(["header": .string, "value": .string]),
        "ADD_HTTP_RESPONSE_HEADER": .fields(["header": .string, "value": .string]),
        "ALLOW": .fields(["description": .string, "conditions": .list(condition)]),
        "CONTROL_ACCESS_USING_HTTP_METHODS": .fields(["allowedMethods": .list(.string), "statusCode": .integer]),
        "EXTEND_HTTP_REQUEST_HEADER_VALUE": .fields(["header": .string, "prefix": .string, "suffix": .string]),
        "EXTEND_HTTP_RESPONSE_HEADER_VALUE": .fields(["header": .string, "prefix": .string, "suffix": .string]),
        "HTTP_HEADER": .fields(["areInvalidCharactersAllowed": .boolean, "httpLargeHeaderSizeInKB": .integer]),
        "IP_BASED_MAX_CONNECTIONS": .fields([
            "defaultMaxConnections": .integer,
            "ipMaxConnections": .list(.fields(["ipAddresses": .list(.string), "maxConnections": .integer])),
        ]),
        "REDIRECT": .fields([
            "responseCode": .integer, "conditions": .list(condition),
            "redirectUri": .fields(["protocol": .string, "host": .string, "port": .integer, "path": .string, "query": .string]),
        ]),
        "REMOVE_HTTP_REQUEST_HEADER": .fields(["header": .string]),
        "REMOVE_HTTP_RESPONSE_HEADER": .fields(["header": .string]),
    ]

    private static let condition = JSONShape.variant(
        by: "attributeName",
        [
            "PATH": .fields(["attributeValue": .string, "operator": .string]),
            "SOURCE_IP_ADDRESS": .fields(["attributeValue": .string]),
            "SOURCE_VCN_ID": .fields(["attributeValue": .string]),
            "SOURCE_VCN_IP_ADDRESS": .fields(["attributeValue": .string]),
        ])
}
