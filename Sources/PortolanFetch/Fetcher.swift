// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What to fetch and how.
public struct FetchOptions: Sendable {
    /// A cached document that was checked more lately than this is left alone.
    public var maximumAge: Duration = .seconds(86_400)
    /// Whether nothing may be fetched at all.
    public var isOffline = false
    /// Whether a document that has shrunk to almost nothing may replace a good one all the same.
    public var acceptsShrunken = false
    /// Other places for some sources, by id.
    ///
    /// Naming one allows it.
    public var places: [String: String] = [:]
    /// What the user named on the command line.
    public var named: Set<Origin> = []
    /// For sources that need them.
    public var credentials: Credentials?
    /// The token of Hetzner Cloud's API; `nil` for none.
    public var hetznerToken: String?
    /// Proxies and CA files.
    public var environment = NetworkEnvironment([:])
    /// Limits on transfers.
    public var limits = TransferLimits()
    /// How long to wait for another process.
    public var lockPatience: Duration = .seconds(60)

    /// The house options.
    public init() {}
}

/// What became of one source.
public struct FetchOutcome: Sendable {
    /// What happened.
    public enum Change: Hashable, Sendable {
        /// A new document is in the cache.
        case updated
        /// The server says that the cached one still holds.
        case unchanged
        /// The cached one is young enough; nothing was asked.
        case fresh
        /// Nothing new; `entry` holds what there was before.
        case failed(FetchError)
    }

    /// The source.
    public let source: Source
    /// What happened.
    public let change: Change
    /// What the cache holds of it now.
    public let entry: CacheEntry?
    /// What was wrong with the entry that was there before; `nil` where nothing was.
    public let damage: String?

    /// Whether the cache holds what was asked for.
    public var isFailure: Bool { if case .failed = change { true } else { false } }
}

/// Fetches sources into the cache.
public struct Fetcher: Sendable {
    /// How far a source is: its index, bytes received, bytes announced.
    public typealias Progress = (_ index: Int, _ received: Int, _ expected: Int?) -> Void

    private let cache: Cache
    private let options: FetchOptions
    private let cancellation: Cancellation
    private let now: Int

    /// Makes a fetcher.
    ///
    /// - Parameters:
    ///   - cache: Where to put what is fetched.
    ///   - options: What to fetch and how.
    ///   - cancellation: Breaks it off.
    ///   - now: The time, in seconds since 1970; `nil` for the clock's.
    public init(cache: Cache, options: FetchOptions, cancellation: Cancellation = Cancellation(), now: Int? = nil) {
        self.cache = cache
        self.options = options
        self.cancellation = cancellation
        self.now = now ?? time(nil)
    }

    /// Fetches sources, several at a time, on the calling thread.
    ///
    /// - Returns: One outcome a source, in their order. An error of one source does not hinder the others, and none loses a good entry.
    public func fetch(_ sources: [Source], progress: Progress = { _, _, _ in }) -> [FetchOutcome] {
        let found = sources.map { cache.find($0.entryID) }
        var changes = [FetchOutcome.Change?](repeating: nil, count: sources.count)
        for (index, source) in sources.enumerated() {
            guard source.hasUsableID else {
                changes[index] = .failed(.invalidURL(source.id))
                continue
            }
            switch found[index] {
            case .entry(let entry) where options.isOffline || isFresh(entry): changes[index] = .fresh
            case .missing where options.isOffline, .damaged where options.isOffline: changes[index] = .failed(.notCached(source: source.id))
            case .entry, .missing, .damaged: break
            }
        }
        let open = sources.indices.filter { changes[$0] == nil }
        if !open.isEmpty {
            do throws(FetchError) {
                let lock = try cache.lock(patience: options.lockPatience, cancellation: cancellation)
                try withExtendedLifetime(lock) { () throws(FetchError) in
                    for (index, change) in try run(open, sources, found, progress) { changes[index] = change }
                }
            } catch {
                for index in open { changes[index] = .failed(error) }
            }
        }
        return sources.indices.map { outcome(sources[$0], changes[$0] ?? .failed(.cancelled), found[$0]) }
    }

    private func outcome(_ source: Source, _ change: FetchOutcome.Change, _ before: Cache.Found) -> FetchOutcome {
        var damage: String?
        if case .damaged(let detail) = before { damage = detail }
        var entry: CacheEntry?
        if source.hasUsableID, case .entry(let current) = cache.find(source.entryID) { entry = current }
        return FetchOutcome(source: source, change: change, entry: entry, damage: damage)
    }

    private func isFresh(_ entry: CacheEntry) -> Bool {
        // A time in the future is the work of a wrong clock: it proves nothing.
        let age = now - entry.checked
        return age >= 0 && Duration.seconds(age) < options.maximumAge
    }

    private func run(
        _ open: [Int], _ sources: [Source], _ found: [Cache.Found], _ progress: Progress
    ) throws(FetchError) -> [(Int, FetchOutcome.Change)] {
        var named = options.named
        var jobs: [Int: FetchJob] = [:]
        var changes: [(Int, FetchOutcome.Change)] = []
        var requests: [Request] = []
        for index in open {
            let source = sources[index]
            do throws(FetchError) {
                let text = options.places[source.id] ?? source.url
                guard !text.contains("{"), let url = WebAddress(text) else { throw .invalidURL(text) }
                if options.places[source.id] != nil { named.insert(url.origin) }
                var known: CacheEntry?
                if case .entry(let entry) = found[index] { known = entry }
                let job = FetchJob(
                    index: index, source: source, start: url, known: known, credentials: options.credentials,
                    token: source.format == .hetznerPricing ? options.hetznerToken : nil)
                requests.append(try job.first())
                jobs[index] = job
            } catch {
                changes.append((index, .failed(error)))
            }
        }
        let transport = try Transport(
            limits: options.limits, environment: options.environment, policy: AddressPolicy(named: named), cancellation: cancellation)
        transport.run(requests, progress: progress) { request, result in
            let step = Result { () throws(FetchError) -> FetchJob.Step? in
                let response = try result.get()
                return try jobs[request.job]?.take(response)
            }
            if case .success(.request(let next)?) = step { return [next] }
            changes.append((request.job, settle(step, jobs[request.job])))
            return []
        }
        return changes
    }

    /// Stores what came of a job.
    private func settle(_ step: Result<FetchJob.Step?, FetchError>, _ job: FetchJob?) -> FetchOutcome.Change {
        do throws(FetchError) {
            guard let job, let step = try step.get() else { return .failed(.cancelled) }
            switch step {
            case .done(let document, let documentURL, let validators):
                try check(document, job)
                try cache.store(
                    CacheEntry(
                        source: job.source.entryID, documentURL: documentURL, validators: validators, fetched: now, checked: now,
                        date: document.date.isEmpty ? CivilDate.text(secondsSince1970: now) : document.date, content: document))
                return .updated
            case .unchanged, .request:
                guard var entry = job.known else { return .failed(.notCached(source: job.source.id)) }
                entry.checked = now
                try cache.store(entry)
                return .unchanged
            }
        } catch {
            return .failed(error)
        }
    }

    /// A document that can be read may still make no sense: empty, of another kind, or almost all of it gone.
    private func check(_ document: ParsedDocument, _ job: FetchJob) throws(FetchError) {
        let subject = job.source.format.subject
        let count = document.count
        guard count > 0 else { throw .implausible(source: job.source.id, detail: "it holds no \(subject.rawValue)") }
        guard !options.acceptsShrunken, let known = job.known, known.count >= 5, count * 5 < known.count else { return }
        throw .implausible(source: job.source.id, detail: "it holds \(count) \(subject.rawValue) where there were \(known.count) before")
    }
}

/// Days of the Gregorian calendar.
enum CivilDate {
    /// The day of a time in UTC, `2026-11-23`.
    static func text(secondsSince1970 seconds: Int) -> String {
        var time = time_t(seconds)
        var parts = tm()
        guard gmtime_r(&time, &parts) != nil else { return "" }
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    }
}
