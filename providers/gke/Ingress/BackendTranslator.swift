// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// A Service's port behind an Ingress, as the controller sees it: the backend service that it becomes.
struct BackendPort {
    let pool: Pool
    /// What ends the sync of the backend service in an error; `nil` where nothing does.
    var syncFault: String?
    /// What the Service asks for that does not come about, and what the controller decides against expectation.
    var notes: [String]
    /// What a request gets where no endpoint is there; `nil` where one is.
    var failure: Int?

    /// What a rule sends to.
    var target: WeightedBackend { WeightedBackend(service: pool.service, port: pool.port, failure: failure) }
}

/// Translates backends of Ingresses into backend services, each pair of Service and port once.
///
/// Source: ingress-gce pkg/controller/translator/translator.go:261.
struct BackendTranslator {
    /// The Service that gets what no rule takes (flag default-backend-service, pkg/flags/flags.go:231).
    static let systemDefault = "kube-system/default-http-backend"

    /// What a backend becomes; both are there where the controller goes on after a fault.
    struct Translation {
        var port: BackendPort?
        var fault: String?
        var trouble: RoutingTrouble?
    }

    private struct Reference: Hashable {
        var namespace: String
        var service: String
        var port: IntOrString
    }

    let product: IngressProduct
    let cluster: Cluster
    let objects: IngressObjects
    let probes: ReadinessProbes
    private var known: [Reference: Translation] = [:]

    init(product: IngressProduct, cluster: Cluster, objects: IngressObjects, probes: ReadinessProbes) {
        self.product = product
        self.cluster = cluster
        self.objects = objects
        self.probes = probes
    }

    /// What a backend of an Ingress becomes.
    mutating func translation(of backend: Ingress.Backend, in namespace: String) -> Translation {
        guard let name = backend.service else { return Translation(fault: "Ingress Backend is not a service") }
        let reference = Reference(namespace: namespace, service: name, port: backend.port ?? .int(0))
        if let translation = known[reference] { return translation }
        let translation = translate(reference)
        known[reference] = translation
        return translation
    }

    /// The cluster's own default backend: GKE runs a server there that answers 404.
    func systemDefaultPort() -> BackendPort {
        let usesNEG = cluster.options.isOn("negByDefault") || product.isRegional
        let check = BackendHealthCheck(protocol: "HTTP", nodePort: usesNEG ? nil : .allocated, path: "/healthz")
        let pool = Pool(
            service: Self.systemDefault, port: .number(80), via: usesNEG ? .pod : .node, protocol: "HTTP", healthCheck: check.model,
            settings: Self.newSettings)
        return BackendPort(pool: pool, notes: [], failure: 404)
    }

    /// Every new backend service logs all requests.
    ///
    /// Source: ingress-gce pkg/backends/backends.go:75.
    private static let newSettings: Settings = ["logConfig.enable": "true", "logConfig.sampleRate": "1"]

    // MARK: Translation

    private func translate(_ reference: Reference) -> Translation {
        let name = "\(reference.namespace)/\(reference.service)"
        guard let service = cluster.graph.services(named: reference.service, in: reference.namespace).last else {
            return Translation(fault: "could not find service \(GoValue.quoted(name))")
        }
        guard let port = service.ports.first(where: { reference.port.names($0) }) else {
            return Translation(fault: "could not find port \(GoValue.quoted(reference.port.goText)) in service \(GoValue.quoted(name))")
        }
        let annotations = BackendAnnotations(service: service, port: port)
        let hasNEG = annotations.hasNEG ?? cluster.options.isOn("negByDefault")
        if !hasNEG, service.type != .nodePort, service.type != .loadBalancer {
            let expected = "expected \"NodePort\" or \"LoadBalancer\" when not using NEGs"
            let trouble = RoutingTrouble(
                .serviceType,
                "the Service \(name) is of type \(service.type.rawValue) and has no NEG: Google's load balancer has no way to its pods",
                remedy: "annotate the Service with cloud.google.com/neg: '{\"ingress\": true}', or make it of type NodePort")
            return Translation(
                fault: "service \(GoValue.quoted(name)) is type \(GoValue.quoted(service.type.rawValue)), \(expected)", trouble: trouble)
        }
        // The regional products need NEGs, but only after the type of the Service has been looked at.
        let usesNEG = hasNEG || product.isRegional
        let (appProtocol, protocolFault) = annotations.appProtocol
        var traffic: Settings = [:]
        if protocolFault == nil, cluster.options.isOn("enableTrafficScaling") {
            do throws(Refusal) { traffic = try annotations.trafficScaling() } catch { return Translation(fault: error.message) }
        }
        let (config, configFault) = protocolFault == nil ? backendConfig(annotations, port: reference.port) : (nil, nil)
        let draft = BackendDraft(
            service: service, port: port, usesNEG: usesNEG, protocol: appProtocol, config: config,
            traffic: usesNEG ? traffic : [:], annotations: annotations)
        return Translation(port: backendPort(draft), fault: protocolFault ?? configFault)
    }

    /// The BackendConfig that holds for a port, and what is wrong with it.
    ///
    /// Source: ingress-gce pkg/controller/translator/translator.go:199, pkg/backendconfig/backendconfig.go:57.
    private func backendConfig(_ annotations: BackendAnnotations, port: IntOrString) -> (BackendConfig?, String?) {
        let name: String?
        let service = "\(annotations.service.namespace)/\(annotations.service.name)"
        let prefix = "error getting BackendConfig for port \(GoValue.quoted(port.goText)) on service \(GoValue.quoted(service)), err: "
        do throws(Refusal) { name = try annotations.backendConfigName() } catch { return (nil, prefix + error.message) }
        guard let name else { return (nil, nil) }
        switch objects.backendConfigs[.init(namespace: annotations.service.namespace, name: name)] {
        case nil:
            return (nil, prefix + "no BackendConfig for service port exists. (BackendConfig \(annotations.service.namespace)/\(name))")
        case .refused(let fault)?:
            return (nil, prefix + "no BackendConfig for service port exists. (the API server refuses BackendConfig \(name): \(fault))")
        case .read(let config)?:
            guard let fault = config.fault(on: product, objects: objects) else { return (config, nil) }
            return (nil, "BackendConfig \(config.metadata.namespace)/\(config.metadata.name) is not valid: \(fault)")
        }
    }

    // MARK: Backend services

    private struct BackendDraft {
        let service: Service
        let port: ServicePort
        let usesNEG: Bool
        let `protocol`: String
        let config: BackendConfig?
        let traffic: Settings
        let annotations: BackendAnnotations
    }

    private func backendPort(_ draft: BackendDraft) -> BackendPort {
        var notes = draft.annotations.notes(options: cluster.options, usesNEG: draft.usesNEG, config: draft.config)
        if let config = draft.config { notes += config.notes(objects: objects) }
        let nodePort: PortValue? = draft.usesNEG ? nil : PortValue(nodePort: draft.port.nodePort)
        var check = BackendHealthCheck(protocol: draft.protocol, nodePort: nodePort, path: "/")
        if draft.annotations.wantsTransparentHealthCheck, cluster.options.isOn("enableTransparentHealthChecks"), draft.usesNEG,
            draft.config?.healthCheck == nil
        {
            check.becomeTransparent()
        } else {
            switch probes.probe(of: draft.service, port: draft.port, protocol: draft.protocol) {
            case .found(let probe): check.apply(probe)
            case .unusable(let reason): notes.append(reason)
            case .absent: break
            }
            if let wanted = draft.config?.healthCheck { check.apply(wanted) }
        }
        var settings = Self.newSettings
        if let config = draft.config { settings.merge(config.settings(objects: objects)) }
        settings.merge(draft.traffic)
        let pool = Pool(
            service: "\(draft.service.namespace)/\(draft.service.name)", port: .number(draft.port.port),
            via: draft.usesNEG ? .pod : .node, protocol: draft.protocol, healthCheck: check.model, settings: settings)
        // Google's front ends answer 502 (failed_to_pick_backend) where a group is empty, Envoy 503 (no healthy upstream).
        let failure = cluster.hasEndpoints(draft.service) ? nil : product.isRegional ? 503 : 502
        return BackendPort(pool: pool, syncFault: fault(draft, check), notes: notes, failure: failure)
    }

    /// What ends the sync of a backend service: first its health check, then its Cloud Armor policy.
    ///
    /// Source: ingress-gce pkg/backends/syncer.go:67; pkg/controller/translator/translator.go:563, pkg/backends/features/securitypolicy.go:44.
    private func fault(_ draft: BackendDraft, _ check: BackendHealthCheck) -> String? {
        if !draft.usesNEG, draft.port.nodePort == nil, draft.service.type == .loadBalancer, !draft.service.allocateLoadBalancerNodePorts {
            return "error ensuring health check: Error getting prober: unable to find nodeport of "
                + "\(draft.service.namespace)/\(draft.service.name):\(draft.port.port) in any service"
        }
        if let fault = check.fault { return "error ensuring health check: \(fault)" }
        guard product.isRegional, draft.config?.securityPolicy != nil else { return nil }
        return "cloud armor security policies not supported for regional backend service of "
            + "\(draft.service.namespace)/\(draft.service.name):\(draft.port.port)"
    }
}

extension IntOrString {
    /// Whether a backend's port means this one: by name where it has one, else by number.
    ///
    /// Source: ingress-gce pkg/controller/translator/utils.go:22.
    fileprivate func names(_ port: ServicePort) -> Bool {
        switch self {
        case .int(let number): port.port == number
        case .string(let name): port.name == name
        }
    }

    /// As Go prints a `ServiceBackendPort`.
    fileprivate var goText: String {
        switch self {
        case .int(let number): "&ServiceBackendPort{Name:,Number:\(number),}"
        case .string(let name): "&ServiceBackendPort{Name:\(name),Number:0,}"
        }
    }
}
