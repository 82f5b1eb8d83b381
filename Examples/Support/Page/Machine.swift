import Foundation
import Tapestry

/// The machine that the program runs on.
package enum Machine {
  /// Names and values, for people.
  package static var description: [(String, String)] {
    let information = ProcessInfo.processInfo
    return [
      ("processor", processor), ("processors", "\(information.activeProcessorCount)"),
      ("threads", "\(Threads.count)"), ("instruction set", InstructionSet.current.rawValue),
      ("memory", "\((information.physicalMemory + 1 << 29) >> 30) GiB"),
      ("system", information.operatingSystemVersionString),
    ]
  }

  private static var processor: String {
    #if os(Linux)
      let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
      let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
      return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    #else
      var size = 0
      unsafe sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0)
      var bytes = [UInt8](repeating: 0, count: size)
      unsafe sysctlbyname("machdep.cpu.brand_string", &bytes, &size, nil, 0)
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    #endif
  }
}
