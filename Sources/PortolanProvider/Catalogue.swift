// SPDX-License-Identifier: Apache-2.0

public import PortolanModel

/// What is known of a target as fact and vocabulary: one declarative file, `providers/<folder>/<id>.yaml`.
///
/// Behaviour is code beside the file, or its `behaviour` section where a file is all that a cloud needs.
public struct Catalogue: Sendable {
    /// A page, repository or file that says a thing.
    public struct Source: Hashable, Sendable {
        /// The id by which rows refer to it.
        public var id: String
        /// Its title.
        public var title: String
        /// Its address.
        public var url: String
        /// The version or commit that was read.
        public var version: String?
        /// The day on which it was read, ISO 8601.
        public var date: String
    }

    /// A list of address ranges that the cloud publishes, for `portolan fetch`.
    public struct Publication: Hashable, Sendable {
        /// The id, by which the list is fetched and kept.
        public var id: String
        /// Its address; https.
        public var url: String
        /// Its form: one of `CatalogueReader.publicationFormats`.
        public var format: String
        /// The day on which address and form were last looked at, ISO 8601.
        public var date: String
    }

    /// A setting of the target where clusters differ: a controller flag, a mode, the cluster.
    public struct Option: Hashable, Sendable {
        /// The name, camelCase.
        public var name: String
        /// `string`, `boolean`, `integer`, `list` or `enum`.
        public var type: ValueType
        /// The allowed values, where they are few.
        public var values: [String]
        /// What holds where it is not set; `nil` where that is "nothing".
        public var defaultValue: String?
        /// A value that a cluster may well have, tried where the target gives a Service no address as it is; `nil` where none mends that.
        ///
        /// Where the option has no default, nobody can know it, and a score is not charged for it.
        public var suggests: String?
        /// One sentence.
        public var summary: String
        /// Where it was read.
        public var source: String
        /// The versions that have it.
        public var range = VersionRange.all
        /// The allowed values of all versions, where they differ.
        var versionedValues: [VersionedText] = []
        /// The defaults of all versions, where they differ.
        var versionedDefaults: [VersionedText] = []
        /// By what it is set.
        public var setBy = Means.flag

        /// By what a controller is told an option, which says what a release does with one that it does not know.
        public enum Means: String, Hashable, Sendable {
            /// A flag: the controller does not start.
            case flag
            /// A variable of the environment: not read.
            case environment
            /// A field of a configuration file: not read.
            case configuration
        }
    }

    /// A type of value.
    public enum ValueType: String, Hashable, Sendable, CaseIterable {
        /// Any text.
        case string
        /// A boolean as the controller reads it.
        case boolean
        /// A whole number.
        case integer
        /// A number with a fraction.
        case number
        /// A Go duration (`30s`) or a number of seconds: the row's summary says which.
        case duration
        /// Values between commas.
        case list
        /// `key=value` pairs between commas.
        case map
        /// CIDRs between commas.
        case cidrs
        /// JSON.
        case json
        /// One of the row's values.
        case `enum`
        /// Present or not: the value does not count.
        case presence
    }

    /// A load balancer product.
    public struct Product: Hashable, Sendable {
        /// The id that exposures carry, `aws-nlb` say.
        public var id: String
        /// The cloud's name for it.
        public var title: String
        /// The protocols that its listeners speak.
        public var protocols: [String]
        /// The scopes that it has.
        public var scopes: [Scope]
        /// The families that it can have.
        public var families: [IPFamily]
        /// Whether clients get an IP address or a host name.
        public var address: Address.Kind
        /// Limits and quotas.
        public var limits: [Limit]
        /// Ports that its listeners cannot have, because the product keeps them for itself.
        public var reservedPorts: ClosedRange<Int>?
        /// What it costs; `nil` where nothing is known.
        public var cost: Cost?
        /// What it does where neither a setting of the exposure nor the manifest says otherwise, by requirement id, in neutral values:
        /// `timeout.idle: none` for a product that cuts no connection.
        public var defaults: Settings
        /// The cloud's page.
        public var url: String?
    }

    /// An annotation (or label) that the controller reads, or that it is known not to read.
    public struct Annotation: Hashable, Sendable {
        /// Whether the controller acts on it.
        public enum State: String, Hashable, Sendable {
            /// It does.
            case read
            /// It does, and its makers advise against it.
            case deprecated
            /// It belongs to the cloud's vocabulary, but this controller does nothing with it.
            case ignored
            /// The controller writes it itself.
            case written
        }

        /// The key; one `*` in it stands for some text, a port or an ending.
        public var key: String
        /// `annotation` or `label`.
        public var isLabel: Bool
        /// Whether the controller acts on it.
        public var state: State
        /// The type of its value.
        public var type: ValueType
        /// The allowed values, where they are few.
        public var values: [String]
        /// What holds where it is absent.
        public var defaultValue: String?
        /// The versions that know it.
        public var range: VersionRange
        /// The allowed values of all versions, where they differ.
        var versionedValues: [VersionedText]
        /// The defaults of all versions, where they differ.
        var versionedDefaults: [VersionedText]
        /// What it sets, one sentence.
        public var summary: String
        /// The neutral requirements that it expresses (`requirements.md`): one mostly, several where its value holds several things.
        public var requirements: [RequirementMapping]
        /// Why it has no neutral meaning; one of this and `requirement` is there.
        public var noRequirement: String?
        /// Where it was read: source id, file and line.
        public var source: String

        /// The first of its requirements.
        public var requirement: RequirementMapping? {
            get { requirements.first }
            set { requirements = newValue.map { [$0] } ?? [] }
        }
    }

    /// A property that exposures of the target carry under `settings`, and the requirement that it shows.
    public struct SettingMapping: Hashable, Sendable {
        /// The cloud API's own name.
        public var name: String
        /// What it shows.
        public var requirement: RequirementMapping
    }

    /// How an annotation's value and a requirement's value turn into each other.
    public struct RequirementMapping: Hashable, Sendable {
        /// The requirement.
        public var id: RequirementID
        /// This cloud's value → the neutral value, where they differ.
        ///
        /// Values not listed say nothing.
        public var values: Settings
        /// Those of `values` that the release does not take.
        var unknownValues: Settings = [:]
        /// The unit or form of the value where none are listed.
        public var form: RequirementForm
        /// Whether an adapted manifest may be written with it: false for deprecated or superseded keys.
        public var isWritten: Bool
        /// The annotation only counts where these others have these values (`key: value`); `*` is any.
        public var when: Settings
        /// The entry that counts inside a value that is a map (`key=value,…`) or JSON; `nil` where the whole value counts.
        public var entry: String?
        /// Entries that must stand beside it for it to count; one that is absent counts as being there, and is written.
        public var beside: Settings

        /// Makes a mapping.
        public init(
            id: RequirementID, values: Settings = [:], form: RequirementForm = .asIs, isWritten: Bool = true, when: Settings = [:],
            entry: String? = nil, beside: Settings = [:]
        ) {
            self.id = id
            self.values = values
            self.form = form
            self.isWritten = isWritten
            self.when = when
            self.entry = entry
            self.beside = beside
        }
    }

    /// The target's id, kebab-case: `eks`.
    public var id: String
    /// Its title: `Amazon EKS, AWS Load Balancer Controller`.
    public var title: String
    /// The cloud that it belongs to: `aws`.
    public var provider: String
    /// The controller's name.
    public var controller: String
    /// The version that the facts were read from.
    public var controllerVersion: String
    /// The day on which they were last held against the source, ISO 8601.
    public var verified: String
    /// One paragraph for a reader who does not know the target.
    public var summary: String
    /// The prefixes of its annotation keys: an unknown key under one is a finding.
    public var prefixes: [String]
    /// `loadBalancerClass` values that its controllers claim; of a routing controller the usual name of its IngressClass or GatewayClass.
    public var classes: [String]
    /// Whether it is the catalogue of a routing controller, not of a target.
    public var isRouting = false
    /// Of a routing controller: what `spec.controller` of an IngressClass or `spec.controllerName` of a GatewayClass says that is its own.
    public var controllerNames: [String]
    /// Of a routing controller that anybody can install: parts of the image names by which a workload is known to run it.
    public var images: [String]
    /// Of a target: the routing controllers that it brings along, by id in order (option `routing`).
    public var routing: [String]
    /// Of a routing controller: the one whose annotations and prefixes it has as well, by id; `nil` where all are its own.
    public var vocabulary: String?
    /// The scope of a plain `LoadBalancer` Service; `nil` where it gets none or it depends.
    public var defaultScope: Scope?
    /// What the platform team sets up that decides who reaches an address, where no manifest can say; `nil` where manifests can.
    public var scopeDecidedBy: String?
    /// The option that stands for it.
    public var scopeOption: String?
    /// Pages and repositories.
    public var sources: [Source]
    /// Its options.
    public var options: [Option]
    /// Its products.
    public var products: [Product]
    /// Its annotations.
    public var annotations: [Annotation]
    /// The settings of its exposures that show what becomes of a requirement.
    public var settings: [SettingMapping]

    /// Lists of address ranges that the cloud publishes.
    public var publishes: [Publication]

    /// The controller's releases; `nil` where one version only is known.
    public var versions: Versions?
    /// The release that the catalogue describes.
    public internal(set) var release: Versions.Release?
    /// The release as the controller's code asks for it.
    public internal(set) var controllerRelease = ControllerRelease.newest
    /// Annotations that other releases read.
    public internal(set) var beyond: [Annotation] = []
    /// Options that other releases have.
    public internal(set) var beyondOptions: [Option] = []
    /// The cloud's regions by their own names, so that a misspelt one is noticed; none where nobody has listed them.
    public var regions: [String] = []
}
