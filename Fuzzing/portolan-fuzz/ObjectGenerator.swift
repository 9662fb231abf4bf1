// SPDX-License-Identifier: Apache-2.0

/// Writes documents of Kubernetes objects that are almost right.
struct ObjectGenerator {
    let values: Values
    var choices: Choices
    /// Whether the object is one that the API server takes, so that its annotations reach the controllers.
    private var isPolite = false

    init(_ values: Values, seed: UInt64) {
        self.values = values
        choices = Choices(seed: seed)
    }

    /// Some documents: Services, what stands behind them and what stands before them, and now and then anything at all.
    mutating func documents() -> String {
        (0...choices.below(5)).map { _ in document() }.joined(separator: "---\n")
    }

    private mutating func document() -> String {
        isPolite = !choices.once(in: 3)
        let text =
            switch choices.below(12) {
            case 0...4: service()
            case 5, 6: workload()
            case 7: ingress()
            case 8: gateway()
            case 9: route()
            case 10: other()
            default: anything(depth: 0, indent: 0)
            }
        return !isPolite && choices.once(in: 6) ? damaged(text) : text
    }

    // MARK: Objects

    private mutating func metadata(_ kind: String, _ version: String) -> String {
        var text = "apiVersion: \(version)\nkind: \(kind)\nmetadata:\n  name: \(name())\n"
        if choices.once(in: 4) { text += "  namespace: \(name())\n" }
        for field in ["annotations", "labels"] where !choices.once(in: 3) {
            let count = choices.below(field == "labels" ? 2 : 6)
            guard count > 0 else { continue }
            text += "  \(field):\n"
            for _ in 0..<count {
                let key = !isPolite && choices.once(in: 5) ? values.text(&choices) : values.key(&choices)
                let value = isPolite && field == "labels" ? "a" : values.value(for: key, &choices)
                text += "    \(quoted(key)): \(quoted(value))\n"
            }
        }
        return text
    }

    private mutating func service() -> String {
        var text = metadata("Service", "v1") + "spec:\n"
        text += "  type: \(scalar(["LoadBalancer", "LoadBalancer", "LoadBalancer", "NodePort", "ClusterIP", "ExternalName"]))\n"
        if !choices.once(in: 4) { text += "  selector: {app: \(name())}\n" }
        let fields: [(name: String, words: [String])] = [
            ("loadBalancerIP", ["10.0.0.1", "203.0.113.7", "::1"]), ("loadBalancerClass", values.classes.filter { $0.contains("/") }),
            ("externalTrafficPolicy", ["Local", "Cluster"]), ("internalTrafficPolicy", ["Cluster"]),
            ("sessionAffinity", ["ClientIP", "None"]),
            ("allocateLoadBalancerNodePorts", ["true", "false"]), ("trafficDistribution", ["PreferClose"]),
            ("publishNotReadyAddresses", ["true"]),
            ("ipFamilyPolicy", ["SingleStack", "PreferDualStack"]),
        ]
        let rude = ["clusterIP", "externalName", "healthCheckNodePort", "selector", "type"]
        var seen: Set<String> = []
        for _ in 0..<choices.below(4) {
            let (name, words) = choices.one(of: fields)
            guard seen.insert(name).inserted, !words.isEmpty else { continue }
            let isFlag = words.contains("true")
            text += "  \(name): \(isPolite && isFlag ? choices.one(of: words) : scalar(words))\n"
        }
        if !isPolite { text += "  \(choices.one(of: rude)): \(scalar([]))\n" }
        if choices.once(in: 4) {
            text += "  loadBalancerSourceRanges: [\(list { $0.scalar(["10.0.0.0/8", "0.0.0.0/0", "203.0.113.0/24"]) })]\n"
        }
        for field in ["externalIPs", "ipFamilies", "clusterIPs"] where !isPolite && choices.once(in: 5) {
            text += "  \(field): [\(list { $0.scalar(["IPv4", "IPv6", "10.0.0.0"]) })]\n"
        }
        if !isPolite, choices.once(in: 8) { text += "  sessionAffinityConfig: {clientIP: {timeoutSeconds: \(values.number(&choices))}}\n" }
        guard isPolite || !choices.once(in: 15) else { return text }
        text += "  ports:\n"
        for number in 0...choices.below(3) { text += "    - {\(isPolite ? politePort(number) : port())}\n" }
        return text
    }

    private mutating func politePort(_ number: Int) -> String {
        let ports = [80, 443, 53, 5432, 6379, 8443]
        return
            "name: \(choices.one(of: ["http", "https", "dns", "redis", "grpc"]))-\(number), port: \(ports[choices.below(3) + number % 3]), "
            + "protocol: \(choices.once(in: 4) ? "UDP" : "TCP"), targetPort: \(choices.one(of: ["8080", "http"]))"
    }

    private mutating func port() -> String {
        var fields = ["port: \(number(["80", "443", "53"]))"]
        if choices.once(in: 2) { fields.append("name: \(scalar(["http", "https", "dns", "redis"]))") }
        if choices.once(in: 2) { fields.append("protocol: \(scalar(["TCP", "UDP", "SCTP"]))") }
        if choices.once(in: 2) { fields.append("targetPort: \(number(["8080", "http", "web"]))") }
        if choices.once(in: 5) { fields.append("nodePort: \(number(["30080"]))") }
        if choices.once(in: 5) { fields.append("appProtocol: \(scalar(["http", "tcp", "kubernetes.io/h2c"]))") }
        return fields.joined(separator: ", ")
    }

    private mutating func workload() -> String {
        let kind = choices.one(of: ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"])
        let app = name()
        return metadata(kind, "apps/v1") + """
            spec:
              replicas: \(number(["1", "3"]))
              selector: {matchLabels: {app: \(app)}}
              template:
                metadata: {labels: {app: \(app)}}
                spec:
                  hostNetwork: \(isPolite ? "false" : scalar(["true", "false"]))
                  containers:
                    - name: \(name())
                      image: \(scalar(["example.com/web:1"]))
                      ports: [{containerPort: \(number(["8080"])), name: \(scalar(["http", "web"])), hostPort: \(number(["0", "80"]))}]
                      resources: {requests: {cpu: \(resource("100m")), memory: \(resource("64Mi"))}}
                      readinessProbe: {httpGet: {path: \(quoted(values.text(&choices))), port: \(number(["http", "8080"]))}}

            """
    }

    private mutating func ingress() -> String {
        var text = metadata("Ingress", "networking.k8s.io/v1") + "spec:\n  ingressClassName: \(scalar(values.classes))\n"
        if choices.once(in: 3) { text += "  tls: [{hosts: [\(quoted(host()))], secretName: \(name())}]\n" }
        if choices.once(in: 4) { text += "  defaultBackend: \(backend())\n" }
        text += "  rules:\n"
        for _ in 0...choices.below(3) {
            text += "    - host: \(quoted(host()))\n      http:\n        paths:\n"
            for _ in 0...choices.below(3) {
                text +=
                    "          - {path: \(quoted(path())), pathType: \(scalar(["Prefix", "Exact", "ImplementationSpecific"])), backend: \(backend())}\n"
            }
        }
        return text
    }

    private mutating func backend() -> String {
        "{service: {name: \(name()), port: {\(choices.once(in: 2) ? "number" : "name"): \(number(["80", "http"]))}}}"
    }

    private mutating func gateway() -> String {
        var text =
            metadata("Gateway", "gateway.networking.k8s.io/v1") + "spec:\n  gatewayClassName: \(scalar(values.classes))\n  listeners:\n"
        for _ in 0...choices.below(3) {
            text += "    - {name: \(name()), port: \(number(["80", "443"])), protocol: \(scalar(["HTTP", "HTTPS", "TLS", "TCP", "UDP"]))"
            if choices.once(in: 2) { text += ", hostname: \(quoted(host()))" }
            if choices.once(in: 2) {
                text += ", tls: {mode: \(scalar(["Terminate", "Passthrough"])), certificateRefs: [{name: \(name())}]}"
            }
            if choices.once(in: 3) { text += ", allowedRoutes: {namespaces: {from: \(scalar(["All", "Same", "Selector"]))}}" }
            text += "}\n"
        }
        return text
    }

    private mutating func route() -> String {
        let kind = choices.one(of: ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"])
        let version = kind == "HTTPRoute" || kind == "GRPCRoute" ? "v1" : "v1alpha2"
        var text = metadata(kind, "gateway.networking.k8s.io/\(version)") + "spec:\n  parentRefs: [{name: \(name())}]\n"
        if choices.once(in: 2) { text += "  hostnames: [\(list { $0.quoted($0.host()) })]\n" }
        text += "  rules:\n"
        for _ in 0...choices.below(3) {
            text += "    - backendRefs: [{name: \(name()), port: \(number(["80"])), weight: \(number(["1", "0"]))}]\n"
            if choices.once(in: 2) {
                let type = scalar(["PathPrefix", "Exact", "RegularExpression"])
                text +=
                    "      matches: [{path: {type: \(type), value: \(quoted(path()))}, headers: [{name: a, value: \(quoted(values.text(&choices)))}]}]\n"
            }
            if choices.once(in: 3) {
                text +=
                    "      filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: \(quoted(path()))}}}]\n"
            }
        }
        return text
    }

    private mutating func other() -> String {
        let kinds = [
            ("NetworkPolicy", "networking.k8s.io/v1"), ("PodDisruptionBudget", "policy/v1"), ("HorizontalPodAutoscaler", "autoscaling/v2"),
            ("Endpoints", "v1"), ("ConfigMap", "v1"), ("Secret", "v1"), ("IngressClass", "networking.k8s.io/v1"),
            ("IPAddressPool", "metallb.io/v1beta1"),
            ("Middleware", "traefik.io/v1alpha1"), ("IngressRoute", "traefik.io/v1alpha1"), ("BackendConfig", "cloud.google.com/v1"),
            ("Node", "v1"),
            ("CustomResourceDefinition", "apiextensions.k8s.io/v1"), ("HTTPProxy", "projectcontour.io/v1"), ("Job", "batch/v1"),
            ("CronJob", "batch/v1"),
        ]
        let (kind, version) = choices.one(of: kinds)
        return metadata(kind, version) + "spec:\n" + anything(depth: 1, indent: 2)
    }

    // MARK: Parts

    /// A mapping of fields that some objects have, with values that some types have.
    private mutating func anything(depth: Int, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        let fields = [
            "spec", "selector", "matchLabels", "ports", "port", "rules", "from", "cidr", "minReplicas", "maxReplicas", "minAvailable",
            "addresses",
            "ipBlock", "ingress", "routes", "match", "services", "schema", "openAPIV3Schema", "x-kubernetes-validations", "kind",
            "apiVersion", "items",
        ]
        return (0...choices.below(4)).map { _ in
            let key = choices.one(of: fields)
            guard depth < 6, choices.once(in: 2) else { return "\(margin)\(key): \(scalar([]))\n" }
            let inner = anything(depth: depth + 1, indent: indent + 4)
            return choices.once(in: 2) ? "\(margin)\(key):\n\(inner)" : "\(margin)\(key):\n\(margin)  - x: 1\n\(inner)"
        }.joined()
    }

    private mutating func name() -> String {
        !isPolite && choices.once(in: 10) ? quoted(values.text(&choices)) : choices.one(of: ["web", "api", "db", "shop"])
    }
    private mutating func resource(_ usual: String) -> String { isPolite ? usual : quoted(values.text(&choices)) }
    private mutating func host() -> String {
        !isPolite && choices.once(in: 3) ? values.text(&choices) : choices.one(of: ["a.example.com", "*.example.com", "*", "xn--a"])
    }
    private mutating func path() -> String {
        !isPolite && choices.once(in: 3) ? values.text(&choices) : choices.one(of: ["/", "/a", "/a/*", "/(.*)", "/a/../b", "/%2f"])
    }
    private mutating func number(_ usual: [String]) -> String {
        !isPolite && choices.once(in: 3) ? values.number(&choices) : choices.one(of: usual)
    }

    private mutating func scalar(_ usual: [String]) -> String {
        if !usual.isEmpty, isPolite || !choices.once(in: 5) { return quoted(choices.one(of: usual)) }
        return choices.once(in: 2) ? values.number(&choices) : quoted(values.text(&choices))
    }

    private mutating func list(_ element: (inout ObjectGenerator) -> String) -> String {
        (0..<choices.below(4)).map { _ in element(&self) }.joined(separator: ", ")
    }

    /// A text in double quotes, as YAML and JSON read it.
    func quoted(_ text: String) -> String {
        "\""
            + text.unicodeScalars.map { scalar -> String in
                switch scalar {
                case "\"", "\\": "\\" + String(scalar)
                case "\n": "\\n"
                case _ where scalar.value < 0x20: "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
                default: String(scalar)
                }
            }.joined() + "\""
    }

    /// A text with some of its bytes turned into others.
    private mutating func damaged(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for _ in 0...choices.below(4) where !bytes.isEmpty {
            let place = choices.below(bytes.count)
            switch choices.below(3) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: choices.next())
            case 1: bytes.remove(at: place)
            default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + choices.below(40))], at: place)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
