// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Breaks off transfers from another thread or a signal handler.
public final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    /// Nothing is broken off yet.
    public init() {}

    /// Breaks off; running transfers end within a tenth of a second, and nothing half-fetched is kept.
    ///
    /// Safe in a signal handler.
    public func cancel() { flag.store(true, ordering: .relaxed) }

    /// Whether it was broken off.
    public var isCancelled: Bool { flag.load(ordering: .relaxed) }
}
