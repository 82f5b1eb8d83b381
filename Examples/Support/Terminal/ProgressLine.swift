/// How far an epoch is, on one line: drawn again and again on a terminal, and now and then as a line of its own elsewhere.
///
/// A terminal keeps in its scroll-back only what ``finish(_:)`` and ``note(_:)`` say.
package struct ProgressLine {
  private let isInteractive: Bool
  private let clock = ContinuousClock()
  private var lastDrawn: ContinuousClock.Instant?
  private var isOnScreen = false

  /// How often a line is drawn: often enough to look alive, seldom enough to cost nothing.
  private let interval: Duration

  package init(isInteractive: Bool = Terminal.isInteractive) {
    self.isInteractive = isInteractive
    interval = isInteractive ? .milliseconds(100) : .seconds(10)
  }

  /// Shows how far it is, unless it was shown just now.
  package mutating func update(_ fraction: Double, title: String, details: () -> [String] = { [] }) {
    let now = clock.now
    if let lastDrawn, now - lastDrawn < interval { return }
    // A log needs no line for what has just begun.
    guard isInteractive || lastDrawn != nil else {
      lastDrawn = now
      return
    }
    lastDrawn = now
    if isInteractive {
      // A window may not be wide enough; the last column stays free, as some terminals wrap there.
      let line = Self.line(fraction, title: title, details: details(), width: Terminal.width - 1)
      Terminal.write("\r" + line + "\u{1B}[K")
      isOnScreen = true
    } else {
      let text = ([title, percent(fraction, 0)] + details()).joined(separator: "  ")
      Terminal.write(text + "\n")
    }
  }

  /// Removes the line, says `text` in its place, and begins anew.
  package mutating func finish(_ text: String) {
    note(text)
    lastDrawn = nil
  }

  /// Removes the line.
  package mutating func clear() {
    if isOnScreen { Terminal.write("\r\u{1B}[K") }
    isOnScreen = false
  }

  /// Says `text` above the line.
  package mutating func note(_ text: String) {
    clear()
    Terminal.write(text + "\n")
  }

  /// The line: title, bar, and as many details, the first ones, as there is room for.
  package static func line(_ fraction: Double, title: String, details: [String], width: Int) -> String {
    let share = percent(fraction, 0).aligned(to: 5)
    var used = title.count + 1 + share.count
    var shown: [String] = []
    // The bar has at least six columns, or is not there.
    for detail in details where used + detail.count + 2 + 8 <= width {
      shown.append(detail)
      used += detail.count + 2
    }
    let room = min(width - used - 1, 40)
    let middle = room >= 6 ? bar(fraction, width: room - 2).framed + " " : ""
    return String(([title + " " + middle + share] + shown).joined(separator: "  ").prefix(width))
  }
}

extension String {
  fileprivate var framed: String { "▕" + self + "▏" }
}
