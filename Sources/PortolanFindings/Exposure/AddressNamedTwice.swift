// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Two Services that ask for one address.
struct AddressNamedTwice: Check {
    let page = FindingPage(
        code: "address-named-twice", severity: .warning, title: "Two Services ask for one address",
        meaning: """
            Most controllers give an address to one load balancer only: the first Service that is reconciled has it, and the other stays \
            pending (OpenStack, Google Cloud) or gets another address. Azure lets Services share one where their ports differ, and MetalLB \
            where an annotation says so.
            """,
        remedy: "Give each Service an address of its own, or put the ports into one Service.",
        triggering: Self.example(second: "192.0.2.10"), passing: Self.example(second: "192.0.2.11"))

    private static func example(second: String) -> String {
        """
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          type: LoadBalancer
          loadBalancerIP: 192.0.2.10
          selector: {app: web}
          ports:
            - port: 80
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: dns
        spec:
          type: LoadBalancer
          loadBalancerIP: \(second)
          selector: {app: dns}
          ports:
            - port: 53
              protocol: UDP
        """
    }

    func findings(in app: App) -> [Finding] {
        var first: [String: Service] = [:]
        return app.services.compactMap { service in
            guard service.type == .loadBalancer, let address = service.loadBalancerIP, !service.saysThatItShares else { return nil }
            guard let other = first[address] else {
                first[address] = service
                return nil
            }
            // Variants of one Service are never there together.
            guard other.metadata.reference != service.metadata.reference else { return nil }
            return finding(
                service.metadata, at: service.metadata.node.at("spec", "loadBalancerIP")?.location,
                "it asks for \(address), and so does Service \(other.name): most controllers give an address to one of them only",
                remedy: "give each an address of its own, or put the ports into one Service")
        }
    }
}

extension Service {
    /// Whether an annotation asks for an address that several Services share.
    fileprivate var saysThatItShares: Bool {
        annotations.contains { $0.key.hasSuffix("/allow-shared-ip") || $0.key.hasSuffix("sharing-key") }
    }
}
