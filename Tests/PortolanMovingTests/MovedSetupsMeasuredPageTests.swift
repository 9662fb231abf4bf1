// SPDX-License-Identifier: Apache-2.0

import PortolanMoving
import TestSupport
import Testing

/// Documentation/moved-setups.md is made by moving the setups, not by hand.
@Suite struct MovedSetupsMeasuredPageTests {
    private static let names = [
        "01-storefront", "02-stripped-prefix", "03-moved-prefix", "04-regex-paths", "05-canary-weight", "06-canary-header", "07-basic-auth",
        "08-external-auth", "09-client-certificate", "10-cors", "11-limits", "12-sticky-sessions", "13-snippets", "14-redirects",
        "15-app-root", "16-grpc", "17-tls-backend", "18-inner-network", "19-shared-host", "20-headers",
    ]

    private static let introduction = """
        # Twenty setups of ingress-nginx, moved

        How many of the requests that `portolan trace` draws up for a setup get the same answer once it has moved: by `portolan adapt --to-gateway-api` to Envoy Gateway, by `portolan adapt --to` to `alb` (eks),
        `gce` (gke) and `traefik` (k3s), and by ingress2gateway to Envoy Gateway. The setups stand in [Tests/CLITests/Setups](../Tests/CLITests/Setups/01-storefront.yaml), and so does what ingress2gateway makes of each (89ab0cd, 2 June
        2026, standard emitter): its source was read and its rules followed by hand-made means, it was not run.

        <!-- Written by moving them: `make record`. -->

        | setup | requests | Gateway API | `alb` | `gce` | `traefik` | ingress2gateway |
        | --- | --- | --- | --- | --- | --- | --- |

        """

    private static let notes = """

        What makes up most of the differences:

        - ingress-nginx answers every host over TLS with a certificate of its own. One request of each host is asked over TLS, and a setup without certificates loses that one everywhere but on Traefik, which does the same.
        - `gce` cannot rewrite, share requests or redirect a path; an Application Load Balancer redirects with 301 where it was 308, unknown hosts included.
        - Letter case: as soon as one path of a host is an expression, ingress-nginx ignores it for all of them.
        - What asks for a sign-in is closed where nothing can ask for it (07, 08, 09), which is another answer too.

        The numbers say nothing of who gets in. With ingress2gateway these requests, which a sign-in, a certificate or a list of addresses restricts at home, are served to everybody; with Portolan none is:


        """

    @Test func `the table is what moving the setups gives`() throws {
        var text = Self.introduction
        var total = [0, 0, 0, 0, 0, 0]
        var opened: [String] = []
        for name in Self.names {
            let setup = try MovedSetup(name)
            let numbers = [
                setup.probes.count, setup.same(in: try setup.toGatewayAPI().after), setup.same(in: try setup.to("eks").after),
                setup.same(in: try setup.to("gke").after), setup.same(in: try setup.to("k3s").after),
                setup.same(in: try setup.byIngress2Gateway()),
            ]
            for index in numbers.indices { total[index] += numbers[index] }
            text += "| \(name.prefix(2)) \(setup.title) | \(numbers.map(String.init).joined(separator: " | ")) |\n"
            opened += setup.opened(in: try setup.byIngress2Gateway())
        }
        text += "| all | \(total.map(String.init).joined(separator: " | ")) |\n" + Self.notes
        text += opened.map { "- `\($0)`\n" }.joined()
        let difference = GoldenFile("Documentation/moved-setups.md").difference(from: text)
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test(arguments: names) func `nothing that was refused is served after a move, and the API server takes what is written`(_ name: String)
        throws
    {
        let setup = try MovedSetup(name)
        let gateway = try setup.toGatewayAPI()
        #expect(gateway.problems == [])
        #expect(setup.opened(in: gateway.after) == [])
        for target in ["eks", "gke", "k3s"] {
            let move = try setup.to(target)
            #expect(move.problems == [])
            #expect(setup.opened(in: try #require(move.after)) == [], "\(target)")
        }
    }

    @Test(arguments: names) func `the proof counts what the moved app answers`(_ name: String) throws {
        let setup = try MovedSetup(name)
        let move = try setup.toGatewayAPI()
        let isSame = setup.same(in: move.after) == setup.probes.count
        #expect(isSame || !move.proof.differences.isEmpty)
        #expect(move.proof.asked >= setup.probes.count)
    }
}
