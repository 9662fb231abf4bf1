// SPDX-License-Identifier: Apache-2.0

public import PortolanModel

/// What the findings mean that come from holding one target against another.
public enum PortabilityPages {
    /// All of them.
    public static let all: [FindingPage] =
        [
            becomesPublic, defaultScopeDiffers, sourceRangesIgnored, tlsLost, probePathDiffers, addressOnOneCloud, noClientAnswered,
            portNotServed, clusterDecides, writtenForOneCloud, unknownAnnotation,
        ] + RoutePages.all

    private static let becomesPublic = FindingPage(
        code: "becomes-public", severity: .critical, title: "A private Service gets a public address on another target",
        meaning: """
            The manifest says that the load balancer is to be private, but in an annotation that only another cloud's controller reads. \
            On this target it is ignored like any annotation that nobody knows: the load balancer is public from the first minute, and \
            nothing in the Service's status or events says so.
            """,
        remedy: "Say it in the target's own words: `portolan adapt --to TARGET` writes them.",
        triggering: service(annotations: ["networking.gke.io/load-balancer-type: Internal"]),
        passing: service(annotations: [
            "networking.gke.io/load-balancer-type: Internal", "service.beta.kubernetes.io/azure-load-balancer-internal: \"true\"",
        ]), target: "aks")

    private static let defaultScopeDiffers = FindingPage(
        code: "default-scope-differs", severity: .critical,
        title: "A Service that says nothing is private on one target and public on others",
        meaning: """
            Nothing in the manifest says who should reach the Service. Most controllers then make it public; this one makes it private, \
            so that clients outside the private network cannot connect, though the Service has an address and all health checks pass.
            """,
        remedy: "Say who should reach it in the target's own words: `portolan adapt --to TARGET` writes them.",
        triggering: service(annotations: []),
        passing: service(annotations: ["service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing"]), target: "eks")

    private static let sourceRangesIgnored = FindingPage(
        code: "source-ranges-ignored", severity: .critical, title: "The restriction to source ranges has no effect on a target",
        meaning: """
            The manifest restricts who may connect, with `loadBalancerSourceRanges` or an annotation. The target's controller does not \
            enforce it as it is written, so everybody who reaches the address may connect; the Service looks as if they could not.
            """,
        remedy: "Restrict it in the target's own words: `portolan adapt --to TARGET` writes them where there are any.",
        triggering: service(annotations: [], ranges: "203.0.113.0/24"), passing: service(annotations: []), target: "lke")

    private static let tlsLost = FindingPage(
        code: "tls-lost", severity: .critical, title: "Clients reach a port with TLS at home, and in the clear on another target",
        meaning: """
            At home the load balancer ends TLS, with a certificate that the manifest names. Here it ends none: a client that begins TLS \
            meets a server that does not answer it, and one that is told to go on without sends its credentials for all to read. Where the \
            home's load balancer speaks TLS to the pods as well, connections stay encrypted to the pods' own certificate, and this is not \
            reported.
            """,
        remedy: """
            Write it in the target's own words where it has some: `portolan adapt --to TARGET`. Else end TLS in the pod, with a certificate \
            of its own, or in a Gateway or Ingress before it.
            """,
        triggering: service(annotations: certificate), passing: service(annotations: []), target: "gke")

    private static let certificate = [
        "service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing",
        "service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:aws:acm:eu-west-1:111122223333:certificate/web",
    ]

    private static let probePathDiffers = FindingPage(
        code: "probe-path-differs", severity: .error, title: "The load balancer's health check asks another path than the readiness probe",
        meaning: """
            The controller makes an HTTP check, on `/` mostly, where the pods say by their readiness probe that they answer on another path. \
            Many apps answer 404 on `/`, which the check takes for ill: every backend is taken out, and clients time out, while the pods \
            are ready.
            """,
        remedy:
            "Give the check the path in the target's own words: `portolan adapt --to TARGET` writes it. Or let the app answer on that path.",
        triggering: service(annotations: [], ports: "[{name: http, port: 80, appProtocol: http}]") + probed,
        passing: service(annotations: [], ports: "[{name: http, port: 80}]") + probed, target: "aks")

    private static let probed = """

        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata:
              labels: {app: web}
            spec:
              containers:
                - name: web
                  image: example.com/web:1
                  ports: [{containerPort: 80}]
                  readinessProbe: {httpGet: {path: /livez, port: 80}}
        """

    private static let addressOnOneCloud = FindingPage(
        code: "address-on-one-cloud", severity: .error, title: "Several clouds are told to use one public address",
        meaning: """
            A public address is one cloud's. On every other one the controller finds no such address among those that are reserved there, \
            and makes no load balancer: the Service stays pending.
            """,
        remedy: "Leave the address out of what all clouds share, and name an address of each cloud's own in its overlay.",
        triggering: service(annotations: [], spec: "loadBalancerIP: 203.0.113.20"), passing: service(annotations: []), target: "gke and aks"
    )

    private static let noClientAnswered = FindingPage(
        code: "no-client-answered", severity: .error, title: "The Service has an address, and nobody who connects is answered",
        meaning: """
            The controller makes a load balancer, the Service shows its address, and yet what it makes cannot serve any of the ports: no \
            listener carries their protocol, no source range is let in, a health check asks a port that does not exist, an HTTP listener \
            stands before a database, or the pods wait for a PROXY protocol header that nothing sends. The score is 0 there.
            """,
        remedy: "Do what the finding says; where no line of the Service helps, serve the app by other means on that target.",
        triggering: service(annotations: [], spec: "allocateLoadBalancerNodePorts: false"), passing: service(annotations: []),
        target: "aks")

    private static let portNotServed = FindingPage(
        code: "port-not-served", severity: .error, title: "One of the Service's ports is not served on a target",
        meaning: """
            The other ports work, so that the Service looks well; clients of this one are refused or time out. The score loses in \
            proportion to the ports.
            """,
        remedy: "Do what the finding says; where no line of the Service helps, serve the port by other means on that target.",
        triggering: service(
            annotations: ["load-balancer.hetzner.cloud/location: fsn1"],
            ports: "[{name: web, port: 80}, {name: dns, port: 53, protocol: UDP}]"),
        passing: service(annotations: ["load-balancer.hetzner.cloud/location: fsn1"]), target: "hcloud")

    private static let clusterDecides = FindingPage(
        code: "cluster-decides", severity: .warning, title: "Whether the Service gets an address hangs on how the cluster is set up",
        meaning: """
            On this target something that no manifest of the app holds decides: address pools, a load balancer controller that has to be \
            switched on, a host port that another component holds. The plan shows what a cluster as it comes would do. Where nobody could \
            know better (no pool has a default), the score takes it that the cluster has what it needs.
            """,
        remedy:
            "Say how your cluster is: `--set TARGET.OPTION=VALUE`, or under `set:` in `.portolan.yaml`; `--save-assumptions` writes it there.",
        triggering: service(annotations: []), passing: service(annotations: [], spec: "loadBalancerClass: example.com/other"),
        target: "metallb")

    private static let writtenForOneCloud = FindingPage(
        code: "written-for-one-cloud", severity: .info, title: "A Service is written in the words of one cloud alone",
        meaning: """
            Its annotations speak to one cloud's controller. Elsewhere they are kept, since annotations are free text, and mean nothing: what \
            they ask for does not happen there, and no event says so. The score of each other target says what is lost.
            """,
        remedy: "For other clouds write overlays with `portolan adapt`, and keep the base free of one cloud's words.",
        triggering: service(annotations: ["cloud.google.com/l4-rbs: enabled"]), passing: service(annotations: []), target: "gke")

    private static let unknownAnnotation = FindingPage(
        code: "unknown-annotation", severity: .warning, title: "No controller knows an annotation that looks like its own",
        meaning: """
            The key begins as the annotations of a cloud's controller do, but no controller that Portolan knows reads it: it is \
            misspelt, or was read by some older version. In a cluster it is silently ignored, and whatever it was to bring about does \
            not happen. Where a release of a controller is named (`--target eks@2.8.3`), annotations that only other releases read are \
            found too, for that target.
            """,
        remedy: "Correct the key; `portolan targets ID` lists those that a target's controller reads.",
        triggering: service(annotations: ["service.beta.kubernetes.io/aws-load-balancer-sheme: internal"]),
        passing: service(annotations: ["service.beta.kubernetes.io/aws-load-balancer-scheme: internal"]))

    /// A Service of type LoadBalancer, as the examples have it.
    private static func service(
        annotations: [String], ranges: String? = nil, spec: String? = nil, ports: String? = nil
    ) -> String {
        var lines = ["apiVersion: v1", "kind: Service", "metadata:", "  name: web"]
        if !annotations.isEmpty { lines += ["  annotations:"] + annotations.map { "    \($0)" } }
        lines += ["spec:", "  type: LoadBalancer"]
        if let ranges { lines += ["  loadBalancerSourceRanges:", "    - \(ranges)"] }
        if let spec { lines.append("  \(spec)") }
        lines.append("  selector: {app: web}")
        lines += ports.map { ["  ports: \($0)"] } ?? ["  ports:", "    - port: 80"]
        return lines.joined(separator: "\n")
    }
}
