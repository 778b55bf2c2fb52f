// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is held to the same rules: Swift 6 mode, no warning survives.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Every C target is a thin door to a system library, or a loop in vector instructions: functions only, no globals.
let strictC: [CSetting] = [
  .treatAllWarnings(as: .error)
]

let package = Package(
  name: "elbow",
  products: [
    .executable(name: "elbow", targets: ["elbow"]),
    .library(name: "LatentModels", targets: ["LatentModels", "NumericCore"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
  ],
  targets: [
    // The executable: the command line, and the loop that joins the terminal to the explorer.
    .executableTarget(
      name: "elbow",
      dependencies: [
        "Preferences", "Explorer", "CursesKit", "PlotKit", "CellGrid", "LatentModels", "DataFiles",
        "NumericCore",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // What a person writes down about the program: the only place that reads TOML.
    .target(
      name: "Preferences",
      dependencies: [
        "Explorer", "DataFiles", "PlotKit", "CellGrid", .product(name: "TOMLKit", package: "TOMLKit"),
      ],
      swiftSettings: strict),

    // The application, and the only place where the two towers meet.
    .target(
      name: "Explorer",
      dependencies: ["LatentModels", "DataFiles", "NumericCore", "PlotKit", "CellGrid"],
      swiftSettings: strict),

    // The terminal tower.
    .target(name: "CursesKit", dependencies: ["CCurses", "CellGrid"], swiftSettings: strict),
    .target(name: "PlotKit", dependencies: ["CellGrid"], swiftSettings: strict),
    .target(name: "CellGrid", swiftSettings: strict),

    // The mathematics tower.
    .target(
      name: "LatentModels",
      dependencies: [
        "Neural", "NumericCore", "CKernels",
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: strict),
    .target(
      name: "DataFiles",
      dependencies: [
        "NumericCore", "CAssets", "CDigest", "CZlib",
      ],
      swiftSettings: strict),
    .target(
      name: "Neural",
      dependencies: [
        "NumericCore", "CDNN", "CKernels",
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: strict),
    .target(
      name: "NumericCore",
      dependencies: [
        "CLAPACK",
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: strict),

    // Doors to C.
    .target(
      name: "CCurses", cSettings: strictC,
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .target(
      name: "CLAPACK", cSettings: strictC,
      linkerSettings: [.linkedLibrary("lapack"), .linkedLibrary("blas")]),
    .target(
      name: "CDNN", cSettings: strictC,
      linkerSettings: [.linkedLibrary("dnnl"), .linkedLibrary("gomp")]),
    .target(name: "CDigest", cSettings: strictC, linkerSettings: [.linkedLibrary("md")]),
    .target(name: "CZlib", cSettings: strictC, linkerSettings: [.linkedLibrary("z")]),
    .target(name: "CAssets", cSettings: strictC),
    .target(name: "CKernels", cSettings: strictC),

    // Tests: one target per module, and the ones that look at the whole.
    .target(
      name: "TestSupport", dependencies: ["CellGrid", "CPseudoTerminal"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .target(
      name: "CPseudoTerminal", path: "Tests/CPseudoTerminal", cSettings: strictC,
      linkerSettings: [.linkedLibrary("util")]),
    .executableTarget(
      name: "elbow-latency", dependencies: ["TestSupport", "CellGrid"], path: "Tests/Benchmarks",
      swiftSettings: strict),
    .testTarget(name: "CellGridTests", dependencies: ["CellGrid", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "PlotKitTests", dependencies: ["PlotKit", "CellGrid", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "CursesKitTests", dependencies: ["CursesKit", "CellGrid", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "NumericCoreTests", dependencies: ["NumericCore", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "NeuralTests", dependencies: ["Neural", "NumericCore"], swiftSettings: strict),
    .testTarget(
      name: "DataFilesTests",
      dependencies: [
        "DataFiles", "NumericCore", "TestSupport",
      ],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "LatentModelsTests",
      dependencies: ["LatentModels", "NumericCore", "CKernels", "TestSupport"],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "ExplorerTests",
      dependencies: [
        "Explorer", "LatentModels", "DataFiles", "NumericCore", "PlotKit", "CellGrid", "TestSupport",
      ],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "PreferencesTests",
      dependencies: ["Preferences", "Explorer", "PlotKit", "CellGrid", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests",
      dependencies: ["elbow", "Explorer", "CPseudoTerminal", "CellGrid", "TestSupport"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu2x
)

// Where only some tests are wanted (ELBOW_TESTS=NumericCoreTests,DataFilesTests), the package is these and what they are made of.
if let wanted = Context.environment["ELBOW_TESTS"] {
  var needed: Set<String> = []
  func need(_ name: String) {
    guard let target = package.targets.first(where: { $0.name == name }), needed.insert(name).inserted else {
      return
    }
    for case .byNameItem(let name, _) in target.dependencies { need(name) }
  }
  for name in wanted.split(separator: ",") { need(String(name)) }
  package.targets.removeAll { !needed.contains($0.name) }
  package.products = []
}
