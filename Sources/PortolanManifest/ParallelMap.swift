// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// Maps elements on all cores; the results keep the order of the elements.
public func parallelMap<Element: Sendable, Result: Sendable>(
    _ elements: [Element], _ transform: @Sendable (Element) -> Result
) -> [Result] {
    guard elements.count > 1 else { return elements.map(transform) }
    let parts = Mutex<[(index: Int, result: Result)]>([])
    DispatchQueue.concurrentPerform(iterations: elements.count) { index in
        let result = transform(elements[index])
        parts.withLock { $0.append((index, result)) }
    }
    return parts.withLock { $0.sorted { $0.index < $1.index }.map(\.result) }
}
