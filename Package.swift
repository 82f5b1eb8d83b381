// swift-tools-version: 6.2
import PackageDescription

/// Settings of every target that is not a kernel: Swift 6, strict memory safety, no warnings let through.
let safe: [SwiftSetting] = [.strictMemorySafety()]

/// The one place where kernels get their compiler flags. They are optimised in debug builds too, and
/// `-march` reaches the Swift code generator through its C importer. `squareRoot()` is one instruction only where it
/// need not set `errno`.
func kernelSettings(march: String? = nil) -> [SwiftSetting] {
  let architecture = march.map { ["-Xcc", "-march=\($0)"] } ?? []
  return [.unsafeFlags(["-Ounchecked", "-Xcc", "-fno-math-errno"] + architecture)]
}

#if arch(x86_64)
  let instructionSets = ["KernelsAVX2": "x86-64-v3", "KernelsAVX512": "x86-64-v4"]
  /// Lets `ResultStores` name an instruction that it looks for in the processor before it uses it. Nothing else becomes
  /// it, and no other target gets a copy of what is not inlinable.
  let directStores: [SwiftSetting] = [.unsafeFlags(["-Xcc", "-mmovdir64b", "-disable-cmo"])]
#else
  let instructionSets: [String: String] = [:]
  let directStores: [SwiftSetting] = []
#endif

let kernelTargets: [Target] =
  [
    .target(name: "KernelTemplates", swiftSettings: kernelSettings() + directStores),
    .target(
      name: "KernelsPortable", dependencies: ["KernelTemplates"], swiftSettings: kernelSettings()),
  ]
  + instructionSets.sorted { $0.key < $1.key }.map { name, march in
    .target(
      name: name, dependencies: ["KernelTemplates"], swiftSettings: kernelSettings(march: march))
  }

let package = Package(
  name: "Tapestry",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "Tapestry", targets: ["Tapestry"]),
    .library(name: "TapestryVision", targets: ["TapestryVision"]),
    .library(name: "AlexNet", targets: ["AlexNet"]),
    .executable(name: "alexnet", targets: ["AlexNetTrainer"]),
    .executable(name: "alexnet-paper", targets: ["PaperClaims"]),
    .executable(name: "benchmark", targets: ["benchmark"]),
    .executable(name: "contact-sheet", targets: ["contact-sheet"]),
    .executable(name: "fashion", targets: ["fashion"]),
    .executable(name: "fuzz", targets: ["fuzz"]),
    .executable(name: "regression", targets: ["regression"]),
  ],
  targets: kernelTargets + [
    .target(
      name: "Tapestry",
      dependencies: ["KernelTemplates", "KernelsPortable"]
        + instructionSets.keys.sorted().map { .byName(name: $0) },
      swiftSettings: safe),
    .target(
      name: "TapestryVision", dependencies: ["Tapestry"],
      resources: [.copy("Resources/FashionMNIST"), .copy("Resources/Photographs")],
      swiftSettings: safe),
    .target(name: "AlexNet", dependencies: ["Tapestry", "TapestryVision"], swiftSettings: safe),
    .target(
      name: "ExampleSupport", dependencies: ["AlexNet", "Tapestry", "TapestryVision"],
      path: "Examples/Support", swiftSettings: safe),
    .executableTarget(
      name: "AlexNetTrainer", dependencies: ["ExampleSupport", "AlexNet", "Tapestry", "TapestryVision"],
      path: "Examples/AlexNetTrainer", swiftSettings: safe),
    .executableTarget(
      name: "benchmark", dependencies: ["Tapestry", "TapestryVision", "AlexNet", "KernelTemplates"],
      path: "Examples/Benchmark", swiftSettings: safe),
    .executableTarget(
      name: "contact-sheet", dependencies: ["Tapestry", "TapestryVision"], path: "Examples/ContactSheet",
      swiftSettings: safe),
    .executableTarget(
      name: "fashion", dependencies: ["Tapestry", "TapestryVision"], path: "Examples/FashionMNIST",
      swiftSettings: safe),
    .executableTarget(
      name: "fuzz", dependencies: ["Tapestry", "TapestryVision"], path: "Examples/Fuzz", swiftSettings: safe),
    .executableTarget(
      name: "PaperClaims", dependencies: ["ExampleSupport", "AlexNet", "Tapestry", "TapestryVision"],
      path: "Examples/PaperClaims", swiftSettings: safe),
    .executableTarget(
      name: "regression", dependencies: ["Tapestry"], path: "Examples/Regression", swiftSettings: safe),
    .testTarget(
      name: "TapestryTests",
      dependencies: ["Tapestry", "KernelTemplates", "KernelsPortable"]
        + instructionSets.keys.sorted().map { .byName(name: $0) }),
    .testTarget(
      name: "TapestryVisionTests", dependencies: ["Tapestry", "TapestryVision", "fuzz"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "AlexNetTests", dependencies: ["AlexNet", "Tapestry", "TapestryVision"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "TrainerTests",
      dependencies: ["AlexNetTrainer", "ExampleSupport", "AlexNet", "Tapestry", "TapestryVision"]),
    .testTarget(
      name: "PaperClaimsTests",
      dependencies: ["PaperClaims", "ExampleSupport", "AlexNet", "Tapestry", "TapestryVision"],
      resources: [.copy("Fixtures")]),
  ]
)
