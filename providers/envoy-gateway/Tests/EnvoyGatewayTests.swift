// SPDX-License-Identifier: Apache-2.0

import PortolanProvider
import PortolanProviders
import Testing

@Suite struct EnvoyGatewayTests {
    @Test func `it is known by its controller name`() throws {
        let module = try #require(Providers.routing("envoy-gateway"))
        #expect(module.catalogue.controllerNames == ["gateway.envoyproxy.io/gatewayclass-controller"])
    }
}
