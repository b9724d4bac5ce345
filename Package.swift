// swift-tools-version:6.2
import PackageDescription

let package = Package(
  name: "writ",
  products: [.executable(name: "writ", targets: ["writ"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    // C libraries. Each is a module map and a shim header; nothing else in the
    // package includes a C header.
    .systemLibrary(
      name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .target(
      name: "CSimdjson",
      linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "CKernels"),
    .target(name: "CSystem"),

    // The language.
    .target(name: "Diagnostics"),
    .target(name: "RuleSyntax", dependencies: ["Diagnostics"]),
    .target(name: "Values"),
    .target(name: "Matching", dependencies: ["CKernels", "CPCRE2"]),
    .target(name: "RuleModel", dependencies: ["Values"]),
    .target(name: "Functions", dependencies: ["Values"]),
    .target(
      name: "RuleSemantics",
      dependencies: [
        "Detectors", "Diagnostics", "RuleSyntax", "Values", "Matching", "Functions", "Mapping",
        "RuleModel", .product(name: "Crypto", package: "swift-crypto"),
      ]),

    // The data.
    .target(name: "Columns"),
    .target(name: "Threads"),
    .target(name: "Mapping", dependencies: ["CKernels", "Columns", "RuleModel", "Values"]),
    .target(
      name: "Ingest",
      dependencies: [
        "CKernels", "CSimdjson", "CZlib", "CZstd", "Columns", "Mapping", "RuleModel", "Threads",
        "Values", .product(name: "Crypto", package: "swift-crypto"),
      ]),

    // Rows that wait for others.
    .target(name: "Shuffle"),

    // Rules over data.
    .target(
      name: "Engine",
      dependencies: [
        "CKernels", "Columns", "Detectors", "Functions", "Mapping", "Matching", "RuleModel",
        "Shuffle", "Values",
      ]),
    .target(name: "Findings"),
    .target(name: "Detectors"),
    .target(
      name: "Scanning",
      dependencies: [
        "CKernels", "Columns", "Detectors", "Engine", "Findings", "Ingest", "Mapping", "RuleModel",
        "Shuffle", "Threads", "Values", .product(name: "Crypto", package: "swift-crypto"),
      ]),
    // Sensitive data in records, whatever their format.
    .target(
      name: "Screening",
      dependencies: [
        "Detectors", "Findings", "Ingest", "RuleModel", "Threads",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(
      name: "Reporting",
      dependencies: [
        "CSystem", "CZlib", "CZstd", "Findings",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      resources: [.embedInCode("Resources")]),

    // The tool.
    .target(
      name: "CommandLineTool",
      dependencies: [
        "CSystem", "Columns", "Detectors", "Diagnostics", "Findings", "Functions", "Ingest",
        "Mapping",
        "Reporting", "RuleModel", "RuleSemantics", "RuleSyntax", "Scanning", "Screening", "Values",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .executableTarget(name: "writ", dependencies: ["CommandLineTool"]),

    // Tests.
    .target(
      name: "ReferenceEvaluator", dependencies: ["Detectors", "RuleModel", "Values"],
      path: "Tests/ReferenceEvaluator"),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
    .testTarget(
      name: "RuleSyntaxTests", dependencies: ["Diagnostics", "RuleSyntax"],
      exclude: ["Snapshots"]),
    .testTarget(name: "ValuesTests", dependencies: ["Values"]),
    .testTarget(name: "MatchingTests", dependencies: ["CKernels", "Matching"]),
    .testTarget(name: "FunctionsTests", dependencies: ["Functions", "Values"]),
    .testTarget(
      name: "RuleSemanticsTests",
      dependencies: [
        "Detectors", "Diagnostics", "RuleModel", "RuleSemantics", "RuleSyntax", "Values",
      ],
      exclude: ["Snapshots"]),
    .testTarget(name: "DetectorsTests", dependencies: ["Detectors"]),
    .testTarget(name: "MappingTests", dependencies: ["Columns", "Mapping", "RuleModel", "Values"]),
    .testTarget(
      name: "IngestTests",
      dependencies: [
        "CZlib", "CZstd", "Columns", "Ingest", "Mapping", "RuleModel", "Values",
      ],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "EngineTests",
      dependencies: [
        "Columns", "Diagnostics", "Engine", "Findings", "Ingest", "Mapping", "RuleModel",
        "RuleSemantics", "Scanning", "Values",
      ]),
    .testTarget(
      name: "ReportingTests", dependencies: ["Findings", "Reporting"], exclude: ["Golden"]),
    .testTarget(
      name: "LanguageTests",
      dependencies: [
        "Diagnostics", "Findings", "Ingest", "ReferenceEvaluator", "RuleModel", "RuleSemantics",
        "Scanning", "Values",
      ],
      exclude: ["Fixtures", "Specs"]),
    .testTarget(
      name: "ScreeningTests",
      dependencies: ["Detectors", "Findings", "Ingest", "RuleModel", "Screening"]),
    .testTarget(name: "ShuffleTests", dependencies: ["Shuffle"]),
    .testTarget(name: "EndToEndTests", dependencies: ["writ"]),
    .testTarget(
      name: "TidyTests",
      dependencies: ["CommandLineTool", "Diagnostics", "Functions", "Mapping"]),
  ],
  cxxLanguageStandard: .cxx17
)

for target in package.targets where target.type != .system {
  guard !["CKernels", "CSimdjson", "CSystem"].contains(target.name) else { continue }
  target.swiftSettings = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
    // docs/decisions/0006-exclusivity.md
    .unsafeFlags(
      ["-enforce-exclusivity=unchecked", "-cross-module-optimization"],
      .when(configuration: .release)),
  ]
}
