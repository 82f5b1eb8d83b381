import Foundation
import Synchronization

/// The one place where work is spread over threads.
///
/// Work is cut into pieces by the problem, never by the number of threads, so that which thread runs a piece
/// cannot change a result: the same bits come out on one thread and on sixteen.
public enum Parallel {
  /// The width in force where ``withWidth(_:_:)`` has not set another.
  private static let defaultWidth = Atomic<Int>(0)
  private static let firstWidth: Int = {
    guard let text = ProcessInfo.processInfo.environment["TAPESTRY_THREADS"], !text.isEmpty else {
      return ProcessInfo.processInfo.activeProcessorCount
    }
    guard let width = Int(text), width >= 1 else {
      fatalError("TAPESTRY_THREADS=\(text): expected a number of threads, at least 1")
    }
    return width
  }()
  @TaskLocal private static var scopedWidth: Int?

  /// The most threads that a piece of work is spread over, the caller's included. At first the value
  /// of the environment variable `TAPESTRY_THREADS`, or the number of processors.
  public static var width: Int {
    get {
      if let scoped = scopedWidth { return scoped }
      let width = defaultWidth.load(ordering: .relaxed)
      return width > 0 ? width : firstWidth
    }
    set {
      precondition(newValue >= 1, "Parallel.width: expected at least one thread, got \(newValue)")
      defaultWidth.store(newValue, ordering: .relaxed)
    }
  }

  /// Runs `body` with another ``width``, in this task only.
  public static func withWidth<Result>(_ width: Int, _ body: () throws -> Result) rethrows -> Result {
    precondition(width >= 1, "Parallel.withWidth: expected at least one thread, got \(width)")
    return try $scopedWidth.withValue(width, operation: body)
  }

  /// Calls `body` once for each piece `0..<pieces`, in any order, on at most ``width`` threads, and returns when
  /// all are done. One piece, or a width of one, runs on the calling thread without touching Dispatch.
  public static func forEach(_ pieces: Int, _ body: (Int) -> Void) {
    guard pieces > 1 else {
      if pieces == 1 { body(0) }
      return
    }
    let workers = min(width, pieces)
    guard workers > 1 else {
      for piece in 0..<pieces { body(piece) }
      return
    }
    Crew.share(pieces, helpers: workers - 1, body)
  }
}
