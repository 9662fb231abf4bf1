// SPDX-License-Identifier: Apache-2.0

/// Something that a controller does since some release: an `enum` of each controller whose cases stand in its catalogue under
/// `versions.features`, where the releases are named.
public protocol ControllerFeature: Sendable {
    /// The name in the catalogue.
    var name: String { get }
}

extension ControllerFeature where Self: RawRepresentable, RawValue == String {
    /// The raw value.
    public var name: String { rawValue }
}

/// The release of a controller that is predicted: the one place where its code asks what it does already.
public struct ControllerRelease: Hashable, Sendable {
    /// Its number; `nil` where the catalogue knows one version only.
    public let version: ControllerVersion?
    private let features: Set<String>?

    /// The newest that is known, which has every feature.
    public static let newest = ControllerRelease(version: nil, features: nil)

    /// Makes a release that has some features and no others.
    ///
    /// - Parameter features: Their names; `nil` for all.
    public init(version: ControllerVersion?, features: Set<String>?) {
        self.version = version
        self.features = features
    }

    /// Whether the release has a feature.
    public func has(_ feature: some ControllerFeature) -> Bool { features?.contains(feature.name) ?? true }
}
