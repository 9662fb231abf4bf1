// SPDX-License-Identifier: Apache-2.0

public import PortolanModel

/// What the findings mean that come from what clouds publish about their networks.
public enum NetworkPages {
    /// All of them.
    public static let all: [FindingPage] = [
        FindingPage(
            code: "address-of-cloud", severity: .warning, title: "A literal address belongs to a cloud",
            meaning: """
                The address or range lies in what a cloud publishes as its own. In another cloud it still leads to the first: a client goes \
                there over the Internet, or a rule lets in whoever has the address now. The lists that are built in say so, or newer ones \
                that `portolan fetch` has brought.
                """,
            remedy: "Use a DNS name, or set the address for each target.", triggering: service(range: "52.94.1.0/24"),
            passing: service(range: "10.0.0.0/8")),
        FindingPage(
            code: "quota-exceeded", severity: .error, title: "The plan needs more than a quota of the account allows",
            meaning: """
                The account's own quota, as `portolan fetch` has read it, is less than the plan alone needs, whatever the account has already. \
                The controller's calls are refused from some load balancer or listener on, so the address stays pending and events repeat the \
                cloud's error. In the examples the quota `network-load-balancers` is 1.
                """,
            remedy: "Ask the cloud for a higher quota, or put fewer Services or ports behind load balancers of their own.",
            triggering: service(name: "web") + "\n---\n" + service(name: "shop"), passing: service(name: "web"), target: "eks"),
        FindingPage(
            code: "limit-exceeded", severity: .error, title: "The plan needs more than the product takes",
            meaning: """
                The load balancer product itself has a limit (listeners, targets, nodes, load balancers of an account), which stands in the \
                target's catalogue with its source and needs no fetching. What is beyond is refused by the cloud when the controller asks for \
                it. A limit that the cloud raises on request is a warning; one that it never raises is an error. Nodes are counted as the \
                input's Node objects or the option `nodes` say, at least three.
                """,
            remedy: "Spread it over several load balancers, or choose a product or size that takes more.",
            triggering: service(name: "web", ports: 17), passing: service(name: "web", ports: 16), target: "oke"),
        FindingPage(
            code: "port-reserved", severity: .error, title: "A port that the product keeps for itself",
            meaning: "The load balancer product uses the port itself and refuses a listener on it.", remedy: "Take another port.",
            triggering: service(name: "web", ports: 1, from: 65_300), passing: service(name: "web", ports: 1, from: 65_311), target: "vultr"
        ),
    ]

    private static func service(name: String, ports: Int, from first: Int = 8_001) -> String {
        let rows = (first..<first + ports).map { "    - {name: p\($0), port: \($0)}" }
        return """
            apiVersion: v1
            kind: Service
            metadata:
              name: \(name)
            spec:
              type: LoadBalancer
              selector: {app: \(name)}
              ports:
            \(rows.joined(separator: "\n"))
            """
    }

    private static func service(name: String) -> String {
        """
        apiVersion: v1
        kind: Service
        metadata:
          name: \(name)
        spec:
          type: LoadBalancer
          selector: {app: \(name)}
          ports:
            - port: 80
        """
    }

    private static func service(range: String) -> String {
        """
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          type: LoadBalancer
          loadBalancerSourceRanges:
            - \(range)
          selector: {app: web}
          ports:
            - port: 80
        """
    }
}
