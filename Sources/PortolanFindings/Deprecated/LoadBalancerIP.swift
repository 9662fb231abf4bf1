// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A Service that asks for its address by a field that means something else everywhere.
struct LoadBalancerIP: Check {
    let page = FindingPage(
        code: "load-balancer-ip", severity: .info, title: "The Service asks for its address with loadBalancerIP",
        meaning: """
            The field never said what it means, and is deprecated since Kubernetes 1.24: some controllers reserve or look for the \
            address, some want it in dual-stack clusters in another form, many ignore it and hand out any. The plan says for each target \
            which. Controllers that let users choose an address have annotations of their own for it.
            """,
        remedy: "Use the annotation of the target's controller; `portolan targets ID` lists them.",
        triggering: """
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
            """,
        passing: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              annotations:
                metallb.io/loadBalancerIPs: 192.0.2.10
            spec:
              type: LoadBalancer
              selector: {app: web}
              ports:
                - port: 80
            """)

    func findings(in app: App) -> [Finding] {
        app.services.compactMap { service in
            guard let address = service.loadBalancerIP, service.type == .loadBalancer else { return nil }
            return finding(
                service.metadata, at: service.metadata.node.at("spec", "loadBalancerIP")?.location,
                "some controllers honour loadBalancerIP \(address), others give it any address: the field is deprecated since"
                    + " Kubernetes 1.24",
                remedy: "use the annotation of the target's controller; `portolan targets ID` lists them")
        }
    }
}
