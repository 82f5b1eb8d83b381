import Foundation

/// What the processor reports of itself.
public enum Processor {
  /// The features that the operating system lets programs use, by their names in Linux' /proc/cpuinfo; none on
  /// architectures where no kernel asks for any.
  public static let features: Set<Substring> = {
    #if arch(x86_64) && os(Linux)
      // The first processor is described in the first few kilobytes, however many there are.
      guard let file = FileHandle(forReadingAtPath: "/proc/cpuinfo"),
        let head = try? file.read(upToCount: 16384)
      else { return [] }
      return features(inProcessorInfo: String(decoding: head, as: UTF8.self))
    #elseif arch(x86_64) && canImport(Darwin)
      let known: [Substring] = [
        "avx", "avx2", "fma", "bmi1", "bmi2", "f16c", "movbe", "abm", "avx512f", "avx512bw", "avx512cd",
        "avx512dq",
        "avx512vl",
      ]
      return Set(
        known.filter { feature in
          let name: String
          switch feature {
          case "avx": name = "avx1_0"
          case "avx2": name = "avx2_0"
          case "abm": return true  // not reported; every processor with AVX2 has it
          default: name = String(feature)
          }
          var value: Int32 = 0
          var size = MemoryLayout<Int32>.size
          return sysctlbyname("hw.optional.\(name)", &value, &size, nil, 0) == 0 && value == 1
        })
    #else
      return []
    #endif
  }()

  /// The words of the first `flags` line of Linux' /proc/cpuinfo; none where there is no such line.
  public static func features(inProcessorInfo text: String) -> Set<Substring> {
    for line in text.split(separator: "\n") where line.hasPrefix("flags") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      return Set(line[line.index(after: colon)...].split(whereSeparator: \.isWhitespace))
    }
    return []
  }
}
