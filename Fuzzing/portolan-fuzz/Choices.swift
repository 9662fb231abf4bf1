// SPDX-License-Identifier: Apache-2.0

/// Choices that a number decides: the same seed makes the same input on every machine.
struct Choices {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0xD1B5_4A32_D192_ED03 }

    /// The next number (splitmix64).
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below a bound.
    mutating func below(_ bound: Int) -> Int { bound > 0 ? Int(next() % UInt64(bound)) : 0 }

    /// Whether something happens that happens once in so many times.
    mutating func once(in times: Int) -> Bool { below(times) == 0 }

    /// One of several.
    mutating func one<Element>(of elements: [Element]) -> Element { elements[below(elements.count)] }
}
