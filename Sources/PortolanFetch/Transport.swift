// SPDX-License-Identifier: Apache-2.0
import CLibCurl

/// Runs requests on the calling thread, several at a time, through libcurl's multi interface: redirects, retries and limits included.
final class Transport {
    /// How far a request is: the job, bytes received, bytes announced.
    typealias Progress = (_ job: Int, _ received: Int, _ expected: Int?) -> Void

    /// A request with what has become of it so far.
    private final class Transfer {
        let request: Request
        var url: WebAddress
        var redirects = 0
        var attempts = 0
        /// When everything about it has to be done.
        let deadline: ContinuousClock.Instant
        /// Not before this.
        var due: ContinuousClock.Instant
        var easy: CurlEasy?

        init(_ request: Request, limits: TransferLimits) {
            self.request = request
            url = request.url
            due = .now
            deadline = due + limits.total
        }
    }

    private let multi: UnsafeMutableRawPointer
    private let limits: TransferLimits
    private let environment: NetworkEnvironment
    private let policy: AddressPolicy
    private let cancellation: Cancellation
    private var waiting: [Transfer] = []
    private var active: [Transfer] = []
    private var finished: [(Transfer, Result<Response, FetchError>)] = []

    init(limits: TransferLimits, environment: NetworkEnvironment, policy: AddressPolicy, cancellation: Cancellation) throws(FetchError) {
        guard CurlLibrary.isReady, let multi = curl_multi_init() else { throw .transfer(url: "libcurl", detail: "it cannot be set up") }
        self.multi = multi
        self.limits = limits
        self.environment = environment
        self.policy = policy
        self.cancellation = cancellation
        // No limit on connections beside our own on transfers: one that libcurl made wait would count as stalled.
    }

    deinit {
        for transfer in active { detach(transfer) }
        curl_multi_cleanup(multi)
    }

    /// Runs requests until all are done.
    ///
    /// - Parameters:
    ///   - requests: What to fetch.
    ///   - progress: Told whenever bytes have come.
    ///   - completion: Told of each request's end; what it gives back is fetched too.
    func run(_ requests: [Request], progress: Progress, completion: (Request, Result<Response, FetchError>) -> [Request]) {
        waiting += requests.map { Transfer($0, limits: limits) }
        while !waiting.isEmpty || !active.isEmpty {
            if cancellation.isCancelled { breakOff() }
            startDue()
            advance()
            for transfer in active { transfer.easy.map { progress(transfer.request.job, $0.body.count, $0.expectedBytes) } }
            let done = finished
            finished = []
            for (transfer, result) in done {
                waiting += completion(transfer.request, result).map { Transfer($0, limits: limits) }
            }
            if done.isEmpty { pause() }
        }
    }

    private func breakOff() {
        for transfer in active { detach(transfer) }
        finished += (active + waiting).map { ($0, .failure(.cancelled)) }
        active = []
        waiting = []
    }

    private func startDue() {
        let now = ContinuousClock.now
        while active.count < limits.parallel, let index = waiting.firstIndex(where: { $0.due <= now }) {
            start(waiting.remove(at: index))
        }
    }

    private func start(_ transfer: Transfer) {
        do throws(FetchError) {
            let previous = transfer.redirects > 0 ? transfer.request.url : nil
            try policy.admit(transfer.url, redirectedFrom: previous, throughProxy: environment.proxy(for: transfer.url) != nil)
            guard let easy = CurlEasy(transfer.request, url: transfer.url, limits: limits, environment: environment, policy: policy),
                curl_multi_add_handle(multi, easy.handle) == CURLM_OK
            else { throw .transfer(url: transfer.url.display, detail: "libcurl refuses its settings") }
            transfer.easy = easy
            active.append(transfer)
        } catch {
            finished.append((transfer, .failure(error)))
        }
    }

    /// Lets libcurl work, collects what is done, and ends what exceeds its limits.
    private func advance() {
        var running: Int32 = 0
        guard curl_multi_perform(multi, &running) == CURLM_OK else { return fail("libcurl's multi interface failed") }
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE,
                let index = active.firstIndex(where: { $0.easy?.handle == message.pointee.easy_handle })
            else { continue }
            let code = message.pointee.data.result
            let transfer = active.remove(at: index)
            guard let easy = transfer.easy else { continue }
            let outcome = easy.outcome(code, limits: limits)
            detach(transfer)
            settle(transfer, outcome)
        }
        let now = ContinuousClock.now
        for transfer in active {
            guard let easy = transfer.easy, let error = overdue(transfer, easy, now) else { continue }
            active.removeAll { $0 === transfer }
            detach(transfer)
            settle(transfer, .failure(error, retryAfter: nil))
        }
    }

    private func overdue(_ transfer: Transfer, _ easy: CurlEasy, _ now: ContinuousClock.Instant) -> FetchError? {
        if now >= transfer.deadline {
            return .timedOut(url: transfer.url.display, milliseconds: limits.total.milliseconds, received: easy.body.count)
        }
        guard easy.silence(now: now) >= limits.stall else { return nil }
        return .stalled(url: transfer.url.display, milliseconds: limits.stall.milliseconds, received: easy.body.count)
    }

    private func settle(_ transfer: Transfer, _ outcome: CurlEasy.Outcome) {
        switch outcome {
        case .response(let response):
            finished.append((transfer, .success(response)))
        case .redirect(let target):
            follow(transfer, to: target)
        case .failure(let error, let retryAfter):
            retry(transfer, error, retryAfter)
        }
    }

    private func follow(_ transfer: Transfer, to target: String) {
        guard transfer.redirects < limits.redirects else {
            return finish(transfer, .tooManyRedirects(url: transfer.request.url.display, limit: limits.redirects))
        }
        guard let url = WebAddress(target) else { return finish(transfer, .invalidURL(target)) }
        transfer.redirects += 1
        transfer.url = url
        transfer.due = .now
        waiting.append(transfer)
    }

    /// Tries again where that may help, from the beginning, after a pause that doubles; a server that names a time is obeyed.
    private func retry(_ transfer: Transfer, _ error: FetchError, _ retryAfter: Int?) {
        guard error.isTransient, transfer.attempts < limits.retries else { return finish(transfer, error) }
        // Up to a quarter more, so that many that failed together do not come back together.
        var pause = limits.backOff * (1 << min(transfer.attempts, 10)) * Double.random(in: 1...1.25)
        if let retryAfter { pause = max(pause, .seconds(min(retryAfter, 1_000_000))) }
        let due = ContinuousClock.now + pause
        guard due < transfer.deadline else {
            return finish(transfer, retryAfter.map { .retryLater(url: transfer.url.display, seconds: $0) } ?? error)
        }
        transfer.attempts += 1
        transfer.redirects = 0
        transfer.url = transfer.request.url
        transfer.due = due
        waiting.append(transfer)
    }

    private func finish(_ transfer: Transfer, _ error: FetchError) { finished.append((transfer, .failure(error))) }

    private func detach(_ transfer: Transfer) {
        guard let easy = transfer.easy else { return }
        curl_multi_remove_handle(multi, easy.handle)
        transfer.easy = nil
    }

    private func fail(_ detail: String) {
        for transfer in active {
            detach(transfer)
            finish(transfer, .transfer(url: transfer.url.display, detail: detail))
        }
        active = []
    }

    /// Waits for bytes, at most a tenth of a second, so that limits and a break-off are noticed in time.
    private func pause() {
        let now = ContinuousClock.now
        var longest = Duration.milliseconds(100)
        for transfer in waiting where transfer.due > now { longest = min(longest, transfer.due - now) }
        for transfer in active where transfer.deadline > now { longest = min(longest, transfer.deadline - now) }
        curl_multi_poll(multi, nil, 0, Int32(min(longest, limits.stall).milliseconds), nil)
    }
}
