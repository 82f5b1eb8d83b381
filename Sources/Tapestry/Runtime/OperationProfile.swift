import Dispatch
import Synchronization

/// Which operations ran, in their order, and how long their kernels took.
///
/// ```swift
/// let (loss, profile) = OperationProfile.measure { step() }
/// for entry in profile.entries { print(entry.operation, entry.shape, entry.seconds) }
/// print(profile.kernelSeconds / profile.seconds)   // the share of the time that went into kernels
/// ```
///
/// Every operation that fills a tensor is seen, whoever wrote it: its time is that of the closure which writes the elements.
/// While nothing is measured this costs one comparison an operation.
public struct OperationProfile: Sendable {
  /// One operation.
  public struct Entry: Sendable {
    /// The function that ran: `relu()`.
    public let operation: String
    /// The shape of what it filled.
    public let shape: TensorShape
    /// Whether it was part of a walk back along a tape.
    public let isGradient: Bool
    /// When it began and ended, in nanoseconds of the system's clock.
    let span: Range<UInt64>

    /// How long it took.
    public var seconds: Double { Double(span.upperBound - span.lowerBound) / 1e9 }

    static func isOutsideOrBefore(_ a: Entry, _ b: Entry) -> Bool {
      (a.span.lowerBound, b.span.upperBound) < (b.span.lowerBound, a.span.upperBound)
    }
  }

  /// The operations in the order in which they began. One that began and ended within another is a part of it, and not listed.
  public let entries: [Entry]
  /// How long all took, with what is between operations.
  public let seconds: Double

  /// How long there was a kernel at work. An operation within another one counts once.
  public var kernelSeconds: Double {
    var (total, end) = (0 as UInt64, 0 as UInt64)
    for entry in entries where entry.span.upperBound > end {
      total += entry.span.upperBound - max(entry.span.lowerBound, end)
      end = entry.span.upperBound
    }
    return Double(total) / 1e9
  }

  /// The result of `body`, and what ran meanwhile, in the whole process.
  ///
  /// - Precondition: Nothing else is being measured.
  public static func measure<Result>(
    file: StaticString = #fileID, line: UInt = #line, _ body: () throws -> Result
  ) rethrows -> (result: Result, profile: OperationProfile) {
    guard OperationTimer.isOn.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged
    else { trap("OperationProfile.measure", "something is being measured already", file: file, line: line) }
    defer {
      OperationTimer.isOn.store(false, ordering: .relaxed)
      OperationTimer.entries.withLock { $0 = [] }
    }
    let start = DispatchTime.now().uptimeNanoseconds
    let result = try body()
    let end = DispatchTime.now().uptimeNanoseconds
    var entries: [Entry] = []
    for entry in OperationTimer.entries.withLock({ $0 }).sorted(by: Entry.isOutsideOrBefore) {
      if let last = entries.last, entry.span.upperBound <= last.span.upperBound { continue }
      entries.append(entry)
    }
    return (result, OperationProfile(entries: entries, seconds: Double(end - start) / 1e9))
  }
}

/// Where operations note their times.
enum OperationTimer {
  static let isOn = Atomic<Bool>(false)
  static let entries = Mutex<[OperationProfile.Entry]>([])

  /// The time, or 0 where nothing is measured.
  @inline(__always)
  static func start() -> UInt64 { isOn.load(ordering: .relaxed) ? DispatchTime.now().uptimeNanoseconds : 0 }

  /// Notes that the operation which began at `start` has ended.
  @inline(__always)
  static func end(_ start: UInt64, _ operation: StaticString, _ shape: TensorShape) {
    if start != 0 { note(start, operation, shape) }
  }

  @inline(never)
  private static func note(_ start: UInt64, _ operation: StaticString, _ shape: TensorShape) {
    let isGradient = if case .walk = Recording.mode { true } else { false }
    let entry = OperationProfile.Entry(
      operation: "\(operation)", shape: shape, isGradient: isGradient,
      span: start..<DispatchTime.now().uptimeNanoseconds)
    entries.withLock { $0.append(entry) }
  }
}
