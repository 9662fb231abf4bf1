// SPDX-License-Identifier: Apache-2.0

/// Every bound on what a file, a folder, a server or another program may make Portolan do.
///
/// All of them stand here and in Documentation/limits.md, with what is said when one is met. None is near what an app needs.
package enum Limits {
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
