// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import PortolanFetch
import PortolanModel
import PortolanProvider
import PortolanProviders
import PortolanReport

/// `portolan fetch`.
struct FetchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Brings what the clouds publish about their networks: address ranges, prices, quotas.",
        usage: "portolan fetch [<provider> ...] [--status | --offline] [<options>]",
        discussion: """
            Plans and reports use what was fetched, and what is built in where nothing was. Only public https addresses are fetched; \
            any other has to be named with --from or --allow-origin. Proxies and CA files are taken from the variables that curl knows.

            Examples:
              portolan fetch                                  all that is public
              portolan fetch aws --region eu-central-1
              portolan fetch --status                         what there is, and how old
            """)

    @Argument(
        help: ArgumentHelp("A cloud, or one of its sources; everything that needs no credentials unless given.", valueName: "provider"))
    var providers: [String] = []

    @Flag(help: "Shows what there is and how old it is, and fetches nothing.")
    var status = false

    @Flag(help: "Fetches nothing, and ends with 2 if something is missing.")
    var offline = false

    @Option(help: ArgumentHelp("Leaves alone what was checked less long ago than this: 0, 30m, 12h, 7d.", valueName: "age"))
    var maxAge = Age(seconds: 86_400)

    @Flag(help: "Fetches the quotas of your own account too.")
    var quotas = false

    @Option(
        name: .customLong("region"),
        help: ArgumentHelp("The region of prices and quotas; AWS_REGION or us-east-1 unless given. Repeatable.", valueName: "name"))
    var regions: [String] = []

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp("Fetches a source from elsewhere, a mirror say, and allows that place. Repeatable.", valueName: "source=url"))
    var places: [String] = []

    @Option(
        name: .customLong("allow-origin"),
        help: ArgumentHelp(
            "Allows a place with a private address, or plain http or files: http://mirror:8080, file:///. Repeatable.", valueName: "url"))
    var allowed: [String] = []

    @Option(
        name: .customLong("provider"),
        help: ArgumentHelp("A provider file of your own, whose published lists are fetched too. Repeatable.", valueName: "file"))
    var providerFiles: [String] = []

    @Flag(help: "Takes a document that has shrunk to almost nothing all the same.")
    var acceptShrunken = false

    @Option(help: ArgumentHelp("The most that one document may take.", valueName: "seconds"))
    var timeout: Double = 120

    func run() throws {
        let environment = FetchEnvironment.current
        guard let cache = Cache(environment: environment) else {
            throw ValidationError("no place for the cache: set HOME or XDG_CACHE_HOME")
        }
        guard timeout > 0, timeout <= 86_400 else { throw ValidationError("--timeout \(timeout): expected seconds, at most a day") }
        let sources = try chosen(environment)
        guard !status else { return Console.text(FetchStatus.render(cache, sources)) }
        let cancellation = Interruption.watch()
        let display = FetchDisplay(sources.map(\.id))
        let fetcher = Fetcher(cache: cache, options: try options(environment, sources), cancellation: cancellation)
        let outcomes = fetcher.fetch(sources) { display?.update($0, $1, $2) }
        display?.clear()
        for outcome in outcomes { FetchStatus.tell(outcome) }
        if outcomes.contains(where: \.isFailure) { throw ExitCode(2) }
    }

    /// The sources that were named, or all.
    private func chosen(_ environment: [String: String]) throws -> [Source] {
        let home = [environment["AWS_REGION"], environment["AWS_DEFAULT_REGION"]].compactMap { $0 }.first { !$0.isEmpty }
        let regions = self.regions.isEmpty ? [home ?? "us-east-1"] : self.regions
        for region in regions where !Source.isRegionName(region) {
            throw ValidationError("--region \(region.printable): that is no region's name")
        }
        let all = Source.builtIn + (try further())
        for name in providers where !all.contains(where: { $0.cloud == Self.cloud(name) || $0.id == Self.source(name) }) {
            let known = Set(all.map(\.cloud)).sorted() + all.map(\.id).sorted()
            throw ValidationError("unknown provider \"\(name.printable)\"\n  known: \(known.joined(separator: ", "))")
        }
        let named = all.filter { source in
            if providers.contains(where: { Self.source($0) == source.id }) { return true }
            guard !source.format.needsCredentials || (source.format.subject == .quotas && quotas) || status else { return false }
            return providers.isEmpty || providers.contains { Self.cloud($0) == source.cloud }
        }
        return named.flatMap { source in source.isRegional ? regions.map { source.inRegion($0) } : [source] }
    }

    /// The lists that the user's provider files publish, those of the configuration included.
    private func further() throws -> [Source] {
        let files = try Configuration.load(nil).providers + providerFiles
        let sources = try files.flatMap { try OwnProvider.load($0).catalogue.publishedSources }
        for source in sources where Source.builtIn.contains(where: { $0.id == source.id }) {
            throw ValidationError("a built-in source has the id \"\(source.id)\" as well: give the provider file's list another")
        }
        return sources
    }

    private func options(_ environment: [String: String], _ sources: [Source]) throws -> FetchOptions {
        var options = FetchOptions()
        options.maximumAge = .seconds(maxAge.seconds)
        options.isOffline = offline
        options.acceptsShrunken = acceptShrunken
        options.environment = NetworkEnvironment(environment)
        options.credentials = Credentials.find(in: environment)
        options.hetznerToken = environment["HCLOUD_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        options.limits.total = .milliseconds(Int(timeout * 1000))
        for place in places {
            guard let equals = place.firstIndex(of: "=") else { throw ValidationError("--from \(place.printable): expected SOURCE=URL") }
            let id = place[..<equals]
            let url = String(place[place.index(after: equals)...])
            let meant = sources.filter { $0.id == Self.source(String(id)) || (!$0.region.isEmpty && $0.id == "\(id).\($0.region)") }
            guard !meant.isEmpty else {
                throw ValidationError("--from \(place.printable): no source \"\(String(id).printable)\" is to be fetched")
            }
            for source in meant {
                options.places[source.id] = url.split(separator: "{region}", omittingEmptySubsequences: false).joined(
                    separator: source.region)
            }
        }
        for text in allowed {
            guard let address = WebAddress(text.contains("://") ? text : "https://\(text)") else {
                throw ValidationError("--allow-origin \(text.printable): that is no URL")
            }
            options.named.insert(address.origin)
        }
        return options
    }

    /// The cloud that a name means: its own, that of a target on it, or what else it is called.
    private static func cloud(_ name: String) -> String { CloudNames.cloud(name, among: catalogues) ?? name }

    private static let catalogues = Providers.ids.compactMap { Providers.target($0)?.catalogue }

    /// The source that a name means; two had other names once.
    private static func source(_ name: String) -> String {
        ["google-cloud-ranges": "gcp-ranges", "oracle-ranges": "oci-ranges"][name] ?? name
    }
}

/// A length of time as people write it.
struct Age: ExpressibleByArgument {
    var seconds: Int

    init(seconds: Int) { self.seconds = seconds }

    /// Reads `90s`, `30m`, `12h`, `7d`, and bare seconds.
    init?(argument: String) {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        let unit = argument.last.flatMap { units[$0] }
        let digits = unit == nil ? Substring(argument) : argument.dropLast()
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits), number <= 1_000_000_000 else {
            return nil
        }
        seconds = number * (unit ?? 1)
    }

    var defaultValueDescription: String { "24h" }
}

/// Ctrl-C.
private enum Interruption {
    private static let cancellation = Cancellation()

    /// What Ctrl-C breaks off.
    ///
    /// A second one ends the process at once.
    static func watch() -> Cancellation {
        let cancellation = cancellation
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in Interruption.cancellation.cancel() }
        action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
        sigaction(SIGINT, &action, nil)
        sigaction(SIGTERM, &action, nil)
        // A program that starts this one from a thread of its own may hand on its mask, with both signals blocked.
        var wanted = sigset_t()
        sigemptyset(&wanted)
        sigaddset(&wanted, SIGINT)
        sigaddset(&wanted, SIGTERM)
        sigprocmask(SIG_UNBLOCK, &wanted, nil)
        return cancellation
    }
}
