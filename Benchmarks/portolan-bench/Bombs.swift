// SPDX-License-Identifier: Apache-2.0

/// Inputs that are small and would be large, or that compare everything with everything.
enum Bombs {
    static let names = ["pods", "ports", "ranges", "services", "aliases", "depth", "labels"]

    /// One of them, as one file.
    static func file(_ name: String) -> [UInt8] {
        switch name {
        case "pods": text((0..<5_000).map { service($0) } + (0..<5_000).map { pod($0, label: "web") })
        case "ports": text([service(0, ports: (1...10_000).map(String.init)), pod(0, label: "web")])
        case "ranges": text([service(0, ranges: (0..<50_000).map { "\(11 + ($0 >> 16)).\($0 >> 8 & 255).\($0 & 255).0/24" })])
        case "services": text((0..<10_000).map { service($0) } + [pod(0, label: "web")])
        case "aliases":
            text([
                "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations:\n    k: &a \(String(repeating: "x", count: 20_000))\n"
                    + (0..<20_000).map { "    k\($0): *a\n" }.joined()
            ])
        case "depth": text(["apiVersion: v1\nkind: A\nmetadata: {name: a}\nspec: " + String(repeating: "[", count: 1_000_000)])
        default:
            text(
                (0..<2_000).map { pod($0, label: "web") }
                    + (0..<2_000).map {
                        "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: p\($0)}\nspec: {minAvailable: 1, selector: {matchLabels: {app: web}}}\n"
                    })
        }
    }

    /// What one of them is, for the table.
    static func title(_ name: String) -> String {
        switch name {
        case "pods": "5,000 Services over the same 5,000 pods"
        case "ports": "one Service of 10,000 ports"
        case "ranges": "one Service of 50,000 source ranges"
        case "services": "10,000 Services over one pod"
        case "aliases": "20,000 aliases of 20 kB of text"
        case "depth": "a million open brackets"
        default: "2,000 disruption budgets over 2,000 pods"
        }
    }

    private static func text(_ documents: [String]) -> [UInt8] { Array(documents.joined(separator: "---\n").utf8) }

    private static func service(_ number: Int, ports: [String] = ["80"], ranges: [String] = []) -> String {
        let list = ports.map { "{name: p\($0), port: \($0), targetPort: 8080}" }.joined(separator: ", ")
        let sources = ranges.isEmpty ? "" : "loadBalancerSourceRanges: [\(ranges.joined(separator: ", "))], "
        return
            "apiVersion: v1\nkind: Service\nmetadata: {name: s\(number)}\nspec: {type: LoadBalancer, selector: {app: web}, \(sources)ports: [\(list)]}\n"
    }

    private static func pod(_ number: Int, label: String) -> String {
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p\(number), labels: {app: \(label)}}\nspec: {containers: [{name: c, image: x, ports: [{containerPort: 8080}]}]}\n"
    }
}
