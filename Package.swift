// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

/// One language for every target: Swift 6, explicit existentials, imports that stay inside their module, and no warnings.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A cloud whose controller needs code: the folder under `providers/` and the module that it becomes.
///
/// A cloud that is one declarative file has no row here: its folder is enough.
struct CloudModule {
    let folder: String
    let module: String
    /// The targets' catalogues in the folder, which are embedded rather than compiled.
    var targets: [String] = []
    /// The same of routing controllers: `<id>.routing.yaml`.
    var routing: [String] = []
}

let clouds = [
    CloudModule(folder: "aws", module: "PortolanAWS", targets: ["eks", "aws-ccm"], routing: ["alb", "aws-gateway"]),
    CloudModule(folder: "gke", module: "PortolanGKE", targets: ["gke"], routing: ["gce", "gke-gateway"]),
    CloudModule(folder: "aks", module: "PortolanAKS", targets: ["aks"], routing: ["agic", "azure-alb"]),
    CloudModule(folder: "oke", module: "PortolanOKE", targets: ["oke"], routing: ["oci-native-ingress"]),
    CloudModule(folder: "doks", module: "PortolanDOKS", targets: ["doks"]),
    CloudModule(folder: "hcloud", module: "PortolanHCloud", targets: ["hcloud"]),
    CloudModule(folder: "lke", module: "PortolanLKE", targets: ["lke"]),
    CloudModule(folder: "openstack", module: "PortolanOpenStack", targets: ["openstack"]),
    CloudModule(folder: "metallb", module: "PortolanMetalLB", targets: ["metallb"]),
    CloudModule(folder: "k3s", module: "PortolanK3s", targets: ["k3s"]),
    CloudModule(folder: "envoy-gateway", module: "PortolanEnvoyGateway", routing: ["envoy-gateway"]),
    CloudModule(folder: "traefik", module: "PortolanTraefik", routing: ["traefik"]),
    CloudModule(folder: "f5-nginx", module: "PortolanF5NGINX", routing: ["f5-nginx"]),
    CloudModule(folder: "ingress-nginx", module: "PortolanIngressNGINX", routing: ["ingress-nginx", "aks-app-routing", "iks-alb"]),
    CloudModule(
        folder: "gateway-api", module: "PortolanGatewayImplementations",
        routing: ["kgateway", "nginx-gateway-fabric"]),
    CloudModule(folder: "contour", module: "PortolanContour", routing: ["contour"]),
    CloudModule(folder: "haproxy", module: "PortolanHAProxy", routing: ["haproxy"]),
    CloudModule(folder: "haproxy-ingress", module: "PortolanHAProxyIngress", routing: ["haproxy-ingress"]),
    CloudModule(folder: "cilium-ingress", module: "PortolanCilium", routing: ["cilium"]),
    CloudModule(folder: "istio", module: "PortolanIstio", routing: ["istio"]),
    CloudModule(folder: "kong", module: "PortolanKong", routing: ["kong"]),
]

/// A library target of our own under `Sources/`, with the house settings.
func library(_ name: String, _ dependencies: [Target.Dependency] = [], plugins: [Target.PluginUsage] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings, plugins: plugins)
}

/// The tests of one library target.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let cloudTargets: [Target] = clouds.flatMap { cloud -> [Target] in
    let dependencies: [Target.Dependency] = [
        "PortolanModel", "PortolanManifest", "PortolanKubernetes", "PortolanGraph", "PortolanProvider", "PortolanRegex",
        "PortolanGatewayAPI",
    ]
    return [
        .target(
            name: cloud.module, dependencies: dependencies, path: "providers/\(cloud.folder)",
            exclude: ["README.md", "Tests"] + cloud.targets.map { "\($0).yaml" } + cloud.routing.map { "\($0).routing.yaml" },
            swiftSettings: settings),
        .testTarget(
            name: "\(cloud.module)Tests",
            dependencies: dependencies + [.byName(name: cloud.module), "PortolanProviders", "PortolanPlan", "PortolanConformance"],
            path: "providers/\(cloud.folder)/Tests", exclude: ["Fixtures"], swiftSettings: settings),
    ]
}

/// Linked into the executable that is handed out, and into no other: a program that loads Foundation as a library must find ICU's real tables.
let isHandedOut = Context.environment["PORTOLAN_STATIC"] == "1"
let emptyTables: [Target.Dependency] = isHandedOut ? ["NoICUData"] : []

let package = Package(
    name: "portolan",
    products: [.executable(name: "portolan", targets: ["PortolanCLI"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    ],
    targets: [
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),

        // In the order in which data flows: each depends only on those above it.
        library("PortolanModel"),
        library("PortolanFiles", ["PortolanModel"]),
        library("PortolanManifest", ["CLibYAML", "PortolanModel", "PortolanFiles"]),
        library("PortolanRegex", ["CPCRE2"]),
        library("PortolanKubernetes", ["PortolanModel", "PortolanManifest", "PortolanRegex"]),
        library("PortolanGraph", ["PortolanModel", "PortolanManifest", "PortolanKubernetes"]),
        library("PortolanProvider", ["PortolanModel", "PortolanManifest", "PortolanKubernetes", "PortolanGraph"]),
        .target(
            name: "PortolanGatewayAPI",
            dependencies: [
                "PortolanModel", "PortolanManifest", "PortolanKubernetes", "PortolanGraph", "PortolanProvider", "PortolanRegex",
            ],
            exclude: ["Reports"], swiftSettings: settings, plugins: ["EmbedAssets"]),
        library("PortolanDeclarative", ["PortolanModel", "PortolanManifest", "PortolanKubernetes", "PortolanGraph", "PortolanProvider"]),
        library(
            "PortolanProviders",
            ["PortolanModel", "PortolanManifest", "PortolanProvider", "PortolanDeclarative"] + clouds.map { .byName(name: $0.module) },
            plugins: ["EmbedAssets"]),
        library(
            "PortolanPlan",
            ["PortolanModel", "PortolanManifest", "PortolanKubernetes", "PortolanGraph", "PortolanProvider"]),
        library(
            "PortolanTrace",
            ["PortolanModel", "PortolanKubernetes", "PortolanGraph", "PortolanProvider", "PortolanPlan", "PortolanRegex"]),
        library(
            "PortolanFindings", ["PortolanModel", "PortolanManifest", "PortolanKubernetes", "PortolanGraph", "PortolanPlan"]),
        library(
            "PortolanPortability",
            [
                "PortolanModel", "PortolanManifest", "PortolanKubernetes", "PortolanGraph", "PortolanProvider", "PortolanPlan",
                "PortolanTrace",
            ]),
        library(
            "PortolanAdapt",
            ["PortolanModel", "PortolanManifest", "PortolanKubernetes", "PortolanProvider", "PortolanPlan", "PortolanPortability"]),
        library(
            "PortolanMoving",
            [
                "PortolanModel", "PortolanManifest", "PortolanRegex", "PortolanKubernetes", "PortolanGraph", "PortolanProvider",
                "PortolanGatewayAPI", "PortolanPlan", "PortolanTrace", "PortolanPortability",
            ]),
        library("PortolanNetworks", ["PortolanModel", "PortolanManifest", "PortolanProvider"]),
        library("PortolanFetch", ["CLibCurl", "CLibXML2", "PortolanModel", "PortolanFiles", "PortolanNetworks"]),
        .target(
            name: "PortolanTemplates", path: "templates", exclude: ["pages"], swiftSettings: settings, plugins: ["EmbedAssets"]),
        library(
            "PortolanReport",
            [
                "PortolanModel", "PortolanManifest", "PortolanKubernetes", "PortolanGraph", "PortolanProvider", "PortolanPlan",
                "PortolanPortability", "PortolanAdapt", "PortolanTemplates", "PortolanNetworks", "PortolanTrace",
                .product(name: "Mustache", package: "swift-mustache"),
            ]),
        library("PortolanDiff", ["PortolanModel", "PortolanManifest", "PortolanReport"]),
        library("PortolanXML", ["CLibXML2"]),
        library("PortolanSchemas", plugins: ["EmbedAssets"]),
        library(
            "PortolanGate",
            [
                "PortolanModel", "PortolanKubernetes", "PortolanProvider", "PortolanPlan", "PortolanPortability", "PortolanReport",
                "PortolanDiff", "PortolanXML",
            ]),
        tests("PortolanGateTests", ["PortolanXML", "TestSupport"]),
        tests("PortolanDiffTests", ["PortolanModel", "PortolanManifest", "PortolanDiff"]),
        library(
            "PortolanConformance",
            ["PortolanModel", "PortolanManifest", "PortolanProvider", "PortolanPlan", "PortolanReport", "PortolanTrace"]),
        .testTarget(
            name: "ConformanceTests",
            dependencies: ["PortolanConformance", "PortolanManifest", "PortolanProvider", "PortolanProviders"],
            path: "Tests/Conformance", exclude: ["cases", "random", "routing", "validation", "versions"], swiftSettings: settings),
        .testTarget(
            name: "DeclarativeTests",
            dependencies: [
                "PortolanConformance", "PortolanDeclarative", "PortolanKubernetes", "PortolanManifest", "PortolanModel", "PortolanProvider",
                "PortolanProviders",
            ],
            path: "Tests/Declarative", swiftSettings: settings),
        .testTarget(
            name: "DocumentationTests",
            dependencies: [
                "PortolanGatewayAPI", "PortolanConformance", "PortolanManifest", "PortolanProvider", "PortolanProviders",
                "PortolanPortability", "PortolanReport",
            ],
            path: "Tests/Documentation", swiftSettings: settings),
        tests("PortolanGraphTests", ["PortolanModel", "PortolanManifest", "PortolanKubernetes", "PortolanGraph"]),
        tests(
            "PortolanFindingsTests",
            [
                "PortolanModel", "PortolanManifest", "PortolanKubernetes", "PortolanGraph", "PortolanProvider", "PortolanProviders",
                "PortolanPlan", "PortolanFindings", "PortolanPortability", "PortolanNetworks", "PortolanReport", "PortolanCLI",
            ]),
        tests("PortolanKubernetesTests", ["PortolanModel", "PortolanManifest", "PortolanKubernetes"]),
        tests(
            "PortolanPortabilityTests",
            [
                "PortolanModel", "PortolanManifest", "PortolanKubernetes", "PortolanProvider", "PortolanProviders", "PortolanPlan",
                "PortolanPortability",
            ]),
        tests(
            "PortolanAdaptTests",
            [
                "PortolanModel", "PortolanManifest", "PortolanKubernetes", "PortolanProvider", "PortolanProviders", "PortolanPlan",
                "PortolanPortability", "PortolanAdapt",
            ]),
        .executableTarget(
            name: "PortolanCLI",
            dependencies: [
                "PortolanModel", "PortolanFiles", "PortolanManifest", "PortolanKubernetes", "PortolanGraph", "PortolanProvider",
                "PortolanDeclarative",
                "PortolanProviders", "PortolanPlan", "PortolanFindings", "PortolanPortability", "PortolanAdapt", "PortolanDiff",
                "PortolanReport", "PortolanTrace", "PortolanGate", "PortolanMoving", "PortolanSchemas",
                "PortolanNetworks", "PortolanFetch", "PortolanConformance",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ] + emptyTables,
            swiftSettings: settings),
        .target(name: "NoICUData"),

        tests(
            "PortolanNetworksTests", ["PortolanModel", "PortolanManifest", "PortolanProvider", "PortolanProviders", "PortolanNetworks"]),
        tests("PortolanFetchTests", ["PortolanModel", "PortolanNetworks", "PortolanFetch"], exclude: ["server"]),
        // What tests share: golden files and the built executable, and pages as libxml2 sees them.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
        .target(name: "HTMLDocument", dependencies: ["CLibXML2"], path: "Tests/HTMLDocument", swiftSettings: settings),
        tests("PortolanModelTests", ["PortolanModel"]),
        tests("PortolanManifestTests", ["PortolanModel", "PortolanManifest", "TestSupport"]),
        tests(
            "PortolanPlanTests",
            [
                "PortolanModel", "PortolanManifest", "PortolanKubernetes", "PortolanGraph", "PortolanProvider", "PortolanProviders",
                "PortolanPlan", "TestSupport",
            ]),
        tests(
            "PortolanReportTests",
            [
                "PortolanModel", "PortolanManifest", "PortolanKubernetes", "PortolanProvider", "PortolanProviders", "PortolanPlan",
                "PortolanPortability", "PortolanReport", "PortolanTemplates", "HTMLDocument", "TestSupport",
            ], exclude: ["Fixtures"]),
        tests(
            "PortolanMovingTests",
            [
                "PortolanModel", "PortolanManifest", "PortolanKubernetes", "PortolanProvider", "PortolanProviders", "PortolanPlan",
                "PortolanTrace", "PortolanPortability", "PortolanMoving", "TestSupport",
            ]),
        tests("BrowserTests", ["TestSupport"], exclude: ["browser", "Fixtures"]),
        tests(
            "CLITests", ["HTMLDocument", "PortolanManifest", "TestSupport", "manual-pages"], exclude: ["Snapshots", "Experts", "Setups"]),

        .executableTarget(
            name: "portolan-bench",
            dependencies: [
                "CLibYAML", "PortolanManifest", "PortolanProvider", "PortolanProviders", "PortolanPlan", "PortolanPortability",
                "PortolanReport",
            ],
            path: "Benchmarks/portolan-bench", swiftSettings: settings),

        .executableTarget(
            name: "portolan-fuzz",
            dependencies: [
                "PortolanModel", "PortolanManifest", "PortolanProvider", "PortolanProviders", "PortolanPlan", "PortolanTrace",
                "PortolanFindings",
                "PortolanPortability", "PortolanReport", "PortolanNetworks", "PortolanFetch",
            ],
            path: "Fuzzing/portolan-fuzz", swiftSettings: settings),

        .executableTarget(name: "embed-assets", swiftSettings: settings),
        .executableTarget(name: "manual-pages", dependencies: emptyTables, swiftSettings: settings),
        .plugin(name: "EmbedAssets", capability: .buildTool(), dependencies: ["embed-assets"]),

    ] + cloudTargets)
