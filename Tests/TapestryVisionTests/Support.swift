import Foundation
import Tapestry

@testable import TapestryVision

/// The files that the tests read.
enum Fixture {
  static func path(_ name: String) -> String { Bundle.module.bundlePath + "/Fixtures/\(name)" }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  /// How many damaged files are tried; a longer run sets the environment variable.
  static var fuzzRounds: Int {
    ProcessInfo.processInfo.environment["TAPESTRY_FUZZ"].flatMap { Int($0) } ?? 1500
  }

  /// The names of the files of a folder that end in `suffix`.
  static func names(in folder: String, suffix: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(folder)).filter { $0.hasSuffix(suffix) }.sorted()
  }
}

/// SplitMix64: the same numbers in every run.
struct TestGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

/// The error that `body` throws; nil where it throws none.
func fileError(_ body: () throws -> Void) -> FileError? {
  do {
    try body()
    return nil
  } catch {
    return error as? FileError
  }
}

extension Image {
  /// Smooth shades with a little noise, as photographs have.
  static func sample(width: Int, height: Int, color: ColorModel = .rgb, seed: UInt64 = 1) -> Image {
    var generator = TestGenerator(state: seed)
    var samples: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<color.channelCount {
          let wave = sin(Double(x * (channel + 1)) / 9) + cos(Double(y) / (7 + Double(channel)))
          samples.append(UInt8(127 + wave * 50 + Double(generator.next() % 20)))
        }
      }
    }
    return Image(width: width, height: height, color: color, samples: samples)
  }
}
