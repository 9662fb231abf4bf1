// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of probes and lifecycle hooks.
// Source: kubernetes v1.35.5 pkg/apis/core/validation/validation.go:3259-3575.
extension Validation {
    /// `validateLifecycle`.
    mutating func lifecycle(_ container: YAMLNode, _ pod: PodContext) {
        guard let lifecycle = container.field("lifecycle") else { return }
        inside("lifecycle", lifecycle) { validation in
            for hook in ["postStart", "preStop"] {
                guard let handler = lifecycle.field(hook) else { continue }
                validation.inside(hook, handler) { $0.handler(handler, ["exec", "httpGet", "tcpSocket", "sleep"], pod) }
            }
        }
    }

    /// The three probes, in the API server's order.
    mutating func probes(_ container: YAMLNode, _ pod: PodContext) {
        for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
            guard let probe = container.field(name) else { continue }
            inside(name, probe) { validation in
                validation.probe(probe, pod)
                if name == "readinessProbe" {
                    guard let period = probe.integer("terminationGracePeriodSeconds") else { return }
                    let node = probe.field("terminationGracePeriodSeconds")
                    validation.invalid("terminationGracePeriodSeconds", at: node, "\(period)", "must not be set for readinessProbes")
                } else {
                    let threshold = probe.integer("successThreshold") ?? 0
                    guard threshold != 0, threshold != 1 else { return }
                    validation.invalid("successThreshold", at: probe.field("successThreshold"), "\(threshold)", "must be 1")
                }
            }
        }
    }

    /// `validateProbe`.
    private mutating func probe(_ probe: YAMLNode, _ pod: PodContext) {
        handler(probe, ["exec", "httpGet", "tcpSocket", "grpc"], pod)
        for field in ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"] {
            nonNegative(field, in: probe)
        }
        if let period = probe.integer("terminationGracePeriodSeconds"), period <= 0 {
            let node = probe.field("terminationGracePeriodSeconds")
            invalid("terminationGracePeriodSeconds", at: node, "\(period)", "must be greater than 0")
        }
    }

    /// `validateHandler`: exactly one way to do it; the first counts.
    private mutating func handler(_ handler: YAMLNode, _ kinds: [String], _ pod: PodContext) {
        var isFirst = true
        for kind in kinds {
            guard let action = handler.field(kind) else { continue }
            guard isFirst else {
                forbidden(kind, at: action, "may not specify more than 1 handler type")
                continue
            }
            isFirst = false
            inside(kind, action) { $0.action(action, kind, pod) }
        }
        if isFirst { required("", at: handler, "must specify a handler type") }
    }

    private mutating func action(_ action: YAMLNode, _ kind: String, _ pod: PodContext) {
        switch kind {
        case "exec":
            if action.items("command").isEmpty { required("command", at: action.field("command")) }
        case "httpGet":
            port("port", at: action.field("port"), action.intOrString("port"))
            let scheme = action.string("scheme")
            if !scheme.isEmpty { oneOf("scheme", at: action.field("scheme"), scheme, ["HTTP", "HTTPS"]) }
            for header in action.items("httpHeaders") where !Names.isHTTPHeaderName(header.string("name")) {
                let detail =
                    "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for "
                    + "validation is '[-A-Za-z0-9]+')"
                invalid("httpHeaders", at: header.field("name") ?? header, "\"\(header.string("name"))\"", detail)
            }
        case "sleep":
            let seconds = action.integer("seconds") ?? 0
            guard !(0...max(0, pod.gracePeriod)).contains(seconds) || pod.gracePeriod < 0 else { return }
            let detail = "must be non-negative and less than terminationGracePeriodSeconds (\(pod.gracePeriod))"
            invalid("", at: action, "\(seconds)", detail)
        default:
            // `tcpSocket` takes a number or a name, `grpc` a number.
            port("port", at: action.field("port"), action.intOrString("port"))
        }
    }
}
