import Foundation

/// Standard output, which may be a terminal.
package enum Terminal {
  /// Whether a person watches: lines may be drawn again.
  package static let isInteractive =
    isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  /// The columns of the window now, at least 20; 80 where there is no window.
  package static var width: Int {
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return max(Int(size.ws_col), 20)
  }

  /// Writes `text` at once; where that is not possible, as into a log on a full disk, nobody misses it.
  package static func write(_ text: String) {
    try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
  }
}

extension String {
  /// The text, with spaces after it up to `width` characters.
  package func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

  /// The text, with spaces before it up to `width` characters.
  package func aligned(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}

/// A bar of `width` characters, as far filled as `fraction`, in steps of an eighth of a character.
package func bar(_ fraction: Double, width: Int) -> String {
  let eighths = Int((min(max(fraction, 0), 1) * Double(width * 8)).rounded())
  let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  return (String(repeating: "█", count: eighths / 8) + parts[eighths % 8]).padded(to: width)
}

/// A number with the given digits after its point.
package func fixed(_ number: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", number) }

/// A share as a percentage.
package func percent(_ share: Double, _ digits: Int = 1) -> String { fixed(share * 100, digits) + " %" }

/// Seconds in words that stay short: `7 s`, `3:05`, `2:03:00`, `4 d 02:00`.
package func duration(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds < 1e9 else { return "?" }
  let s = Int(seconds.rounded())
  if s < 60 { return "\(s) s" }
  if s < 3600 { return String(format: "%d:%02d", s / 60, s % 60) }
  if s < 86400 { return String(format: "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60) }
  return String(format: "%d d %02d:%02d", s / 86400, s / 3600 % 24, s / 60 % 60)
}

/// A rate with three digits that count.
package func rate(_ number: Double) -> String { String(format: number >= 100 ? "%.0f" : "%.3g", number) }
