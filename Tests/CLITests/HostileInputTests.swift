// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// What a file holds never brings the program down.
@Suite struct HostileInputTests {
    private static let annotations = [
        "requirements.portolan.dev/timeout.idle", "requirements.portolan.dev/timeout.drain",
        "requirements.portolan.dev/health-check.interval", "load-balancer.hetzner.cloud/health-check-timeout",
    ]
    private static let numbers = ["-9223372036854775808", "9223372036854775807", "-1", "0", "9223372036854775807m", "1e400"]

    @Test(arguments: annotations, numbers)
    func `numbers at the ends of what can be held are planned on every target`(_ key: String, _ number: String) {
        let manifest = Manifest.service.replacing("  name: web\n", with: "  name: web\n  annotations: {\(key): \"\(number)\"}\n")
        let run = portolan.run(
            ["plan", "-", "--format", "json", "--target", "openstack", "--target", "ovh", "--target", "hcloud"], input: manifest)
        #expect(run.status == 0, "\(run.status): \(run.errors)")
        #expect(run.output.hasSuffix("}\n"))
    }

    @Test func `many aliases of one long value are refused with their place`() {
        let value = String(repeating: "x", count: 20_000)
        let aliases = (0..<2_000).map { "    a\($0): *a\n" }.joined()
        let manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: bomb\n  annotations:\n    first: &a \(value)\n\(aliases)"
        let run = portolan.run(["plan", "-", "--target", "eks"], input: manifest)
        #expect(run.status == 2)
        #expect(run.errors.contains("aliases stand for more than"))
    }
}
