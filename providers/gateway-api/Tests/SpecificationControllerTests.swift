// SPDX-License-Identifier: Apache-2.0

import PortolanConformance
import PortolanGatewayAPI
import PortolanGatewayImplementations
import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanProvider
import PortolanProviders
import Testing

@Suite struct SpecificationControllerTests {
    /// The exposure of the one Gateway of a manifest.
    private func exposure(_ manifest: String, on target: String, routing: String) throws -> Exposure {
        let file = ManifestReader.read(Array(manifest.utf8), path: "app.yaml")
        let known = try #require(Providers.target(target))
        let assignment = Planner.Assignment(target: known, set: ["routing": routing], modules: Providers.allRouting)
        let plan = Planner([assignment]).plan(file.documents)
        return try #require(plan.endpoints.first { $0.reference.kind == "Gateway" }?.exposures.first)
    }

    private func manifest(controller: String, gateway: String = "", route: String = "") -> String {
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: GatewayClass
        metadata: {name: cls}
        spec: {controllerName: \(controller)}
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: web}
        spec:
          gatewayClassName: cls
        \(gateway)
          listeners:
          - {name: http, port: 80, protocol: HTTP}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: shop}
        spec:
          selector: {app: shop}
          ports:
          - {port: 80}
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: shop}
        spec:
          parentRefs:
          - {name: web}
          rules:
          - backendRefs:
            - {name: shop, port: 80}
        \(route)
        """
    }

    @Test func `each row has a catalogue with the same controller names`() throws {
        for id in SpecificationController.ids {
            let module = try #require(Providers.routing(id))
            let controller = try #require(SpecificationController(id))
            // Contour's catalogue has the names of its Ingress processor as well.
            #expect(controller.controllerNames.isSubset(of: module.catalogue.controllerNames), "\(id)")
        }
    }

    @Test(arguments: SpecificationController.ids) func `a Gateway is claimed by the controller name of its class`(_ id: String) throws {
        let name = try #require(SpecificationController(id)?.controllerNames.sorted().first)
        let found = try exposure(manifest(controller: name), on: "kind", routing: id)
        #expect(found.status == .provisioned)
        #expect(found.controller == id)
        #expect(found.routes.map(\.accepted) == [true])
        #expect(try exposure(manifest(controller: "example.com/other"), on: "kind", routing: id).status == .unclaimed)
    }

    @Test(arguments: ["cilium", "contour", "istio", "kgateway", "nginx-gateway-fabric", "envoy-gateway"])
    func `on eks the Service in front of the proxies is private unless the Gateway's infrastructure says otherwise`(_ id: String) throws {
        let known = try #require(Providers.routing(id)?.catalogue.controllerNames)
        let names = SpecificationController(id)?.controllerNames.sorted() ?? known
        let plain = try exposure(manifest(controller: names[0]), on: "eks", routing: id)
        #expect(plain.address?.scope == .private)
        #expect(plain.loadBalancers.first?.scope == .private)
        #expect(plain.notes.contains { $0.contains("which is created for it: aws-nlb, private on this target") })
        guard id != "contour" else { return }
        let infrastructure = """
              infrastructure:
                annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing}
            """
        let opened = try exposure(manifest(controller: names[0], gateway: infrastructure), on: "eks", routing: id)
        #expect(opened.address?.scope == .public)
    }

    @Test func `a feature that a report lists as unsupported is said so, and one that it does not list is unknown`() throws {
        let timeout = "    timeouts: {request: 10s}"
        let cors = "    filters: [{type: CORS, cors: {allowOrigins: [\"https://shop.example.com\"]}}]"
        let ngf = try exposure(
            manifest(controller: "gateway.nginx.org/nginx-gateway-controller", route: timeout), on: "kind", routing: "nginx-gateway-fabric")
        #expect(ngf.notes.contains { $0.contains("needs HTTPRouteRequestTimeout, which the implementation reports as unsupported") })
        let contour = try exposure(
            manifest(controller: "projectcontour.io/gateway-controller", route: cors), on: "kind", routing: "contour")
        #expect(contour.notes.contains { $0.contains("needs HTTPRouteCORS; whether the implementation has it is unknown") })
    }

    @Test func `Istio's Service has the type that the Gateway's annotation says`() throws {
        let text = manifest(controller: "istio.io/gateway-controller").replacing(
            "kind: Gateway\nmetadata: {name: web}",
            with: "kind: Gateway\nmetadata: {name: web, annotations: {networking.istio.io/service-type: ClusterIP}}")
        let found = try exposure(text, on: "eks", routing: "istio")
        #expect(found.address == nil)
        #expect(found.notes.contains { $0.contains("No load balancer controller of this target serves the Service default/web-cls") })
    }
}
