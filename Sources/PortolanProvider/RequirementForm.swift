// SPDX-License-Identifier: Apache-2.0

/// How a cloud writes a requirement's value, where its row lists no words for it.
public enum RequirementForm: String, Hashable, Sendable, CaseIterable {
    /// The neutral value itself.
    case asIs = "as-is"
    /// A boolean as Go reads it, for yes and no.
    case boolean
    /// A whole number.
    case count
    /// A whole number of seconds.
    case seconds
    /// A whole number of thousandths of a second.
    case milliseconds
    /// A whole number of minutes.
    case minutes
    /// A duration in Go's form, `1m30s`.
    case goDuration = "go-duration"
    /// CIDRs between commas.
    case cidrs
    /// Rules of the form `ip:ADDRESS` or `cidr:CIDR` between commas.
    case addressRules = "address-rules"
    /// Values between commas, whose order counts.
    case list
    /// `key=value` pairs between commas, whose order does not count.
    case map
    /// The ports that the requirement holds for, by number or name, between commas.
    case ports
}
