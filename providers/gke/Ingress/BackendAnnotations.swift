// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What a Service's annotations say of one of its ports behind an Ingress.
struct BackendAnnotations {
    let service: Service
    let port: ServicePort

    // MARK: Network endpoint groups

    /// Whether pods are the backends; `nil` where the annotation is absent.
    ///
    /// What Go's decoder does not take counts as no, without an error.
    /// Source: ingress-gce pkg/controller/translator/translator.go:140, pkg/negannotation/negannotation.go:146.
    var hasNEG: Bool? {
        guard let text = service.annotation(.networkEndpointGroups) else { return nil }
        guard let root = (try? GoJSON(text))?.root, root.kind == .object else { return false }
        var isOn = false
        for (key, value) in root.members where value.kind != .null {
            if GoJSONValue.key(key, names: "ingress") {
                guard value.kind == .bool else { return false }
                isOn = value.text == "true"
            } else if GoJSONValue.key(key, names: "exposed_ports") {
                guard value.kind == .object, value.members.allSatisfy(Self.isExposedPort) else { return false }
            } else if GoJSONValue.key(key, names: "zones") {
                guard value.kind == .array, value.elements.allSatisfy({ $0.kind == .string || $0.kind == .null }) else { return false }
            }
        }
        return isOn
    }

    private static func isExposedPort(_ key: String, _ value: GoJSONValue) -> Bool {
        guard GoValue.int(key, bits: 32) != nil, value.kind == .object || value.kind == .null else { return false }
        return value.kind == .null
            || value.members.allSatisfy { !GoJSONValue.key($0.key, names: "name") || $0.value.kind == .string || $0.value.kind == .null }
    }

    // MARK: Protocol

    /// What the load balancer speaks to the port, and what is wrong with the annotation.
    ///
    /// The alpha key alone counts where it is there.
    /// Source: ingress-gce pkg/annotations/service.go:81.
    var appProtocol: (String, fault: String?) {
        guard let text = service.annotation(.alphaAppProtocols) ?? service.annotation(.appProtocols) else { return ("HTTP", nil) }
        let place = "\(service.namespace)/\(service.name)"
        let prefix =
            "could not parse \"\(BackendAnnotationKey.alphaAppProtocols.rawValue)\" annotation on service \(GoValue.quoted(place)), err: "
        let root: GoJSONValue
        do throws(GoError) { root = try GoJSON(text).root } catch { return ("HTTP", prefix + error.message) }
        if root.kind == .null { return ("HTTP", nil) }
        guard root.kind == .object else {
            return ("HTTP", prefix + root.mismatch(in: "value", type: "map[string]annotations.AppProtocol").message)
        }
        var result = "HTTP"
        for (key, value) in root.members {
            let text = value.kind == .null ? "" : value.text
            guard value.kind == .string || value.kind == .null else {
                return ("HTTP", prefix + value.mismatch(in: "value", type: "annotations.AppProtocol").message)
            }
            guard ["HTTP", "HTTPS", "HTTP2"].contains(text) else {
                return ("HTTP", prefix + "invalid port application protocol: \(text)")
            }
            if key == port.name ?? "" { result = text }
        }
        return (result, nil)
    }

    // MARK: BackendConfig

    /// The name of the BackendConfig of the port; `nil` where none is named for it.
    ///
    /// Source: ingress-gce pkg/annotations/service.go:137, pkg/backendconfig/utils.go:161.
    func backendConfigName() throws(Refusal) -> String? {
        guard let text = service.annotation(.backendConfig) ?? service.annotation(.betaBackendConfig) else { return nil }
        let invalid = Refusal("BackendConfig annotation is invalid json")
        guard let root = (try? GoJSON(text))?.root, root.kind == .object || root.kind == .null else { throw invalid }
        var fallback = ""
        var ports: [String: String] = [:]
        for (key, value) in root.kind == .object ? root.members : [] where value.kind != .null {
            if GoJSONValue.key(key, names: "default") {
                guard value.kind == .string else { throw invalid }
                fallback = value.text
            } else if GoJSONValue.key(key, names: "ports") {
                guard value.kind == .object else { throw invalid }
                for (port, name) in value.members {
                    guard name.kind == .string || name.kind == .null else { throw invalid }
                    ports[port] = name.kind == .null ? "" : name.text
                }
            }
        }
        if fallback.isEmpty, ports.isEmpty { throw Refusal("no BackendConfig's found in annotation") }
        let name = ports[port.name ?? ""] ?? ports[String(port.port)] ?? fallback
        return name.isEmpty ? nil : name
    }

    // MARK: Behind flags

    /// What the flag enable-traffic-scaling lets a Service say of its endpoints.
    ///
    /// Source: ingress-gce pkg/controller/translator/translator.go:176, pkg/backends/neg_linker.go:314.
    func trafficScaling() throws(Refusal) -> Settings {
        var settings: Settings = [:]
        if let text = service.annotation(.maxRatePerEndpoint) {
            guard let rate = Double(text), !(rate < 0) else {
                throw Refusal(
                    "invalid value for Service annotation \(BackendAnnotationKey.maxRatePerEndpoint.rawValue),"
                        + " should be an integer > 0, got \(GoValue.quoted(text))")
            }
            settings["backends.maxRatePerEndpoint"] = rate.shortest
        }
        if let text = service.annotation(.capacityScaler) {
            guard let share = Double(text), !(share < 0), !(share > 1) else {
                throw Refusal(
                    "invalid value for Service annotation \(BackendAnnotationKey.capacityScaler.rawValue),"
                        + " should be a number >= 0.0 and <= 1.0, got \(GoValue.quoted(text))")
            }
            settings["backends.capacityScaler"] = share.shortest
        }
        return settings
    }

    /// Whether the Service asks for transparent health checks; what is no such JSON does not.
    ///
    /// Source: ingress-gce pkg/annotations/service.go:112.
    var wantsTransparentHealthCheck: Bool {
        guard let text = service.annotation(.transparentHealthChecker), let root = (try? GoJSON(text))?.root, root.kind == .object else {
            return false
        }
        let values = root.members.filter { GoJSONValue.key($0.key, names: "enabled") && $0.value.kind != .null }.map(\.value)
        return values.allSatisfy { $0.kind == .bool } && values.last?.text == "true"
    }

    // MARK: Losses

    private static let encryptedOrMultiplexed: Set<String> = ["https", "http2", "grpc", "kubernetes.io/h2c", "kubernetes.io/wss"]

    /// What the annotations ask for that does not come about.
    func notes(options: TargetOptions, usesNEG: Bool, config: BackendConfig?) -> [String] {
        let place = "Service \(service.namespace)/\(service.name)"
        var notes: [String] = []
        if let text = service.annotation(.networkEndpointGroups), (try? GoJSON(text)) == nil {
            notes.append("\(place): \(BackendAnnotationKey.networkEndpointGroups.rawValue) is no JSON, so it counts as not asking for NEGs")
        }
        if let name = port.appProtocol, Self.encryptedOrMultiplexed.contains(name.lowercased()), appProtocol.0 == "HTTP" {
            notes.append(
                "\(place): appProtocol \(name) of port \(port.port) is not read; the load balancer speaks HTTP/1.1 to it unless"
                    + " \(BackendAnnotationKey.appProtocols.rawValue) says otherwise")
        }
        if service.annotation(.backendConfig) ?? service.annotation(.betaBackendConfig) != nil, config == nil {
            notes.append("\(place): its BackendConfig annotation names none for port \(port.port), so that port has none")
        }
        if wantsTransparentHealthCheck {
            let key = BackendAnnotationKey.transparentHealthChecker.rawValue
            if !options.isOn("enableTransparentHealthChecks") {
                notes.append("\(place): \(key) is not read, the feature is not enabled")
            } else if config?.healthCheck != nil {
                notes.append("\(place): \(key) is not read, the BackendConfig has a health check of its own")
            } else if !usesNEG {
                notes.append("\(place): \(key) is not read without NEGs")
            }
        }
        return notes
    }
}
