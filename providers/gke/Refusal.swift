// SPDX-License-Identifier: Apache-2.0

/// A controller's refusal: the text of its warning event.
struct Refusal: Error {
    /// The controller's own message.
    let message: String

    init(_ message: String) { self.message = message }
}
