// SPDX-License-Identifier: Apache-2.0

/// Every bound on what a file, a folder, a server or another program may make Portolan do.
///
/// All of them stand here and in Documentation/limits.md, with what is said when one is met. None is near what an app needs.
package enum Limits {
    // MARK: Files

    /// Bytes of a manifest, of what a renderer writes, of a cache entry.
    package static let fileBytes = 256 << 20
    /// Bytes of a plan that `diff` reads: it is larger than the manifests it is of.
    package static let planBytes = 1 << 30
    /// Bytes of a configuration, of a template, of a file that `adapt` wrote before.
    package static let smallFileBytes = 1 << 20
    /// Bytes of a provider file.
    package static let providerBytes = 4 << 20
    /// Bytes of a file of requests.
    package static let requestBytes = 64 << 20
    /// Manifest files of one call.
    package static let files = 100_000
    /// Directories inside directories.
    package static let folderDepth = 64
    /// Directories above the working one in which a configuration is looked for.
    package static let configurationSteps = 32
    /// Bad documents of one file that are told one by one.
    package static let fileErrors = 100
    /// Seconds that helm, kubectl or kustomize may take.
    package static let childSeconds = 300

    // MARK: YAML

    /// Collections inside collections.
    package static let yamlDepth = 200
    /// Nodes of one document, its aliases written out.
    package static let yamlNodes = 2_000_000
    /// Nodes of one document that stand there by aliases alone.
    package static let aliasedNodes = 500_000
    /// Bytes of text of one document that stand there by aliases alone.
    package static let aliasedBytes = 16 << 20
    /// Nodes of a plan that `diff` reads: it has no aliases, so that its bytes bound it.
    package static let planNodes = 200_000_000

    // MARK: Templates

    /// Sections inside sections of a report's template.
    package static let templateDepth = 32
    /// Templates that a template includes in all, theirs counted.
    package static let templateParts = 1_000

    // MARK: Graph

    /// Pairs of a Service and a workload whose pods it selects, over the whole input.
    ///
    /// Beyond it every Service keeps its first few workloads only, which is said.
    package static let selections = 500_000

    /// Workloads that an endpoint lists; the others behind it are counted.
    package static let listedWorkloads = 100
    /// Paths from ports to workloads that an endpoint lists: a Service of very many ports lists fewer workloads.
    package static let listedRoutes = 10_000
    /// Names that one line of a report gathers; the others are counted.
    package static let listedNames = 12
}
