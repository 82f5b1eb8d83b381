import ExampleSupport
import Foundation
import Testing

@testable import AlexNetTrainer

@Suite struct ProgressLineTests {
  private let details = ["loss 0.532", "top-1 18.2 %", "0:03 left", "1523 img/s", "top-5 0.3 %"]

  @Test(arguments: 20...130) func aLineFitsItsWindow(width: Int) {
    let line = ProgressLine.line(0.45, title: "epoch  3/20", details: details, width: width)
    #expect(line.count <= width)
    #expect(line.hasPrefix("epoch  3/20"))
    #expect(line.contains("45 %"))
  }

  @Test func aWideWindowShowsAll() {
    let line = ProgressLine.line(0.5, title: "epoch 1/2", details: details, width: 120)
    for detail in details { #expect(line.contains(detail)) }
    #expect(line.contains("▕") && line.contains("█"))
  }

  @Test func aNarrowWindowKeepsTheFirst() {
    let line = ProgressLine.line(0.5, title: "epoch 1/2", details: details, width: 42)
    #expect(line.contains("loss 0.532"))
    #expect(!line.contains("img/s"))
  }

  @Test(
    arguments: [
      (0, "0 s"), (59.4, "59 s"), (65, "1:05"), (3599.7, "1:00:00"), (7260, "2:01:00"),
      (180_000, "2 d 02:00"), (.nan, "?"),
    ] as [(Double, String)])
  func durationsAreShort(seconds: Double, text: String) { #expect(duration(seconds) == text) }

  @Test func barsFillByEighths() {
    #expect(bar(0, width: 3) == "   ")
    #expect(bar(0.5, width: 3) == "█▌ ")
    #expect(bar(1, width: 3) == "███")
    #expect(bar(7, width: 2) == "██")
  }
}

/// What a terminal shows of what was written to it.
struct Screen {
  private(set) var lines = [""]
  private var column = 0
  /// The most columns that a line ever had.
  private(set) var widest = 0

  init(_ text: String) {
    var rest = Substring(text)
    while let character = rest.popFirst() {
      switch character {
      case "\r\n", "\n":
        lines.append("")
        column = 0
      case "\r": column = 0
      case "\u{1B}":
        precondition(rest.hasPrefix("[K"), "an escape that this screen does not know")
        rest.removeFirst(2)
        lines[lines.count - 1] = String(lines[lines.count - 1].prefix(column))
      default:
        var line = Array(lines[lines.count - 1])
        if column < line.count { line[column] = character } else { line.append(character) }
        lines[lines.count - 1] = String(line)
        column += 1
        widest = max(widest, column)
      }
    }
  }
}

#if os(Linux)
  @Suite struct PseudoTerminalTests {
    @Test(arguments: [30, 100]) func aTerminalKeepsALineForEachEpoch(columns: Int) throws {
      let folder = try TemporaryFolder()
      let data = try folder.writeImages(training: 64, testing: 20)
      let process = BuiltProgram.process(
        ["train", "--data", data, "--epochs", "40", "--out", folder.path + "/run"] + BuiltProgram.tiny)
      let text = try output(of: process, columns: columns)
      #expect(process.terminationStatus == 0)
      #expect(text.contains("\r") && text.contains("\u{1B}[K"), "lines are drawn again")
      let screen = Screen(text)
      let epochs = screen.lines.filter { $0.hasPrefix("epoch") }
      #expect(epochs.count == 40)
      for line in epochs { #expect(line.contains("test loss"), "no progress is left: \(line)") }
      #expect(screen.lines.allSatisfy { !$0.contains("left") && !$0.contains("▕") })
    }

    /// What the process writes to a terminal of so many columns.
    private func output(of process: Process, columns: Int) throws -> String {
      let master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
      var (lock, number): (Int32, UInt32) = (0, 0)
      let (unlock, askNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)  // TIOCSPTLCK, TIOCGPTN
      try #require(
        master >= 0 && ioctl(master, unlock, &lock) == 0
          && ioctl(master, askNumber, &number) == 0)
      let name = "/dev/pts/\(number)"
      var size = winsize(ws_row: 30, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
      try #require(unsafe ioctl(master, UInt(TIOCSWINSZ), &size) == 0)
      let slave = unsafe open(name, O_RDWR | O_NOCTTY)
      try #require(slave >= 0)
      process.environment = ProcessInfo.processInfo.environment.merging(["TERM": "xterm"]) { $1 }
      process.standardOutput = FileHandle(fileDescriptor: slave, closeOnDealloc: false)
      try process.run()
      close(slave)
      // Reading ends with an error when nobody has the terminal open any more.
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = unsafe read(master, &buffer, buffer.count)
        guard count > 0 else { break }
        bytes += buffer[..<count]
      }
      process.waitUntilExit()
      close(master)
      return String(decoding: bytes, as: UTF8.self)
    }
  }
#endif
