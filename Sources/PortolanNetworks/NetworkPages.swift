// SPDX-License-Identifier: Apache-2.0

public import PortolanModel

/// What the findings mean that come from what clouds publish about their networks.
public enum NetworkPages {
    /// All of them.
    public static let all: [FindingPage] = [
        FindingPage(
            code: "address-of-cloud", severity: .warning, title: "A literal address belongs to a cloud",
            meaning: """
                The address or range lies in what a cloud publishes as its own. In another cloud it still leads to the first: a client \
                goes there over the Internet, or a rule lets in whoever has the address now. It is known only after the clouds' ranges \
                have been fetched.
                """,
            remedy: "Use a DNS name, or set the address for each target.", triggering: service(range: "52.94.1.0/24"),
            passing: service(range: "10.0.0.0/8"))
    ]

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
