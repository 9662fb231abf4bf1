// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// A backend http setting: how the gateway speaks to the pods of one Service's port for one Ingress.
///
/// Source: AGIC f42103da pkg/appgw/backendhttpsettings.go:224.
struct AppGatewaySetting {
    let `protocol`: String
    let podPort: AppGatewayPodPort
    let probe: AppGatewayProbe
    let hostName: String?
    let path: String?
    /// Its fields under the API's names.
    let settings: Settings

    /// AGIC's own default setting: port 80 of the pods, whatever the Service says.
    static let standard = AppGatewaySetting(
        protocol: "HTTP", podPort: .number(80), probe: AppGatewayProbe(), hostName: nil, path: nil,
        settings: [
            "port": "80", "requestTimeout": "30", "cookieBasedAffinity": "Disabled", "probe.host": "localhost",
        ])

    private init(
        protocol: String, podPort: AppGatewayPodPort, probe: AppGatewayProbe, hostName: String?, path: String?, settings: Settings
    ) {
        self.protocol = `protocol`
        self.podPort = podPort
        self.probe = probe
        self.hostName = hostName
        self.path = path
        self.settings = settings
    }

    init(_ backend: AppGatewayBackend, of annotations: AppGatewayAnnotations, probe: AppGatewayProbe) {
        self.probe = probe
        podPort = backend.podPort
        `protocol` = annotations.backendProtocol ?? (backend.podPort == .number(443) ? "HTTPS" : "HTTP")
        hostName = annotations.filled(.backendHostname)
        path = annotations.filled(.backendPathPrefix)
        var settings: Settings = [
            "port": backend.podPort.text, "requestTimeout": String(annotations.integer(.requestTimeout) ?? 30),
            "cookieBasedAffinity": annotations.isTrue(.cookieAffinity) ? "Enabled" : "Disabled",
        ]
        if annotations.isTrue(.cookieDistinctName) {
            let parts = backend.service.split(separator: "/", maxSplits: 1)
            settings["affinityCookieName"] = "appgw-affinity-" + MD5.hex(parts.joined(separator: "-"))
        }
        if annotations.isTrue(.connectionDraining) {
            settings["connectionDraining.enabled"] = "true"
            settings["connectionDraining.drainTimeoutInSec"] = String(annotations.integer(.drainingTimeout) ?? 30)
        }
        settings["hostName"] = hostName
        settings["path"] = path
        if let roots = annotations[.trustedRoots] {
            settings["trustedRootCertificates"] = roots
            if `protocol` == "HTTPS", hostName == nil { settings["pickHostNameFromBackendAddress"] = "true" }
        }
        settings["probe.host"] = probe.host
        settings["probe.match.statusCodes"] = probe.statusCodes.isEmpty ? nil : probe.statusCodes.joined(separator: ",")
        self.settings = settings
    }

    /// What a rule with this setting changes on the way to the pods.
    var rewrite: Rewrite? {
        guard hostName != nil || path != nil else { return nil }
        return Rewrite(host: hostName, path: path.map { PathRewrite(.prefix, $0) })
    }
}

/// The http settings of all Ingresses: one for each Service and written port of an Ingress.
struct AppGatewaySettingTable {
    /// Which setting: the Ingress by its place, and the backend.
    struct Key: Hashable {
        let ingress: Int
        let backend: AppGatewayBackend
    }

    private(set) var settings: [Key: AppGatewaySetting] = [:]
    /// The settings whose probe is left to chance, in the order of the Ingresses.
    private(set) var uncertain: [Key] = []
    /// The settings whose probe several paths ask for, whether they want the same or not.
    private(set) var shared: Set<Key> = []

    /// Makes all settings.
    ///
    /// The controller makes one probe for each of them, though several paths and hosts may ask for it: Go's order of maps decides which
    /// of them it gets, so only what is equal in all is known.
    /// Source: AGIC f42103da pkg/appgw/health_probes.go:60, pkg/appgw/backendhttpsettings.go:97.
    init(_ ingresses: [AppGatewayIngress], _ backends: inout AppGatewayBackends, probes: AppGatewayProbes) {
        for (place, ingress) in ingresses.enumerated() {
            var order: [AppGatewayBackend] = []
            var candidates: [AppGatewayBackend: AppGatewayProbe] = [:]
            var chances: Set<AppGatewayBackend> = []
            var shared: Set<AppGatewayBackend> = []
            func add(_ probe: AppGatewayProbe, for backend: AppGatewayBackend) {
                guard var known = candidates[backend] else {
                    candidates[backend] = probe
                    order.append(backend)
                    return
                }
                shared.insert(backend)
                guard known != probe else { return }
                known.keep(onlyWhatEquals: probe)
                candidates[backend] = known
                chances.insert(backend)
            }
            if let backend = ingress.ingress.defaultBackend.flatMap({ backends.backend($0, in: ingress.namespace) }) {
                add(probes.standard(ingress.annotations), for: backend)
            }
            for rule in ingress.ingress.rules where rule.hasHTTP {
                let host = ingress.hosts(of: rule).first { !$0.contains("*") && !$0.contains("?") }
                for path in rule.paths {
                    guard let backend = backends.backend(path.backend, in: ingress.namespace) else { continue }
                    add(probes.probe(backend, of: ingress, host: host, path: path.path ?? ""), for: backend)
                }
            }
            for backend in order {
                guard let probe = candidates[backend] else { continue }
                let key = Key(ingress: place, backend: backend)
                settings[key] = AppGatewaySetting(backend, of: ingress.annotations, probe: probe)
                if chances.contains(backend) { uncertain.append(key) }
                if shared.contains(backend) { self.shared.insert(key) }
            }
        }
    }
}
