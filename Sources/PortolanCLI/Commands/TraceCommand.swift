// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanReport
import PortolanTrace

/// `portolan trace`.
struct TraceCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Says what answers a request on each target, and by which way.",
        usage: "portolan trace <path> ... --request '<method> <url>' [--target <id> ...]",
        discussion: """
            Asks the load balancers that the manifests would get: which rule takes the request, which Service and port it is sent to and \
            which path the backend sees; or which redirect, status or refusal the client gets. Where the answers of the targets differ, \
            the request is marked with "≠".

            Without --request and --requests it draws up the requests that matter for each Ingress and Gateway: each host with each path, \
            just inside and just outside of it, with and without a slash at the end, in another case, plain beside TLS, and an unknown host.

            A request goes to the load balancer of the object that --to names; without it to every one that listens on the port and has a \
            rule for the host, or, where none has, to each. The Host header is the URL's host unless --header says otherwise; the TLS \
            server name is always the URL's.

            Examples:
              portolan trace app/ --target eks --target gke   the requests that matter
              portolan trace app/ --request 'GET https://shop.example.com/api' --target eks --target gke
              portolan trace app/ --request 'GET http://shop.example.com/' --header 'X-Canary: always'
              portolan trace app/ --requests requests.yaml --target kind --set kind.routing=ingress-nginx --format json
            """)

    @OptionGroup var input: InputOptions
    @OptionGroup var selection: TargetSelection
    @OptionGroup var options: SettingOptions
    @OptionGroup var terminal: TerminalOptions

    @Option(
        name: .customLong("request"),
        help: ArgumentHelp("A request: GET https://host/path, tcp://host:port, tls://host:port. Repeatable.", valueName: "request"))
    var requests: [String] = []

    @Option(name: .customLong("requests"), help: ArgumentHelp("A JSON or YAML list of {request, headers, to}.", valueName: "file"))
    var file: String?

    @Option(
        name: .customLong("header"), help: ArgumentHelp("A header of the --request ones: 'Name: value'. Repeatable.", valueName: "header"))
    var headers: [String] = []

    @Option(help: ArgumentHelp("The object whose load balancer gets the --request ones: Ingress/default/web.", valueName: "kind/ns/name"))
    var to: String?

    @Option(help: "How to print the answers.")
    var format: Format = .table

    func run() throws {
        let settings = try RunSettings(targets: selection.targets, options)
        let given = try probes()
        let planned = try PlannedInput(input, settings)
        let probes = given.isEmpty ? AnswerChange.drafted(planned.plan) : given
        if probes.isEmpty {
            Console.problem("the input has no Ingress and no Gateway from which requests could be drawn up: give a --request")
            throw ExitCode(2)
        }
        let tracer = Tracer(planned.plan)
        for probe in probes {
            guard let to = probe.to, !tracer.has(to) else { continue }
            throw ValidationError("\(to.kind)/\(to.namespace)/\(to.name): the input has no such Service, Ingress or Gateway")
        }
        let traces = tracer.traces(of: probes)
        switch format {
        case .json: Console.write(TraceJSON.render(traces))
        case .table:
            let text = given.isEmpty ? TraceTable.matrix(traces, style: terminal.style) : TraceTable.render(traces, style: terminal.style)
            Console.text(text, isColoured: terminal.style.isColoured)
        }
        if planned.hasErrors { throw ExitCode(2) }
    }

    private func probes() throws -> [Probe] {
        let target = try to.map(Self.reference)
        let shared = try headers.map { text in
            guard let colon = text.firstIndex(of: ":"), colon > text.startIndex else {
                throw ValidationError("--header \(text): expected 'Name: value'")
            }
            return Header(String(text[..<colon]), String(text[text.index(after: colon)...].drop { $0 == " " }))
        }
        let given = try requests.map { text in
            do { return try Probe(text, headers: shared, to: target) } catch { throw ValidationError("--request: \(error)") }
        }
        let read = try file.map { try RequestFile.read($0) } ?? []
        return given + read
    }

    /// Reads `Kind/name` or `Kind/namespace/name`.
    static func reference(_ text: String) throws -> ObjectReference {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 || parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else {
            throw ValidationError("\(text): expected Kind/namespace/name")
        }
        return ObjectReference(kind: parts[0], namespace: parts.count == 3 ? parts[1] : "default", name: parts[parts.count - 1])
    }
}
