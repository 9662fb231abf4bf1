// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The load balancer of one Ingress: a url map behind a forwarding rule for each of the ports 80 and 443.
///
/// Source: ingress-gce pkg/controller/controller.go:675, pkg/loadbalancers/l7.go:141.
struct ApplicationLoadBalancer {
    let ingress: Ingress
    let product: IngressProduct
    let objects: IngressObjects

    /// Makes it in the controller's order: the url map is translated, then backend services are made, then proxies and forwarding rules.
    func exposure(_ translator: inout BackendTranslator) -> Exposure {
        let map = URLMap(ingress, &translator)
        guard map.faults.isEmpty else {
            var exposure = Exposure.failed("Translation failed: invalid ingress spec: \(map.faults.joined(separator: "; "))")
            exposure.troubles = map.troubles + [stopTrouble(map.faults)].compactMap(\.self)
            return exposure
        }
        do throws(Refusal) {
            return try provision(map)
        } catch {
            return .failed("Error syncing to GCP: \(error.message)")
        }
    }

    /// Of an Ingress with several paths: that the faulty one stops them all.
    private func stopTrouble(_ faults: [String]) -> RoutingTrouble? {
        let count = ingress.paths.count + (ingress.defaultBackend == nil ? 0 : 1)
        guard count > 1, faults.count < count, let fault = faults.first else { return nil }
        let hosts = Set(ingress.rules.compactMap(\.host)).count
        let extent = hosts > 1 ? "\(count) backends on \(hosts) hosts" : "\(count) backends"
        return RoutingTrouble(
            .stopsOthers, "\(fault): the controller then changes nothing of the Ingress, which has \(extent)",
            remedy: "mend the one backend; until then no change of the Ingress takes effect, and a new one serves nothing")
    }

    private func provision(_ map: URLMap) throws(Refusal) -> Exposure {
        let ports = map.backendPorts
        if let fault = ports.lazy.compactMap(\.syncFault).first { throw Refusal("error running backend syncing routine: \(fault)") }
        let certificates = try IngressCertificates(ingress, product: product, objects: objects)
        var notes = map.notes
        let config = frontendConfig(&notes)
        let allowsHTTP = allowsHTTP(&notes)
        try check(map, config, hasTLS: certificates.areThere, allowsHTTP: allowsHTTP)
        let address = try requestedAddress()
        let rules = map.rules
        var listeners: [Listener] = []
        if allowsHTTP {
            let redirect = config?.redirect.map { [Rule(redirect: $0)] }
            listeners.append(Listener(port: 80, protocol: "HTTP", rules: redirect ?? rules))
            if redirect != nil, !certificates.areThere {
                notes.append("port 80 redirects every request to https, where nothing listens: the Ingress has no certificate")
            }
        }
        if certificates.areThere {
            let policy = config?.sslPolicy.flatMap { $0.isEmpty ? nil : $0 }
            listeners.append(
                Listener(port: 443, protocol: "HTTPS", rules: rules, tls: TLS(certificates: certificates.names, policy: policy)))
        }
        return Exposure(
            status: .provisioned,
            address: Address(
                kind: .ip, scope: product.scope, families: [.ipv4], allocation: address.isEmpty ? .ephemeral : .reserved, requested: address
            ),
            loadBalancers: [
                LoadBalancer(
                    product: product.id, scope: product.scope, families: [.ipv4], listeners: listeners, clientIP: .forwardedHeader,
                    settings: product.settings, backends: ports.map(\.pool), dataPlane: product.dataPlane)
            ],
            notes: notes + certificates.notes + ports.flatMap(\.notes))
    }

    // MARK: Checks

    /// What ends the sync of the load balancer in an error, in the controller's order.
    ///
    /// Source: ingress-gce pkg/loadbalancers/l7.go:141, pkg/loadbalancers/url_maps.go:83.
    private func check(_ map: URLMap, _ config: FrontendConfig?, hasTLS: Bool, allowsHTTP: Bool) throws(Refusal) {
        // The names are looked at before anything is made.
        let names = (global: ingress.filled(.globalAddress), regional: ingress.filled(.regionalAddress))
        if names.global != nil, names.regional != nil {
            throw Refusal("Error: both global-static-ip and regional-static-ip cannot be specified")
        }
        if !allowsHTTP, !hasTLS {
            throw Refusal(
                "invalid configuration: both HTTP and HTTPS are disabled (kubernetes.io/ingress.allow-http is false and there is no valid"
                    + " TLS configuration); your Ingress will not be able to serve any traffic")
        }
        if product == .internal, hasTLS, allowsHTTP, names.global == nil, names.regional == nil {
            throw Refusal(
                "error invalid internal ingress https config (gce-internal Ingress class must be configured with a static-ip to use both"
                    + " HTTP and HTTPS served on the same IP)")
        }
        if let fault = map.refusedPath { throw Refusal(fault) }
        guard let config, config.redirects else { return }
        if product == .internal { throw Refusal("ensureRedirectUrlMap() = error: cannot enable HTTPS Redirects with L7 ILB") }
        if config.status == nil {
            throw Refusal("ensureRedirectUrlMap() = the Compute API has no redirectResponseCode \(GoValue.quoted(config.responseCodeName))")
        }
    }

    /// The named address, which is looked up where the load balancer's parts lie, whatever the annotation's key says.
    ///
    /// It is taken to exist in the scope of its key.
    /// Source: ingress-gce pkg/loadbalancers/forwarding_rules.go:147.
    private func requestedAddress() throws(Refusal) -> [String] {
        let (right, wrong): (IngressAnnotationKey, IngressAnnotationKey) =
            product.isRegional ? (.regionalAddress, .globalAddress) : (.globalAddress, .regionalAddress)
        if let name = ingress.filled(wrong) {
            throw Refusal("the given static IP name \(name) doesn't translate to an existing static IP.")
        }
        return ingress.filled(right).map { [$0] } ?? []
    }

    // MARK: What the Ingress asks for

    /// The FrontendConfig; one that is missing is a warning only, and the load balancer is made without it.
    ///
    /// Source: ingress-gce pkg/controller/controller.go:828.
    private func frontendConfig(_ notes: inout [String]) -> FrontendConfig? {
        guard let name = ingress.filled(.frontendConfig) else { return nil }
        let namespace = ingress.metadata.namespace
        let lost = "so the load balancer has neither its redirect nor its SSL policy"
        switch objects.frontendConfigs[.init(namespace: namespace, name: name)] {
        case .read(let config)?: return config
        case .refused(let fault)?: notes.append("the API server refuses the FrontendConfig \(namespace)/\(name), \(lost): \(fault)")
        case nil: notes.append("the FrontendConfig \(namespace)/\(name) is not in the input, \(lost)")
        }
        return nil
    }

    /// Whether port 80 is served; what is no boolean counts as yes.
    ///
    /// Source: ingress-gce pkg/annotations/ingress.go:127.
    private func allowsHTTP(_ notes: inout [String]) -> Bool {
        guard let text = ingress.annotation(.allowHTTP) else { return true }
        guard let value = GoValue.bool(text) else {
            notes.append("\(IngressAnnotationKey.allowHTTP.rawValue) is no boolean, so port 80 stays open")
            return true
        }
        return value
    }
}

extension FrontendConfig {
    /// The redirect that port 80 answers with.
    fileprivate var redirect: Redirect? { redirects ? status.map { Redirect(status: $0, scheme: "https") } : nil }
}

extension Ingress {
    /// The value of an annotation that counts as absent when it is empty.
    fileprivate func filled(_ key: IngressAnnotationKey) -> String? { annotation(key).flatMap { $0.isEmpty ? nil : $0 } }
}
